#pragma once

/// @file
/// A claimed slope against a numerical one, and the sum of many such comparisons.

#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace chainrule::check {

struct Comparison {
    double numerical = arma::datum::nan;
    double gap = arma::datum::nan;
    double error_bar = arma::datum::inf;
    Verdict verdict = Verdict::undecided;
    std::string evidence;
    Doubt doubt = Doubt::none;  ///< why undecided, or accepted at a kink
    double leeway = 0.0;        ///< width of the interval of right values at a kink
};

/// `value` in so many significant digits: "1.3e-09"; "103" rather than "1e+02".
[[nodiscard]] inline std::string text(double value, int digits = 2) {
    char buffer[32];
    // 0.0 + -0.0 is 0.0: nobody means the sign of a zero
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, 0.0 + value);
    const double size = std::abs(value);
    const std::string_view written = buffer;
    if (size > 1.0 && size < 1e6 && written.find('e') != std::string_view::npos) {
        std::snprintf(buffer, sizeof buffer, "%.0f", value);
    }
    return buffer;
}

/// What rounding alone may do to a claimed value: a few of its last bits, and the
/// noise measured in it. 0 for a value that is not finite.
[[nodiscard]] inline double rounding_bar(double claimed, double noise) {
    if (!std::isfinite(claimed)) return 0.0;
    return 16.0 * last_bit_of(claimed) + 8.0 * noise;
}

namespace detail {

/// Settles the verdict of `comparison`, whose numerical side is known. A claimed value
/// that is not finite is infinitely far from it.
inline void settle(Comparison& comparison, double claimed, double scale) {
    if (!std::isfinite(claimed)) {
        comparison.gap = arma::datum::inf;
        comparison.evidence = "the claimed value is not finite";
    }
    comparison.verdict = judge(comparison.gap, comparison.error_bar, scale);
}

}  // namespace detail

/// Whether a claim is as good as zero where f is `values` per long step: below its own
/// uncertainty, or what would not change the last bit of f.
[[nodiscard]] inline bool claims_nothing(double claimed,
                                         double claimed_bar,
                                         double values) {
    constexpr double bit = std::numeric_limits<double>::epsilon();
    return std::abs(claimed) <= std::max(claimed_bar, bit * values);
}

/// The size of slope that the bar of a claim is weighed against: `scale`, or the
/// steepest that f shows. Where f does not vary beyond its noise it shows none, and a
/// claim of zero is right if no slope but a negligible one fits.
[[nodiscard]] inline double weight_of(double claimed,
                                      double claimed_bar,
                                      const Slope& slope,
                                      double scale) {
    const bool zero = claims_nothing(claimed, claimed_bar, slope.flat);
    return std::max({scale, slope.scale, zero ? negligible * slope.flat : 0.0});
}

/// Why differences found no slope, in words.
[[nodiscard]] inline std::string no_slope(const Slope& slope) {
    if (slope.smoothness == Smoothness::not_finite) {
        return "f is not finite on either side of x";
    }
    if (slope.doubt != Doubt::kink) return "differences do not settle at any step";
    return slope.leap > 0.0 ? "a jump or a cusp: f is " + text(slope.leap) +
                                  " off the line through its neighbours, down to h = " +
                                  text(slope.step)
                            : "differences grow without end towards x";
}

/// What was seen of the gap. Values found at steps h and longer agree to within the bar:
/// a gap of many bars is the same at all of them.
[[nodiscard]] inline std::string gap_law(Verdict verdict, const Slope& slope) {
    if (verdict == Verdict::fails) return "; gap constant in h: the rule is wrong";
    if (verdict == Verdict::holds) return "";
    if (slope.doubt == Doubt::noise) return "; the noise of f hides the rest";
    return std::isnan(slope.order) ? "; truncation hides the rest"
                                   : "; they still move like h^" + text(slope.order) +
                                         ": truncation hides the rest";
}

/// `claimed`, uncertain by `claimed_bar`, against differences. At a kink every slope
/// between the one-sided ones is right.
[[nodiscard]] inline Comparison against_differences(double claimed,
                                                    double claimed_bar,
                                                    const Slope& slope,
                                                    double scale,
                                                    KinkPolicy kinks) {
    Comparison result;
    result.numerical = slope.value;
    const bool kink = slope.smoothness == Smoothness::kink;
    if (slope.smoothness == Smoothness::not_finite ||
        slope.smoothness == Smoothness::unsettled) {
        result.numerical = arma::datum::nan;
        result.doubt = slope.doubt;
        result.evidence = no_slope(slope);
        return result;
    }
    if (kink) {
        result.gap = std::max({0.0, slope.low - claimed, claimed - slope.high});
        result.evidence = "kink: any slope from " + text(slope.low, 4) + " to " +
                          text(slope.high, 4) +
                          " is right; seen down to h = " + text(slope.step);
    } else {
        result.gap = std::abs(claimed - slope.value);
        result.evidence = slope.smoothness == Smoothness::one_sided
                              ? "differences on the side where f is finite, h = "
                              : "differences, h = ";
        result.evidence += text(slope.step);
    }
    result.error_bar = slope.error_bar + claimed_bar;
    detail::settle(result, claimed, weight_of(claimed, claimed_bar, slope, scale));

    if (kink) {
        result.doubt = Doubt::kink;
        result.leeway = slope.high - slope.low;
        if (kinks == KinkPolicy::undecided && result.verdict == Verdict::holds) {
            result.verdict = Verdict::undecided;
        }
    } else if (std::isfinite(claimed)) {
        result.evidence += gap_law(result.verdict, slope);
        if (result.verdict == Verdict::undecided) result.doubt = slope.doubt;
    }
    return result;
}

/// `claimed` against a complex-step value, which has no truncation error.
[[nodiscard]] inline Comparison against_complex_step(
    double claimed, double claimed_bar, double value, double value_bar, double scale) {
    Comparison result;
    result.evidence = "complex step";
    result.numerical = value;
    if (!std::isfinite(value)) {
        result.doubt = Doubt::not_finite;
        return result;
    }
    result.gap = std::abs(claimed - value);
    result.error_bar = value_bar + claimed_bar;
    detail::settle(result, claimed, scale);
    if (result.verdict == Verdict::undecided) result.doubt = Doubt::noise;
    return result;
}

/// An oracle that has been asked nothing yet.
[[nodiscard]] inline OracleResult oracle(std::string name, std::string note = "") {
    OracleResult result;
    result.name = std::move(name);
    result.note = std::move(note);
    result.verdict = Verdict::holds;
    return result;
}

/// `result` grows by one comparison, its error taken relative to `unit`.
inline void include(OracleResult& result, const Comparison& comparison, double unit) {
    result.verdict = worse(result.verdict, comparison.verdict);
    if (std::isnan(comparison.gap)) return;
    // fmax passes over the NaN of a result that is still empty.
    result.max_relative_error =
        std::fmax(result.max_relative_error, comparison.gap / unit);
    result.error_bar = std::fmax(result.error_bar, comparison.error_bar / unit);
}

}  // namespace chainrule::check
