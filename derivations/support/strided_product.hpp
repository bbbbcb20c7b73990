#pragma once

/// @file
/// A matrix product with some rows of a matrix, without the copy of them that Armadillo
/// makes: BLAS is told how far the columns lie apart instead.

#include "derivations/support/scalar.hpp"

#include <armadillo>

namespace chainrule {

/// `sum += left * right.rows(first, first + sum.n_cols - 1).st()`, allocating nothing.
/// `left` is `sum.n_rows` x K, `right` has K columns and at least `first + sum.n_cols`
/// rows; neither is `sum`.
template <Scalar eT>
void add_product_with_rows(arma::Mat<eT>& sum,
                           const arma::Mat<eT>& left,
                           const arma::Mat<eT>& right,
                           arma::uword first) {
    if (sum.is_empty() || left.n_cols == 0) return;
    const char as_it_is = 'N', transposed = 'T';
    const auto rows = static_cast<arma::blas_int>(sum.n_rows);
    const auto cols = static_cast<arma::blas_int>(sum.n_cols);
    const auto inner = static_cast<arma::blas_int>(left.n_cols);
    const auto right_stride = static_cast<arma::blas_int>(right.n_rows);
    const eT one(1);
    arma::blas::gemm<eT>(&as_it_is,
                         &transposed,
                         &rows,
                         &cols,
                         &inner,
                         &one,
                         left.memptr(),
                         &rows,
                         right.memptr() + first,
                         &right_stride,
                         &one,
                         sum.memptr(),
                         &rows);
}

}  // namespace chainrule
