#pragma once

/// @file
/// The largest value of each column, by the real part, since complex numbers have no
/// order of their own.

#include "derivations/support/scalar.hpp"

#include <armadillo>

namespace chainrule {

/// The row of each column's largest real part, the first one where several are equal:
/// 1 x N for a matrix of N columns.
template <Scalar eT>
[[nodiscard]] arma::urowvec rows_of_column_maxima(const arma::Mat<eT>& values) {
    const arma::Mat<RealOf<eT>> real_values = arma::real(values);
    return arma::index_max(real_values, 0);
}

/// The largest real part of each column, 1 x N. As the shift that keeps exponentials
/// from overflowing it is a constant: no derivative passes through it, and none is
/// lost, because the shift cancels from the result.
template <Scalar eT>
[[nodiscard]] arma::Row<eT> column_maxima(const arma::Mat<eT>& values) {
    const arma::Mat<RealOf<eT>> real_values = arma::real(values);
    const arma::Row<RealOf<eT>> maxima = arma::max(real_values, 0);
    return arma::conv_to<arma::Row<eT>>::from(maxima);
}

}  // namespace chainrule
