#pragma once

/// @file
/// The derivative of one output along a line from a ladder of differences, with an
/// error bar; or the finding that there is none.

#include "chainrule/check/ladder.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace chainrule::check {

enum class Smoothness {
    smooth,      ///< one slope, within its error bar
    kink,        ///< two slopes, one on each side, that do not approach each other
    unsettled,   ///< the differences approach nothing: a jump, a cusp, or mere noise
    not_finite,  ///< no step at which f is finite on both sides
};

struct Slope {
    Smoothness smoothness = Smoothness::not_finite;
    double value = arma::datum::nan;
    double error_bar = arma::datum::inf;
    double low = arma::datum::nan;   ///< at a kink, the smaller of the two slopes
    double high = arma::datum::nan;  ///< and the larger one
    double step = 0.0;               ///< the smallest that was used
    double scale = 0.0;              ///< what counts as steep here
    bool may_improve = true;         ///< whether a smaller step could say more
};

/// What one rung of the ladder says of one output.
struct Level {
    double step;
    double forward;   ///< slope ahead of x
    double backward;  ///< slope behind x
    double central;
    double noise;  ///< bound on the rounding error of `central`

    [[nodiscard]] double jump() const { return forward - backward; }
    [[nodiscard]] double jump_noise() const { return 4.0 * noise; }
    [[nodiscard]] bool finite() const {
        return std::isfinite(forward) && std::isfinite(backward);
    }
};

/// Rung by rung, for an output with `sigma` of measured noise.
[[nodiscard]] inline std::vector<Level> levels_of(std::span<const Rung> ladder,
                                                  const arma::vec& centre,
                                                  arma::uword output,
                                                  double sigma) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    std::vector<Level> levels;
    levels.reserve(ladder.size());
    for (const Rung& rung : ladder) {
        const double plus = rung.plus(output), minus = rung.minus(output);
        const double size = std::max(std::abs(plus), std::abs(minus));
        levels.push_back({rung.step,
                          (plus - centre(output)) / rung.ahead,
                          (centre(output) - minus) / rung.behind,
                          (plus - minus) / (rung.ahead + rung.behind),
                          (4.0 * sigma + 2.0 * epsilon * size) / rung.step});
    }
    return levels;
}

namespace detail {

/// In the limit of small steps the jump f'(x+) - f'(x-) of a smooth function shrinks
/// with the step, here by 4. Where it does not, something lies between the rungs.
[[nodiscard]] inline bool jump_persists(const Level& longer, const Level& shorter) {
    return std::abs(shorter.jump()) > 8.0 * shorter.jump_noise() &&
           std::abs(shorter.jump()) > 0.5 * std::abs(longer.jump());
}

/// The levels at which f is finite on both sides, down to the smallest step.
[[nodiscard]] inline std::span<const Level> finite_tail(std::span<const Level> levels) {
    std::size_t first = levels.size();
    while (first > 0 && levels[first - 1].finite()) --first;
    return levels.subspan(first);
}

/// How many of the first levels cannot be trusted, because the jump persisted up to
/// there.
[[nodiscard]] inline std::size_t disturbed(std::span<const Level> levels) {
    for (std::size_t k = levels.size(); k-- > 1;) {
        if (jump_persists(levels[k - 1], levels[k])) return k + 1;
    }
    return 0;
}

/// Whether one of the levels is precise enough to show that the jump has gone.
[[nodiscard]] inline bool jump_has_gone(std::span<const Level> levels, double jump) {
    return std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
        return level.jump_noise() <= 0.1 * std::abs(jump);
    });
}

