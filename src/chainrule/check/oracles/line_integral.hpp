#pragma once

/// @file
/// f(b) - f(a) against the integral of the claimed gradient from a to b: an oracle
/// without a step, as the completeness of integrated gradients (Sundararajan, Taly and
/// Yan, ICML 2017) read backwards. a and b lie around x and not symmetric to it, since
/// an error that is odd about x would cancel. It judges the claim around x, so it sees
/// what x itself hides.

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/path_integral.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/verdict.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

namespace chainrule::check {

namespace detail {

/// f along a segment before the integral of what is claimed.
class Increment {
public:
    Increment(const Setting& setting, const Segment& segment)
        : setting_(setting),
          segment_(segment),
          before_(value(0.0)),
          after_(value(1.0)) {}

    /// Whether f and the derivatives are finite all along, and can be integrated.
    [[nodiscard]] bool measure() {
        if (!finite(before_) || !finite(after_)) return false;
        integral_ = segment_.integrate(0.0, 1.0, worthwhile());
        return integral_.is_finite() && integral_.has_converged();
    }

    [[nodiscard]] double size(arma::uword i) const {
        return std::max(std::abs(after_.mem[i] - before_.mem[i]), integral_.size[i]);
    }

    [[nodiscard]] Comparison compare(arma::uword i) const {
        Comparison result;
        result.numerical = after_.mem[i] - before_.mem[i];
        result.gap = std::abs(result.numerical - integral_.value[i]);
        result.error_bar = integral_.error[i] + noise(before_.mem[i], i) +
                           noise(after_.mem[i], i) +
                           claim_noise(setting_, segment_, integral_, i);
        result.verdict = judge(result.gap, result.error_bar, size(i));
        if (result.verdict == Verdict::fails) look_closer(i, result);
        return result;
    }

private:
    /// A share of the integral below which its error does not matter beside the noise
    /// of f.
    [[nodiscard]] double worthwhile() const {
        double least = arma::datum::inf;
        for (arma::uword i = 0; i < setting_.outputs(); ++i) {
            const double change = std::abs(after_.mem[i] - before_.mem[i]);
            least = std::min(least, 0.1 * noise(after_.mem[i], i) / change);
        }
        return std::clamp(least, 1e-13, 1e-6);
    }

    [[nodiscard]] arma::vec value(double t) const {
        return setting_.problem.f.probe(
            segment_.point(t), setting_.outputs(), setting_.options);
    }

    /// The noise of f was measured at x; where f is larger, so is its rounding.
    [[nodiscard]] double noise(double value, arma::uword i) const {
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        const double here = std::abs(setting_.value.mem[i]);
        const double growth = here > 0.0 ? std::max(1.0, std::abs(value) / here) : 1.0;
        const double rounding = std::max(epsilon, setting_.problem.value_epsilon);
        return 4.0 * setting_.sigma.mem[i] * growth + 2.0 * rounding * std::abs(value);
    }

    /// A wrong claim is wrong along some length: halving the segment divides the gap. A
    /// gap that stays whole sits at one place, or a few: a step of f too steep for the
    /// quadrature to have met it, which shorter pieces do meet, or a jump, of which no
    /// derivative tells.
    void look_closer(arma::uword i, Comparison& whole) const {
        constexpr int levels = 24;
        const double small = whole.gap / 32.0;
        double first = 0.0, last = 1.0, gap = whole.gap;
        double at_first = before_.mem[i], at_last = after_.mem[i];
        for (int level = 0; level < levels && gap > small; ++level) {
            const double middle = 0.5 * (first + last);
            const arma::vec between = value(middle);
            const Integral left = segment_.integrate(first, middle, 1e-9);
            const Integral right = segment_.integrate(middle, last, 1e-9);
            const double left_gap = between.mem[i] - at_first - left.value[i];
            const double right_gap = at_last - between.mem[i] - right.value[i];
            const double together = std::abs(left_gap + right_gap);
            if (!(together > 0.5 * gap)) {
                whole.gap = std::abs(whole.gap - gap + together);
                whole.error_bar += left.error[i] + right.error[i];
                whole.verdict = judge(whole.gap, whole.error_bar, size(i));
                break;
            }
            const bool go_left = std::abs(left_gap) > std::abs(right_gap);
            gap = std::abs(go_left ? left_gap : right_gap);
            (go_left ? last : first) = middle;
            (go_left ? at_last : at_first) = between.mem[i];
        }
        if (whole.verdict == Verdict::fails && gap > small) {
            whole.verdict = Verdict::undecided;
        }
    }

    const Setting& setting_;
    const Segment& segment_;
    arma::vec before_, after_;
    Integral integral_;
};

/// From one side of x to the other, off to one side of it.
[[nodiscard]] inline Segment random_segment(const Setting& setting,
                                            std::size_t kind,
                                            double shrunk) {
    // The same draws at every size.
    Random random(setting.options.seed, 0x7365676d656e74, kind);  // "segment"
    const arma::vec across = displacement(setting, kind, shrunk, random);
    const arma::vec aside = displacement(setting, kind, 0.3 * shrunk, random);
    const double share = random.uniform(0.2, 0.8);
    const arma::vec from = moved(moved(setting.x(), -share, across), 1.0, aside);
    return Segment(setting, from, moved(from, 1.0, across));
}

}  // namespace detail

/// Segments of full length first; a quarter of that, and so on, where f or the
/// derivatives are not finite all along, or cannot be integrated.
inline constexpr int shrinkings = 12;

/// As many segments as random directions were asked for, two at least: one of each kind
/// of displacement. A quadrature that has not converged widens the bar.
[[nodiscard]] inline OracleResult line_integral(const Setting& setting) {
    OracleResult result = oracle("line integral", "around x");
    std::size_t segments = 0;
    const std::size_t count = std::max<std::size_t>(2, setting.options.directions);
    for (std::size_t k = 0; k < count; ++k) {
        bool measured = false;
        for (int j = 0; j < shrinkings && !measured; ++j) {
            const Segment segment =
                detail::random_segment(setting, k, std::ldexp(1.0, -2 * j));
            detail::Increment increment(setting, segment);
            measured = increment.measure();
            for (arma::uword i = 0; measured && i < setting.outputs(); ++i) {
                const double size = increment.size(i);
                include(result, increment.compare(i), size > 0.0 ? size : 1.0);
            }
        }
        if (measured) ++segments;
    }
    if (segments < count) {
        result.note = "along " + std::to_string(segments) + " of " +
                      std::to_string(count) +
                      " segments: " + why_not_integrated(setting);
    }
    if (segments == 0) result.verdict = Verdict::undecided;
    return result;
}

}  // namespace chainrule::check
