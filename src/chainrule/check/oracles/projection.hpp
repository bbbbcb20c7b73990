#pragma once

/// @file
/// The claimed slope along a direction, before the numerical one.

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/problem.hpp"

#include <armadillo>

#include <cmath>

namespace chainrule::check {

/// The claimed slope of one output along a direction of length 1.
struct Projection {
    double slope = 0.0;
    double error_bar = 0.0;  ///< rounding and noise of the claimed derivatives
    double unit = 0.0;       ///< what errors are relative to: the gradient's length
};

/// The slope of output i along `direction` by `claimed`, m x n, whose noise is
/// `sigma`; `found` is the numerical one.
[[nodiscard]] inline Projection project(const arma::mat& claimed,
                                        const arma::mat& sigma,
                                        const arma::vec& direction,
                                        arma::uword i,
                                        double found) {
    double slope = 0.0, squares = 0.0, noise_squares = 0.0;
    const arma::uword outputs = claimed.n_rows;
    for (arma::uword j = 0; j < direction.n_elem; ++j) {
        const double value = claimed.mem[i + j * outputs];
        const double noise = sigma.mem[i + j * outputs];
        slope += value * direction.mem[j];
        squares += value * value;
        noise_squares += noise * noise;
    }
    const double length = std::sqrt(squares);
    Projection projection;
    projection.slope = slope;
    projection.error_bar = rounding_bar(length, std::sqrt(noise_squares));
    projection.unit = std::isfinite(length) && length > 0.0 ? length
                      : std::abs(found) > 0.0               ? std::abs(found)
                                                            : 1.0;
    return projection;
}

/// Output i of what was claimed, before the differences along a direction.
[[nodiscard]] inline Comparison against_direction(const Projection& claimed,
                                                  const Slope& slope,
                                                  KinkPolicy kinks) {
    return against_differences(
        claimed.slope, claimed.error_bar, slope, std::abs(claimed.slope), kinks);
}

}  // namespace chainrule::check
