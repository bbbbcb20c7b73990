#pragma once

/// @file
/// Matrix products that are added to what is there. They allocate nothing, and are formed
/// in pieces that BLAS is fast at.

#include "derivations/support/scalar.hpp"

#include <armadillo>

#include <algorithm>

namespace chainrule {

namespace detail {

/// BLAS's `sum += left * op(right)`, op being the transpose if `form` is 'T'.
template <Scalar eT>
void gemm(char form,
          arma::uword rows,
          arma::uword cols,
          arma::uword inner,
          const eT* left,
          const eT* right,
          arma::uword right_stride,
          eT* sum) {
    const char as_it_is = 'N';
    const eT one(1);
    const auto m = static_cast<arma::blas_int>(rows);
    const auto n = static_cast<arma::blas_int>(cols);
    const auto k = static_cast<arma::blas_int>(inner);
    const auto stride = static_cast<arma::blas_int>(right_stride);
    arma::blas::gemm<eT>(
        &as_it_is, &form, &m, &n, &k, &one, left, &m, right, &stride, &one, sum, &m);
}

/// How much of one side of a product is taken at a time if each unit of it costs
/// `per_unit` multiplications. BLAS copies large matrices into the order in which its
/// kernel reads them; for products of up to a million multiplications OpenBLAS has kernels
/// that need no copy (with AVX-512; elsewhere pieces cost nothing). Somewhat less than a
/// million stays in the nearest cache as well.
inline arma::uword piece_of(arma::uword side, arma::uword per_unit) {
    constexpr arma::uword multiplications = 600'000, vector = 16, handful = 32;
    const arma::uword piece = multiplications / per_unit / vector * vector;
    return piece < handful ? side : piece;
}

/// `gemm`, cut along the columns of the sum or along the inner side, whichever is longer.
template <Scalar eT>
void add_in_pieces(arma::Mat<eT>& sum,
                   const arma::Mat<eT>& left,
                   char form,
                   const eT* right,
                   arma::uword right_stride) {
    const arma::uword rows = sum.n_rows, cols = sum.n_cols, inner = left.n_cols;
    if (sum.is_empty() || inner == 0) return;
    const bool along_inner = inner > cols;
    const arma::uword side = along_inner ? inner : cols;
    const arma::uword piece = piece_of(side, rows * (along_inner ? cols : inner));
    const arma::uword step = along_inner == (form == 'N') ? 1 : right_stride;
    for (arma::uword begin = 0; begin < side; begin += piece) {
        const arma::uword length = std::min(piece, side - begin);
        gemm(form,
             rows,
             along_inner ? cols : length,
             along_inner ? length : inner,
             along_inner ? left.colptr(begin) : left.memptr(),
             right + begin * step,
             right_stride,
             along_inner ? sum.memptr() : sum.colptr(begin));
    }
}

}  // namespace detail

/// `sum += left * right`.
template <Scalar eT>
void add_product(arma::Mat<eT>& sum,
                 const arma::Mat<eT>& left,
                 const arma::Mat<eT>& right) {
    detail::add_in_pieces(sum, left, 'N', right.memptr(), right.n_rows);
}

/// `sum += left * right.rows(first, first + sum.n_cols - 1).st()`, without the copy of
/// these rows that Armadillo makes. `left` is `sum.n_rows` x K, `right` has K columns and
/// at least `first + sum.n_cols` rows; neither is `sum`.
template <Scalar eT>
void add_product_with_rows(arma::Mat<eT>& sum,
                           const arma::Mat<eT>& left,
                           const arma::Mat<eT>& right,
                           arma::uword first) {
    detail::add_in_pieces(sum, left, 'T', right.memptr() + first, right.n_rows);
}

}  // namespace chainrule
