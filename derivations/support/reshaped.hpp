#pragma once

/// @file
/// The same numbers as a matrix of another shape.

#include <armadillo>

namespace chainrule {

/// A view of the storage of `values` as `rows` x `cols`, column by column; there must be
/// as many entries. It is valid while `values` keeps its storage.
template <class eT>
[[nodiscard]] arma::Mat<eT> reshaped(arma::Mat<eT>& values,
                                     arma::uword rows,
                                     arma::uword cols) {
    return arma::Mat<eT>(values.memptr(), rows, cols, false, true);
}

/// The same for reading.
template <class eT>
[[nodiscard]] const arma::Mat<eT> reshaped(const arma::Mat<eT>& values,
                                           arma::uword rows,
                                           arma::uword cols) {
    // Armadillo has no view of constant memory; what is returned is const
    return reshaped(const_cast<arma::Mat<eT>&>(values), rows, cols);
}

/// A view of a temporary would outlive it.
template <class eT>
void reshaped(const arma::Mat<eT>&& values,
              arma::uword rows,
              arma::uword cols) = delete;

}  // namespace chainrule
