#pragma once

/// @file
/// A second look at failures by differences. Those of one ladder may agree by accident
/// where f oscillates faster than they resolve, or has kinks closer to x than they
/// reach.

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/oracles/tolerance.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace chainrule::check {

namespace detail {

/// Whether `second`, by differences at other steps, takes the ground from a failure.
[[nodiscard]] inline bool refutes(const Comparison& second, const Comparison& failure) {
    const double apart = std::abs(second.numerical - failure.numerical);
    const double bars = second.error_bar + failure.error_bar;
    const bool agrees = second.gap <= contradictory_gap * second.error_bar &&
                        second.error_bar < 0.5 * failure.gap;
    return second.verdict != Verdict::fails &&
           (apart > contradictory_gap * bars || agrees);
}

/// The size of entry j; of one that is zero, or as good as zero beside the others of its
/// block, a thousandth of theirs.
[[nodiscard]] inline double own_size(const Setting& setting, arma::uword j) {
    const auto root_mean_square = [&](arma::uword first, arma::uword count) {
        double sum = 0.0;
        for (arma::uword k = first; k < first + count; ++k) {
            sum += setting.x().mem[k] * setting.x().mem[k];
        }
        return std::sqrt(sum / static_cast<double>(count));
    };
    const Place place = place_of(setting.blocks, j);
    const Block& block = setting.blocks[place.block];
    const double among =
        root_mean_square(j - place.row - place.col * block.rows, block.size());
    return std::max(
        std::abs(setting.x().mem[j]),
        1e-3 * (among > 0.0 ? among : root_mean_square(0, setting.x().n_elem)));
}

/// The shortest step at which a gap stands out of what rounding and noise do to the
/// slope of output i.
[[nodiscard]] inline double showing_step(const Setting& setting,
                                         arma::uword i,
                                         double gap) {
    return 4.0 *
           (4.0 * setting.sigma.mem[i] + 2.0 * last_bit_of(setting.value.mem[i])) / gap;
}

/// Whether f shows along some entry that it is not smooth.
[[nodiscard]] inline bool is_rough(const Probes& probes) {
    return any_of(probes.entries, [](const Probe& probe) {
        return any_of(probe.descent.slopes, [](const Slope& slope) {
            return slope.smoothness == Smoothness::kink ||
                   slope.smoothness == Smoothness::unsettled ||
                   slope.doubt == Doubt::truncation;
        });
    });
}

inline void withdraw(Comparison& comparison, Doubt doubt, std::string why) {
    comparison.verdict = Verdict::undecided;
    comparison.doubt = doubt;
    comparison.evidence = std::move(why);
}

/// Takes a failure back that no step in the scale of x can show, where that is less than
/// 1 and f has kinks: there may be more of them close to x, as in a network of ReLUs with
/// tiny weights, whose slope at x then is lost in the rounding of f.
inline void doubt_long_steps(const Setting& setting,
                             arma::uword i,
                             arma::uword j,
                             Comparison& comparison) {
    constexpr double close = 0.02;  // each example has kinks of its own
    const double step = showing_step(setting, i, comparison.gap);
    const double size = own_size(setting, j);
    if (!(size > 0.0) || size >= 1.0 || step <= close * size) return;
    withdraw(
        comparison,
        Doubt::noise,
        "the gap shows at steps above h = " + text(step) +
            " only, long beside x: what f does closer to x is hidden by its noise");
}

/// Whether the gap is not all left at the shortest step that can show it. A
/// wrong rule is wrong at all steps; what several kinks between x and the steps of a
/// ladder do to a slope is not seen close to x.
[[nodiscard]] inline bool vanishes(const Setting& setting,
                                   Line& line,
                                   arma::uword j,
                                   arma::uword i,
                                   const Comparison& failure) {
    const double claimed = setting.claimed.at(i, j);
    const double step = showing_step(setting, i, failure.gap);
    if (!line.resolves(step) || step > first_step * line.scale()) return false;
    const Rung rung = line.sample(setting.problem.f, step, setting.outputs());
    const double forward = (rung.plus.mem[i] - setting.value.mem[i]) / rung.ahead;
    const double backward = (setting.value.mem[i] - rung.minus.mem[i]) / rung.behind;
    const double left = failure.doubt == Doubt::kink
                            ? std::max({0.0,
                                        std::min(forward, backward) - claimed,
                                        claimed - std::max(forward, backward)})
                            : std::abs(claimed - 0.5 * (forward + backward));
    constexpr double all = 0.7;  // with the rounding there, a quarter of the gap
    return left < all * failure.gap;
}

}  // namespace detail

/// Failures by differences, reviewed before they are believed: at most a few, for so many
/// accidents do not happen in one check. A complex step needs no review.
class Review {
public:
    Review(const Setting& setting, const Probes& probes)
        : setting_(setting),
          rough_(detail::is_rough(probes)),
          located_(!probes.located.empty()),
          needed_(!probes.trust_complex) {}

    /// Takes back what `comparison` of output i along an entry says if it fails by an
    /// accident of the steps, by kinks closer to x, or by the tolerance to which f is
    /// computed. The last would spoil all entries, not a few that group testing located.
    void look(const Probe& probe,
              arma::uword i,
              double scale,
              double claimed_bar,
              Comparison& comparison) {
        if (comparison.verdict != Verdict::fails || !needed_) return;
        if (rough_) detail::doubt_long_steps(setting_, i, probe.coordinate, comparison);
        if (comparison.verdict != Verdict::fails || confirmed_ >= most ||
            setting_.allowance.left() < 2 * ladder_levels) {
            return;
        }
        Line line(setting_.x(), probe.coordinate, setting_.options);
        if (rough_ &&
            detail::vanishes(setting_, line, probe.coordinate, i, comparison)) {
            detail::withdraw(
                comparison,
                Doubt::truncation,
                "the gap is not there at the shortest step that could show it: does "
                "f have kinks close to x?");
            return;
        }
        const Descent again = at_other_steps(probe.descent.slopes[i].step, line);
        const Slope& slope = again.slopes[i];
        const Comparison second =
            against_differences(setting_.claimed.at(i, probe.coordinate),
                                claimed_bar,
                                slope,
                                scale,
                                setting_.options.kinks);
        if (slope.smoothness != Smoothness::not_finite &&
            detail::refutes(second, comparison)) {
            comparison = second;
            detail::withdraw(comparison,
                             Doubt::truncation,
                             "differences at other steps disagree: does f oscillate?");
            return;
        }
        ++confirmed_;
        if (comparison.doubt == Doubt::none && !located_ &&
            confirmed_ <= most_searches) {
            doubt_tolerance(probe.coordinate, i, scale, again, line, comparison);
        }
    }

private:
    static constexpr std::size_t most = 4, most_searches = 2;

    /// Down to the steps of the first opinion, or it knows less than that; from those in
    /// the scale of x if no ladder from the longest ones would come there.
    [[nodiscard]] Descent at_other_steps(double finest, Line& line) const {
        constexpr double other_steps = 2.3;
        const double longest = other_steps * first_step * line.scale();
        const bool too_far =
            longest > finest * std::pow(ladder_ratio, double(ladder_levels - 1));
        const double start = too_far ? other_steps * first_step * line.size() : longest;
        const double reach = std::log(start / finest);
        const auto levels = 1 + static_cast<std::size_t>(std::max(
                                    3.0, std::ceil(reach / std::log(ladder_ratio))));
        return detail::descend_from(
            start, setting_.problem.f, line, setting_.value, setting_.sigma, levels);
    }

    void doubt_tolerance(arma::uword j,
                         arma::uword i,
                         double scale,
                         const Descent& again,
                         Line& line,
                         Comparison& comparison) {
        const LongSlope far = long_slope(
            again, setting_.problem.f, line, setting_.value, i, setting_.sigma.mem[i]);
        if (!far.supports(setting_.claimed.at(i, j), std::max(scale, far.steepest))) {
            return;
        }
        detail::withdraw(comparison,
                         Doubt::noise,
                         "steps longer than h = " + text(far.step) +
                             " agree with the claim; f jumps by " + text(far.jump) +
                             " there, as if computed to such a tolerance");
        --confirmed_;
    }

    const Setting& setting_;
    bool rough_;  // f has kinks along some entry, so perhaps elsewhere
    bool located_, needed_;
    std::size_t confirmed_ = 0;
};

}  // namespace chainrule::check
