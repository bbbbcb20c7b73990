#pragma once

/// @file
/// The verdict on all entries at once: the claimed slope along random directions, and
/// the order of the remainder it leaves.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/miss_probability.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/oracles/projection.hpp"
#include "chainrule/check/oracles/taylor.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The oracles that were asked along random directions.
struct Directions {
    std::vector<OracleResult> results;

    /// That an error of `options.error_size` was missed by all of them.
    double miss_probability = 1.0;
};

namespace detail {

/// Within this of the numerical value no claim is told from it: at a kink all slopes
/// between the one-sided ones are right.
[[nodiscard]] inline double blind_width(const Comparison& comparison,
                                        const Slope& slope) {
    return slope.smoothness == Smoothness::kink
               ? comparison.error_bar + (slope.high - slope.low)
               : comparison.error_bar;
}

/// Returns the order of the remainder of output i, NaN if there is none.
inline double include_remainder(const Setting& setting,
                                const Probe& probe,
                                const Projection& claimed,
                                arma::uword i,
                                OracleResult& result) {
    const Slope& slope = probe.descent.slopes[i];
    if (slope.smoothness != Smoothness::smooth) {
        result.verdict = worse(result.verdict, Verdict::undecided);
        result.note = "f is not smooth along a direction";
        return arma::datum::nan;
    }
    const TaylorOrder order = taylor_order(
        probe.descent.levels(setting.value, i, setting.sigma.mem[i]),
        claimed.slope,
        weight_of(claimed.slope, claimed.error_bar, slope, std::abs(claimed.slope)));

    Comparison comparison;
    comparison.gap = std::isfinite(claimed.slope)
                         ? std::abs(claimed.slope - slope.value)
                         : arma::datum::inf;
    comparison.error_bar = order.visible;
    comparison.verdict = order.verdict;
    include(result, comparison, claimed.unit);
    if (std::isnan(order.order)) result.note = "no remainder above the noise";
    return order.order;
}

}  // namespace detail

/// Judges what was claimed along the directions of `probes`.
[[nodiscard]] inline Directions judge_directions(const Setting& setting,
                                                 const Probes& probes) {
    Directions directions;
    if (probes.directions.empty()) return directions;
    OracleResult projections = oracle("random directions");
    OracleResult taylor = oracle("Taylor slope");
    double least_order = arma::datum::nan;
    List<double> bars;
    for (const Probe& probe : probes.directions) {
        bars.push_back(0.0);
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            const Slope& slope = probe.descent.slopes[i];
            const Projection claimed = project(setting.claimed,
                                               setting.claimed_sigma,
                                               probe.direction,
                                               i,
                                               slope.value);
            const Comparison comparison =
                against_direction(claimed, slope, setting.options.kinks);
            include(projections, comparison, claimed.unit);
            if (comparison.verdict == Verdict::undecided) {
                projections.note = comparison.evidence;
            }
            bars.back() = std::max(bars.back(), detail::blind_width(comparison, slope));
            least_order = std::fmin(
                least_order,
                detail::include_remainder(setting, probe, claimed, i, taylor));
        }
    }
    if (std::isfinite(least_order)) {
        taylor.note = "remainder of order " + text(least_order, 3);
    }
    const Oracles& asked = setting.options.oracles;
    if (asked.directions) {
        directions.results.push_back(std::move(projections));
        directions.miss_probability = miss_probability(setting, bars);
    }
    if (asked.taylor) directions.results.push_back(std::move(taylor));
    return directions;
}

}  // namespace chainrule::check
