#pragma once

/// @file
/// The verdict on all entries at once: the claimed slope along random directions, and
/// the order of the remainder it leaves.

#include "chainrule/check/compare.hpp"
#include "chainrule/check/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/taylor.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace chainrule::check {

namespace detail {

/// The claimed slope of one output along a direction of length 1.
struct Projection {
    double slope;
    double error_bar;  ///< rounding and noise of the claimed derivatives
    double unit;       ///< what errors are relative to: the length of the gradient
};

[[nodiscard]] inline Projection project(const Setting& setting,
                                        const Probe& probe,
                                        arma::uword i) {
    const arma::rowvec row = setting.claimed.row(i);
    const double length = arma::norm(row);
    const double found = std::abs(probe.descent.slopes[i].value);
    Projection projection;
    projection.slope = arma::as_scalar(row * probe.direction);
    projection.error_bar =
        rounding_bar(length, arma::norm(setting.claimed_sigma.row(i)));
    projection.unit = std::isfinite(length) && length > 0.0 ? length
                      : found > 0.0                         ? found
                                                            : 1.0;
    return projection;
}

/// Returns the order of the remainder of output i, NaN if there is none.
inline double include_remainder(const Setting& setting,
                                const Probe& probe,
                                arma::uword i,
                                OracleResult& result) {
    const Slope& slope = probe.descent.slopes[i];
    if (slope.smoothness != Smoothness::smooth) {
        result.verdict = worse(result.verdict, Verdict::undecided);
        result.note = "f is not smooth along a direction";
        return arma::datum::nan;
    }
    const Projection claimed = project(setting, probe, i);
    const TaylorOrder order = taylor_order(
        levels_of(probe.descent.ladder, setting.value, i, setting.sigma(i)),
        claimed.slope,
        std::max(slope.scale, std::abs(claimed.slope)));

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

/// Adds the oracles asked to `results`.
inline void judge_directions(const Setting& setting,
                             const Probes& probes,
                             std::vector<OracleResult>& results) {
    if (probes.directions.empty()) return;
    OracleResult projections = oracle("random directions");
    OracleResult taylor = oracle("Taylor slope");
    double least_order = arma::datum::nan;
    for (const Probe& probe : probes.directions) {
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            const detail::Projection claimed = detail::project(setting, probe, i);
            include(projections,
                    against_differences(claimed.slope,
                                        claimed.error_bar,
                                        probe.descent.slopes[i],
                                        std::abs(claimed.slope),
                                        setting.options.kinks),
                    claimed.unit);
            least_order = std::fmin(
                least_order, detail::include_remainder(setting, probe, i, taylor));
        }
    }
    if (std::isfinite(least_order)) {
        taylor.note = "remainder of order " + text(least_order, 3);
    }
    if (setting.options.oracles.directions) results.push_back(std::move(projections));
    if (setting.options.oracles.taylor) results.push_back(std::move(taylor));
}

}  // namespace chainrule::check
