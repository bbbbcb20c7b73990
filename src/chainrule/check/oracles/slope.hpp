#pragma once

/// @file
/// The derivative of one output along a line from a ladder of differences, with an
/// error bar; or the finding that there is none, and why.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

namespace chainrule::check {

enum class Smoothness {
    smooth,      ///< one slope, within its error bar
    one_sided,   ///< the same, from the only side of x on which f is finite
    kink,        ///< two slopes, one on each side, that do not approach each other
    unsettled,   ///< the differences approach nothing: a jump, a cusp, or mere noise
    not_finite,  ///< no step at which f is finite on either side
};

struct Slope {
    Smoothness smoothness = Smoothness::not_finite;
    double value = arma::datum::nan;
    double error_bar = arma::datum::inf;
    double low = arma::datum::nan;   ///< at a kink, the smaller of the two slopes
    double high = arma::datum::nan;  ///< and the larger one
    double step = 0.0;               ///< the smallest that was used
    double scale = 0.0;     ///< the steepest difference on either side, less its noise
    double flat = 0.0;      ///< |f(x)| per long step where f does not vary beyond its
                            ///< noise; else 0
    double steepest = 0.0;  ///< the steepest difference on either side, noise included
    Doubt doubt = Doubt::not_finite;  ///< what keeps the bar from being smaller, or the
                                      ///< differences from settling
    double order =
        arma::datum::nan;     ///< the differences moved like h^order, where that
                              ///< stood out of the noise
    double leap = 0.0;        ///< |f(x + h) + f(x - h) - 2 f(x)| at the smallest step
    bool may_improve = true;  ///< whether a smaller step could say more
};

/// What one rung of the ladder says of one output.
struct Level {
    double step;
    double forward;   ///< slope ahead of x
    double backward;  ///< slope behind x
    double central;
    double noise;  ///< bound on the rounding error of `central`
    double floor;  ///< the part of it that every step of this length has

