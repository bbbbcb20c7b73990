#pragma once

/// @file
/// Systems of equations and determinants for real matrices, and for complex ones that
/// carry a derivative in their imaginary parts.

#include <armadillo>

#include <complex>

namespace chainrule::claims {

/// Thrown where complex numbers cannot carry the derivative: it needs differences.
struct NotAnalytic {};

/// X with A X = B. As in Octave, least squares of least norm where A is not square or is
/// singular; for complex numbers `NotAnalytic` there.
template <class eT>
[[nodiscard]] arma::Mat<eT> solve(const arma::Mat<eT>& a, const arma::Mat<eT>& b);

/// The inverse of a square matrix; all infinite if it is singular, as in Octave.
template <class eT>
[[nodiscard]] arma::Mat<eT> inverse(const arma::Mat<eT>& a);

template <class eT>
[[nodiscard]] eT determinant(const arma::Mat<eT>& a);

/// log |det A|; no overflow where the determinant has one.
template <class eT>
[[nodiscard]] eT log_determinant(const arma::Mat<eT>& a);

}  // namespace chainrule::claims