/// Richardson's extrapolation, as in Ridders (Adv. Eng. Software 4, 1982): central
/// differences at steps h, h/4, ... have errors in h^2, h^4, ...; combinations remove
/// one power after another. Of all combinations up to order 8 the one with the least
/// error bar wins: how far it moved from its two predecessors, plus noise / h.
[[nodiscard]] inline Slope extrapolate(std::span<const Level> levels) {
    constexpr std::size_t orders = 4;
    Slope best;
    std::array<double, orders> previous{}, current{};
    for (std::size_t k = 0; k < levels.size(); ++k) {
        current[0] = levels[k].central;
        double power = 1.0;
        for (std::size_t i = 1; i <= std::min(k, orders - 1); ++i) {
            power *= ladder_ratio * ladder_ratio;
            current[i] = (power * current[i - 1] - previous[i - 1]) / (power - 1.0);
            const double moved = std::max(std::abs(current[i] - current[i - 1]),
                                          std::abs(current[i] - previous[i - 1]));
            const double error_bar = moved + 1.2 * levels[k].noise;
            if (error_bar < best.error_bar) {
                best.smoothness = Smoothness::smooth;
                best.value = current[i];
                best.error_bar = error_bar;
                best.step = levels[k].step;
            }
        }
        previous = current;
    }
    if (best.smoothness != Smoothness::smooth) best.smoothness = Smoothness::unsettled;
    return best;
}

/// The two slopes at a kink, each from the step at which it moved least; `unsettled`
/// if they grow instead of settling, as at a jump or a cusp.
[[nodiscard]] inline Slope one_sided(std::span<const Level> levels) {
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
    if (!(kink.error_bar < 0.1 * std::abs(forward - backward))) {
        return {.smoothness = Smoothness::unsettled};
    }
    kink.smoothness = Smoothness::kink;
    kink.step = levels.back().step;
    kink.value = 0.5 * (forward + backward);
    kink.low = std::min(forward, backward);
    kink.high = std::max(forward, backward);
    return kink;
}

}  // namespace detail

/// The slope that a ladder of steps shows, the longest first. `values` is |f(x)| per
/// long step: a slope below 1e-9 of it never counts as steep.
[[nodiscard]] inline Slope slope_of(std::span<const Level> all, double values) {
    const std::span<const Level> levels = detail::finite_tail(all);
    if (levels.size() < 2) return {};

    const std::size_t skip = detail::disturbed(levels);
    const std::span<const Level> clean = levels.subspan(skip);
    const bool persists =
        skip > 0 && !detail::jump_has_gone(clean, levels[skip - 1].jump());

    Slope slope =
        persists ? detail::one_sided(levels.first(skip)) : detail::extrapolate(clean);
    slope.scale = 1e-9 * values;
    for (const Level& level : levels) {
        const double steepest =
            std::max(std::abs(level.forward), std::abs(level.backward));
        slope.scale = std::max(slope.scale, steepest - 4.0 * level.noise);
    }
    // The next step divides the same noise by a smaller number.
    const Level& last = levels.back();
    const double next_noise = ladder_ratio * last.noise;
    slope.may_improve = persists
                            ? 4.0 * next_noise < 0.1 * std::abs(levels[skip - 1].jump())
                            : clean.size() < 4 || next_noise < slope.error_bar;
    return slope;
}

/// A ladder of steps along a line and what it says of each output.
struct Descent {
    std::vector<Rung> ladder;
    std::vector<Slope> slopes;  ///< one an output
};

/// Goes down the ladder until no output gains by a smaller step, but at least
/// `least_levels` long. `sigma` is the measured noise of each output.
[[nodiscard]] inline Descent descend(const Function& f,
                                     Line line,
                                     const arma::vec& centre,
                                     const arma::vec& sigma,
                                     std::size_t least_levels = 4) {
    Descent descent;
    descent.slopes.resize(centre.n_elem);
    double step = first_step * line.scale();
    for (std::size_t k = 1; k <= ladder_levels && line.resolves(step); ++k) {
        descent.ladder.push_back(line.sample(f, step, centre.n_elem));
        step /= ladder_ratio;
        if (k < 2) continue;

        bool may_improve = false;
        for (arma::uword i = 0; i < centre.n_elem; ++i) {
            descent.slopes[i] = slope_of(levels_of(descent.ladder, centre, i, sigma(i)),
                                         std::abs(centre(i)) / line.scale());
            may_improve = may_improve || descent.slopes[i].may_improve;
        }
        if (k >= least_levels && !may_improve) break;
    }
    return descent;
}

}  // namespace chainrule::check
