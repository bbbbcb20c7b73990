#pragma once

/// @file
/// Class labels as a matrix.

#include "derivations/support/scalar.hpp"

#include <armadillo>

namespace chainrule {

/// $Y_{cn} = \delta_{c y_n}$, C x N: a 1 in the row of each column's label, 0
/// elsewhere. Every label must be below `class_count`.
template <Scalar eT>
[[nodiscard]] arma::Mat<eT> one_hot(const arma::urowvec& labels,
                                    arma::uword class_count) {
    arma::Mat<eT> result(class_count, labels.n_elem, arma::fill::zeros);
    for (arma::uword n = 0; n < labels.n_elem; ++n) result(labels(n), n) = eT(1);
    return result;
}

}  // namespace chainrule
