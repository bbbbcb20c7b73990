#pragma once

/// @file
/// The few operations on plain vectors that the judge needs, as loops. Armadillo's
/// expressions would do the same, but the judge is compiled in its user's test, and
/// each kind of expression costs some tenths of a second there.

#include "chainrule/check/quantifiers.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace chainrule::check {

/// Sum of a_i b_i.
[[nodiscard]] inline double dot(const arma::mat& a, const arma::mat& b) {
    double sum = 0.0;
    for (arma::uword i = 0; i < a.n_elem; ++i) sum += a.mem[i] * b.mem[i];
    return sum;
}

/// Euclidean length, also of a matrix; no overflow is guarded against.
[[nodiscard]] inline double length(const arma::mat& a) {
    double sum = 0.0;
    for (arma::uword i = 0; i < a.n_elem; ++i) sum += a.mem[i] * a.mem[i];
    return std::sqrt(sum);
}

/// The largest |a_i|; 0 if there is none.
[[nodiscard]] inline double largest(const arma::mat& a) {
    double most = 0.0;
    for (arma::uword i = 0; i < a.n_elem; ++i)
        most = std::max(most, std::abs(a.mem[i]));
    return most;
}

[[nodiscard]] inline bool finite(const double* values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(values[i])) return false;
    }
    return true;
}
[[nodiscard]] inline bool finite(const arma::mat& a) {
    return finite(a.mem, a.n_elem);
}

/// x + t d.
[[nodiscard]] inline arma::vec moved(const arma::vec& x, double t, const arma::vec& d) {
    arma::vec point(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) point.at(i) = x.mem[i] + t * d.mem[i];
    return point;
}

/// `n` times the same number.
[[nodiscard]] inline arma::vec filled(arma::uword n, double value) {
    arma::vec vector(n);
    std::fill_n(vector.memptr(), n, value);
    return vector;
}

/// Equal to the last bit, NaN included.
[[nodiscard]] inline bool same_bits(const arma::mat& a, const arma::mat& b) {
    return a.n_elem == b.n_elem &&
           (a.n_elem == 0 || std::memcmp(a.mem, b.mem, a.n_elem * sizeof(double)) == 0);
}

}  // namespace chainrule::check
