#pragma once

/// @file
/// Claimed and numerical derivatives at a point the caller did not choose.

#include "chainrule/check/maybe.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/complex_step.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <limits>

namespace chainrule::check {

/// The claimed derivatives there, m x n; nothing where
/// the callable throws, gives another shape or a number that is not finite.
[[nodiscard]] inline Maybe<arma::mat> claimed_at(const Setting& setting,
                                                 const arma::vec& point) {
    try {
        arma::mat claimed = setting.problem.claimed(point);
        if (claimed.n_elem != setting.claimed.n_elem) return {};
        claimed.reshape(setting.outputs(), point.n_elem);
        return claimed;
    } catch (...) {
        return {};
    }
}

/// The derivatives of all outputs along entry j at `point`, with their error bars; NaN
/// where f is not smooth there.
struct Derivatives {
    arma::vec value;
    arma::vec error_bar;
};

[[nodiscard]] inline Derivatives derivatives_at(const Setting& setting,
                                                const arma::vec& point,
                                                const arma::vec& f_there,
                                                arma::uword j,
                                                bool complex_step) {
    const arma::uword outputs = setting.outputs();
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    arma::vec sigma = setting.sigma;
    for (arma::uword i = 0; i < outputs; ++i) {
        const double rounding =
            0.3 * setting.problem.value_epsilon * std::abs(f_there.mem[i]);
        sigma.at(i) = std::max(sigma.mem[i], rounding);
    }
    Derivatives found{filled(outputs, arma::datum::nan), filled(outputs, 0.0)};
    if (complex_step) {
        found.value = complex_slopes(setting.problem.f, point, j, outputs);
        const double length = std::max(1.0, std::abs(point.mem[j]));
        for (arma::uword i = 0; i < outputs; ++i) {
            const double noise = sigma.mem[i] + epsilon * std::abs(f_there.mem[i]);
            found.error_bar.at(i) = rounding_bar(found.value.mem[i], noise / length);
        }
        return found;
    }
    const Descent descent = descend(
        setting.problem.f, Line(point, j, setting.options), f_there, setting.sigma);
    for (arma::uword i = 0; i < outputs; ++i) {
        const Slope& slope = descent.slopes[i];
        const bool smooth = slope.smoothness == Smoothness::smooth ||
                            slope.smoothness == Smoothness::one_sided;
        if (!smooth) continue;
        found.value.at(i) = slope.value;
        found.error_bar.at(i) = slope.error_bar;
    }
    return found;
}

/// What the claimed derivative of output i along entry j, `value` at a point around x,
/// is uncertain by.
[[nodiscard]] inline double claimed_bar_around(const Setting& setting,
                                               arma::uword i,
                                               arma::uword j,
                                               double value) {
    return rounding_bar(value,
                        std::max(setting.claimed_sigma.at(i, j),
                                 setting.problem.claimed_epsilon * std::abs(value)));
}

}  // namespace chainrule::check
