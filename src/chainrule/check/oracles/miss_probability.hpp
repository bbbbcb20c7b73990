#pragma once

/// @file
/// The probability that random directions miss an error.

#include "chainrule/check/list.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <cmath>
#include <numbers>

namespace chainrule::check {

/// An error e of the claimed derivatives, m x n and of Euclidean length `size`, shows
/// along a direction d as the gaps e d. One row of e has a length of size / sqrt(m) at
/// least, and for a d drawn from the unit sphere, whatever the row, its product with d
/// is about normal with standard deviation s = size / sqrt(m n) (for small n it is
/// less often near 0 than that). The direction fails for certain where a gap is above
/// tau = (decisive_gap + 1) bar, for the largest bar of its outputs; the 1 is for what
/// the numerical value may be off by. So it misses e with a probability of at most
///
///     P(|s z| <= tau) = erf(tau / (sqrt(2) s)).
///
/// The directions are independent, and `bars` has the largest bar of each; infinite
/// where a direction was left undecided. 1 if there is none, or no error to speak of.
[[nodiscard]] inline double miss_probability(double size,
                                             double entries,
                                             const List<double>& bars) {
    const double deviation = size / std::sqrt(entries);
    if (!(deviation > 0.0)) return 1.0;
    double probability = 1.0;
    for (const double bar : bars) {
        const double threshold = (decisive_gap + 1.0) * bar;
        probability *= std::erf(threshold / (std::numbers::sqrt2 * deviation));
    }
    return probability;
}

/// The same for an error of `options.error_size` times the length of what is claimed.
/// For a vjp that is the one with the cotangent that was drawn, and the probability
/// that over the directions alone.
[[nodiscard]] inline double miss_probability(const Setting& setting,
                                             const List<double>& bars) {
    const double size = setting.options.error_size * length(setting.claimed);
    return miss_probability(size, static_cast<double>(setting.claimed.n_elem), bars);
}

}  // namespace chainrule::check
