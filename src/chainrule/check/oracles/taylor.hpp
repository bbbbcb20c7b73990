#pragma once

/// @file
/// The order of the remainder f(x + h d) - f(x) - h s: 2 if s is the slope along d,
/// 1 if it is not.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace chainrule::check {

struct TaylorOrder {
    Verdict verdict = Verdict::undecided;
    double order = arma::datum::nan;    ///< NaN if the remainder is mere rounding
    double visible = arma::datum::inf;  ///< an error of s this large would have shown
};

namespace detail {

/// The slope of the straight line that fits the points best.
[[nodiscard]] inline double fitted_slope(const List<double>& x, const List<double>& y) {
    double mean_x = 0.0, mean_y = 0.0, rise = 0.0, run = 0.0;
    const auto count = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        mean_x += x[i] / count;
        mean_y += y[i] / count;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        rise += (x[i] - mean_x) * (y[i] - mean_y);
        run += (x[i] - mean_x) * (x[i] - mean_x);
    }
    return rise / run;
}

}  // namespace detail

/// Tests the slope `claimed`. The order is fitted over the smallest steps at which
/// the remainder stands out of the noise. Where it never does, f is linear along the
/// line and `claimed` right as far as the noise lets one see; that is enough if the
/// noise is small against `scale`.
[[nodiscard]] inline TaylorOrder taylor_order(std::span<const Level> all,
                                              double claimed,
                                              double scale) {
    std::span<const Level> levels = detail::finite_tail(all);
    levels = levels.subspan(detail::disturbed(levels));

    TaylorOrder result;
    if (!std::isfinite(claimed)) {
        result.verdict = Verdict::fails;
        return result;
    }
    List<double> log_step, log_remainder;
    double quiet = arma::datum::inf;
    for (std::size_t k = levels.size(); k-- > 0 && log_step.size() < 5;) {
        const Level& level = levels[k];
        const double per_step =
            std::abs(level.forward - claimed) + std::abs(level.backward - claimed);
        if (per_step > 16.0 * level.noise) {
            if (log_step.empty()) result.visible = per_step;
            log_step.push_back(std::log2(level.step));
            log_remainder.push_back(std::log2(per_step * level.step));
        } else {
            quiet = std::min(quiet, 16.0 * level.noise);
        }
    }
    if (log_step.size() < 3) {
        result.visible = quiet;
        result.verdict = judge(0.0, quiet, scale);
        return result;
    }
    result.order = detail::fitted_slope(log_step, log_remainder);
    if (result.order > 1.9) result.verdict = Verdict::holds;
    if (result.order < 1.2) result.verdict = Verdict::fails;
    return result;
}

}  // namespace chainrule::check
