#pragma once

/// @file
/// Matrices for tests: drawn with a seed, compared as a whole.

#include "derivations/support/draw.hpp"

#include <armadillo>

#include <limits>

namespace chainrule::tests {

inline constexpr double eps = std::numeric_limits<double>::epsilon();

/// Standard normal, the same for the same seed.
[[nodiscard]] inline arma::mat random_matrix(arma::uword rows,
                                             arma::uword cols,
                                             std::uint64_t seed) {
    Random random(seed);
    return draw::normal(random, {rows, cols});
}

/// Same shape and same bits.
template <class eT>
[[nodiscard]] bool equal(const arma::Mat<eT>& got, const arma::Mat<eT>& want) {
    return arma::size(got) == arma::size(want) &&
           std::equal(got.begin(), got.end(), want.begin());
}

/// Largest difference against the size of the whole matrix, so that no entry is
/// divided by its own, possibly tiny, magnitude. Infinite if the shapes differ.
[[nodiscard]] inline double scaled_error(const arma::mat& got, const arma::mat& want) {
    if (arma::size(got) != arma::size(want)) return arma::datum::inf;
    return arma::abs(got - want).max() / arma::abs(want).max();
}

}  // namespace chainrule::tests