    [[nodiscard]] double jump() const { return forward - backward; }
    [[nodiscard]] double jump_noise() const { return 4.0 * noise; }
    [[nodiscard]] bool finite() const {
        return std::isfinite(forward) && std::isfinite(backward);
    }
};

/// max(|a|, |b|) over those that are finite; 0 if none is.
[[nodiscard]] inline double largest_finite(double a, double b) {
    return std::max(std::isfinite(a) ? std::abs(a) : 0.0,
                    std::isfinite(b) ? std::abs(b) : 0.0);
}

/// Whether the noise `sigma` of an output is taken to grow with the output, as rounding
/// does. Noise that is large beside f(x) may come from cancellation in f(x) itself.
[[nodiscard]] inline bool proportional(double sigma, double middle) {
    return sigma < 1e-6 * std::abs(middle);
}

/// What the last bit of a number is worth, which of very small ones is more than a
/// share of it; 0 for 0.
[[nodiscard]] inline double last_bit_of(double number) {
    using Limits = std::numeric_limits<double>;
    if (number == 0.0) return 0.0;
    return std::max(Limits::epsilon() * std::abs(number), Limits::denorm_min());
}

/// Rung by rung, for an output with `sigma` of measured noise. `relative` is the noise
/// relative to f where it was found to grow with f although it is large, else 0.
[[nodiscard]] inline List<Level> levels_of(std::span<const Rung> ladder,
                                           const arma::vec& centre,
                                           arma::uword output,
                                           double sigma,
                                           double relative) {
    const double middle = centre.mem[output];
    const bool measured = relative > 0.0;
    if (proportional(sigma, middle)) relative = sigma / std::abs(middle);
    List<Level> levels;
    levels.reserve(ladder.size());
    for (const Rung& rung : ladder) {
        const double plus = rung.plus.mem[output], minus = rung.minus.mem[output];
        const double forward = (plus - middle) / rung.ahead;
        const double backward = (middle - minus) / rung.behind;
        // Where one side is not finite the other one still counts.
        const double size = largest_finite(plus, minus);
        const double steep = largest_finite(forward, backward);
        const double far_noise = std::max(sigma, relative * size);
        const double rounding = 2.0 * last_bit_of(size);
        const double noise =
            (4.0 * far_noise + rounding) / rung.step + rung.jitter * steep;
        levels.push_back({rung.step,
                          forward,
                          backward,
                          (plus - minus) / (rung.ahead + rung.behind),
                          noise,
                          measured ? 4.0 * sigma / rung.step : noise});
    }
    return levels;
}

namespace detail {

/// Whether a quantity that is proportional to some power of the step, at least to
/// h^0.5, in the limit has failed to shrink from one level to the next: something lies
/// between the two steps.
[[nodiscard]] inline bool persists(double at_longer,
                                   double at_shorter,
                                   const Level& longer,
                                   const Level& shorter) {
    const double share = std::pow(shorter.step / longer.step, 0.37);
    return std::abs(at_shorter) > share * std::abs(at_longer);
}

/// The jump f'(x+) - f'(x-) of a smooth function shrinks with the step.
[[nodiscard]] inline bool jump_persists(const Level& longer, const Level& shorter) {
    return std::abs(shorter.jump()) > 3.0 * shorter.jump_noise() &&
           persists(longer.jump(), shorter.jump(), longer, shorter);
}

/// How far the central difference moved from level k - 1 to level k.
[[nodiscard]] inline double movement(std::span<const Level> levels, std::size_t k) {
    return levels[k].central - levels[k - 1].central;
}

/// The levels at which f is finite on both sides, down to the smallest step.
[[nodiscard]] inline std::span<const Level> finite_tail(std::span<const Level> levels) {
    std::size_t first = levels.size();
    while (first > 0 && levels[first - 1].finite()) --first;
    return levels.subspan(first);
}

/// How many of the first levels cannot be trusted, because the jump persisted up to
/// there, twice in a row: once may be an accident of the noise.
[[nodiscard]] inline std::size_t disturbed(std::span<const Level> levels) {
    const auto persists_at = [&](std::size_t k) {
        return jump_persists(levels[k - 1], levels[k]);
    };
    for (std::size_t k = levels.size(); k-- > 1;) {
        if (persists_at(k) && (k == 1 || persists_at(k - 1))) return k + 1;
    }
    return 0;
}

/// The levels from which on each movement of the central difference that stands out of
/// the noise is smaller than the one before. Two that agree at longer steps agree by
/// accident: a fast oscillation, say, seen at steps far longer than its period.
[[nodiscard]] inline std::span<const Level> shrinking_tail(
    std::span<const Level> levels) {
    for (std::size_t k = levels.size(); k-- > 2;) {
        const double longer = movement(levels, k - 1), shorter = movement(levels, k);
        if (std::abs(shorter) > 3.0 * levels[k].noise &&
            persists(longer, shorter, levels[k - 1], levels[k])) {
            return levels.subspan(k - 1);
        }
    }
    return levels;
}

/// Whether one of the levels is precise enough to show that the jump has gone.
[[nodiscard]] inline bool jump_has_gone(std::span<const Level> levels, double jump) {
    return any_of(levels, [&](const Level& level) {
        return level.jump_noise() <= 0.1 * std::abs(jump);
    });
}

/// The power of h that the last two movements above the noise follow; NaN if there are
/// no two.
[[nodiscard]] inline double observed_order(std::span<const Level> levels) {
    for (std::size_t k = levels.size(); k-- > 2;) {
        const double longer = std::abs(movement(levels, k - 1));
        const double shorter = std::abs(movement(levels, k));
        if (shorter > 8.0 * levels[k].noise) {
            return std::log(longer / shorter) /
                   std::log(levels[k - 1].step / levels[k].step);
        }
    }
    return arma::datum::nan;
}

/// An estimate of the slope.
struct Estimate {
    double value = arma::datum::nan;
    double error_bar = arma::datum::inf;
    double noise = 0.0;  ///< the share of the noise in the bar
};

/// Extrapolation to step 0 (Richardson 1911; Neville's scheme, in the error estimate
/// after Ridders, Adv. Eng. Software 4, 1982). The differences `difference(level)` have
/// errors in h^p, h^2p, ... with p = `power`; combining i + 1 of them removes i of
/// these. Of the combinations of at most four that end with one level, the one with the
/// least error bar: how far it moved from its two predecessors, plus `amplified` times
/// the noise.
template <class Difference>
[[nodiscard]] List<Estimate> estimates_of(std::span<const Level> levels,
                                          double power,
                                          double amplified,
                                          Difference&& difference) {
    constexpr std::size_t orders = 4;
    List<Estimate> estimates(levels.size());
    std::array<double, orders> previous{}, current{};
    for (std::size_t k = 0; k < levels.size(); ++k) {
        current[0] = difference(levels[k]);
        for (std::size_t i = 1; i <= std::min(k, orders - 1); ++i) {
            const double ratio =
                std::pow(levels[k - i].step / levels[k].step, power) - 1.0;
            current[i] = current[i - 1] + (current[i - 1] - previous[i - 1]) / ratio;
            const double moved = std::max(std::abs(current[i] - current[i - 1]),
                                          std::abs(current[i] - previous[i - 1]));
            const double noise = amplified * levels[k].noise;
            if (moved + noise < estimates[k].error_bar) {
                estimates[k] = {current[i], moved + noise, noise};
            }
        }
        previous = current;
    }
    return estimates;
}

/// Whether two estimates of the same slope cannot both be as good as they say.
[[nodiscard]] inline bool contradict(const Estimate& a, const Estimate& b) {
    return std::abs(a.value - b.value) >
           contradictory_gap * (a.error_bar + b.error_bar);
}

/// The estimate with the least bar that none at shorter steps contradicts: what f does
/// on a scale far below the steps is not seen by them, however well they agree.
template <class Difference>
[[nodiscard]] Slope extrapolate(std::span<const Level> levels,
                                double power,
                                double amplified,
                                Difference&& difference) {
    const List<Estimate> estimates = estimates_of(levels, power, amplified, difference);
    Slope best;
    best.smoothness = Smoothness::unsettled;
    for (std::size_t k = 0; k < estimates.size(); ++k) {
        const Estimate& one = estimates[k];
        bool contradicted = false;
        for (std::size_t later = k + 1; later < estimates.size(); ++later) {
            contradicted = contradicted || contradict(one, estimates[later]);
        }
        if (contradicted || !(one.error_bar < best.error_bar)) continue;
        best.smoothness = Smoothness::smooth;
        best.value = one.value;
        best.error_bar = one.error_bar;
        best.step = levels[k].step;
        best.doubt = one.error_bar > 2.0 * one.noise ? Doubt::truncation : Doubt::noise;
    }
    return best;
}

/// The two slopes at a kink, each from the step at which it moved least; `unsettled`
/// if they grow instead of settling, as at a jump or a cusp.
[[nodiscard]] inline Slope two_slopes(std::span<const Level> levels) {
    Slope kink;
    double forward = arma::datum::nan, backward = arma::datum::nan;
    for (std::size_t k = 1; k < levels.size(); ++k) {
        const double error_bar =
            std::max(std::abs(levels[k].forward - levels[k - 1].forward),
                     std::abs(levels[k].backward - levels[k - 1].backward)) +
            2.0 * levels[k].noise;
        if (error_bar < kink.error_bar) {
            kink.error_bar = error_bar;
            forward = levels[k].forward;
            backward = levels[k].backward;
        }
    }
    kink.doubt = Doubt::kink;
    if (!(kink.error_bar < 0.1 * std::abs(forward - backward))) {
        kink.smoothness = Smoothness::unsettled;
        kink.error_bar = arma::datum::inf;
        kink.step = levels.back().step;
        kink.leap = std::abs(levels.back().jump()) * kink.step;
        return kink;
    }
    kink.smoothness = Smoothness::kink;
    kink.step = levels.back().step;
    kink.value = 0.5 * (forward + backward);
    kink.low = std::min(forward, backward);
    kink.high = std::max(forward, backward);
    return kink;
}

/// Enters into `slope` how steep f is along these levels. `values` is |f(x)| per long
/// step.
inline void measure_steepness(std::span<const Level> levels,
                              double values,
                              Slope& slope) {
    slope.scale = 0.0;
    slope.flat = values;
    for (const Level& level : levels) {
        const double steep = largest_finite(level.forward, level.backward);
        slope.steepest = std::max(slope.steepest, steep);
        slope.scale = std::max(slope.scale, steep - 4.0 * level.noise);
        if (steep > 0.75 * level.noise) slope.flat = 0.0;
    }
}

/// Whether one more rung of the ladder might narrow the bar of `slope`: it divides at
/// least the same floor of noise by a smaller step.
[[nodiscard]] inline bool may_improve(std::span<const Level> levels,
                                      const Slope& slope) {
    return levels.size() < 4 || ladder_ratio * levels.back().floor < slope.error_bar;
}

/// The slope where f is finite on both sides.
[[nodiscard]] inline Slope two_sided(std::span<const Level> levels) {
    const std::size_t skip = disturbed(levels);
    const std::span<const Level> undisturbed = levels.subspan(skip);
    if (skip > 0 && !jump_has_gone(undisturbed, levels[skip - 1].jump())) {
        Slope slope = two_slopes(levels.first(skip));
        slope.may_improve = 4.0 * ladder_ratio * levels.back().noise <
                            0.1 * std::abs(levels[skip - 1].jump());
        return slope;
    }
    const std::span<const Level> clean = shrinking_tail(undisturbed);
    Slope slope =
        extrapolate(clean, 2.0, 1.2, [](const Level& level) { return level.central; });
    slope.order = observed_order(clean);
    slope.may_improve = may_improve(clean, slope);
    if (slope.smoothness == Smoothness::unsettled) slope.doubt = Doubt::truncation;
    return slope;
}

/// The slope of f where it is finite on one side only, from the differences
/// `Level::*side` on that side. They must approach something: each that stands out of
/// the noise moves less than the one before.
[[nodiscard]] inline Slope one_sided(std::span<const Level> all, double Level::*side) {
    std::size_t first = all.size();
    while (first > 0 && std::isfinite(all[first - 1].*side)) --first;
    const std::span<const Level> levels = all.subspan(first);
    if (levels.size() < 3) return {};

    Slope slope =
        extrapolate(levels, 1.0, 3.0, [&](const Level& level) { return level.*side; });
    const Level *a = &levels[levels.size() - 3], *b = a + 1, *c = b + 1;
    const double longer = b->*side - a->*side, shorter = c->*side - b->*side;
    bool settles =
        std::abs(shorter) <= 8.0 * c->noise || !persists(longer, shorter, *b, *c);
    // A slope that grows without end, as of sqrt at 0, may pause at longer steps. Off
    // what it approaches it is by ever less.
    for (std::size_t k = 1; k < levels.size(); ++k) {
        const Level &before = levels[k - 1], &level = levels[k];
        const double off = level.*side - slope.value;
        if (level.step < slope.step &&
            std::abs(off) > slope.error_bar + 4.0 * level.noise &&
            persists(before.*side - slope.value, off, before, level)) {
            settles = false;
        }
    }
    slope.smoothness = settles ? Smoothness::one_sided : Smoothness::unsettled;
    if (!settles) slope.doubt = Doubt::kink;
    slope.may_improve = true;  // the edge may lie between x and a smaller step
    return slope;
}

}  // namespace detail

/// The slope that a ladder of steps shows, the longest first. `values` is |f(x)| per
/// long step.
[[nodiscard]] inline Slope slope_of(std::span<const Level> all, double values) {
    const std::span<const Level> both = detail::finite_tail(all);
    Slope slope;
    if (both.size() >= 2) {
        slope = detail::two_sided(both);
    } else if (both.empty() && !all.empty()) {
        const bool ahead = std::isfinite(all.back().forward);
        slope = detail::one_sided(all, ahead ? &Level::forward : &Level::backward);
    }
    detail::measure_steepness(both.empty() ? all : both, values, slope);
    return slope;
}

}  // namespace chainrule::check
