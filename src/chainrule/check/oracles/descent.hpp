#pragma once

/// @file
/// The walk down a ladder of steps, as far as the slope it shows gains by it; up again
/// where noise hides the slope; or along another ladder, in the scale of x.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace chainrule::check {

/// A ladder of steps along a line and what it says of each output.
struct Descent {
    List<Rung> ladder;
    List<Slope> slopes;  ///< one an output

    /// The noise of each output relative to f, where it was found to grow with f
    /// although it is large beside f(x); 0 where not, NaN where it was not asked.
    arma::vec relative_noise;

    /// What the ladder says of output i, whose noise at x is `sigma`.
    [[nodiscard]] List<Level> levels(const arma::vec& centre,
                                     arma::uword i,
                                     double sigma) const {
        const double relative = relative_noise.mem[i];
        return levels_of(
            ladder, centre, i, sigma, std::isnan(relative) ? 0.0 : relative);
    }
};

namespace detail {

/// Whether some output has found no slope.
[[nodiscard]] inline bool open(const Descent& descent) {
    return any_of(descent.slopes, [](const Slope& slope) {
        return slope.smoothness == Smoothness::unsettled ||
               slope.smoothness == Smoothness::not_finite;
    });
}

/// The slopes of all outputs from the ladder of `descent`.
[[nodiscard]] inline List<Slope> slopes_of(const Descent& descent,
                                           const arma::vec& centre,
                                           const arma::vec& sigma,
                                           double long_step) {
    List<Slope> slopes;
    slopes.reserve(centre.n_elem);
    for (arma::uword i = 0; i < centre.n_elem; ++i) {
        slopes.push_back(slope_of(descent.levels(centre, i, sigma.mem[i]),
                                  std::abs(centre.mem[i]) / long_step));
    }
    return slopes;
}

/// Whether it is open, and worth asking, if the noise of output i grows with f: large
/// beside f(x), where f at the end of `rung` is far larger.
[[nodiscard]] inline bool growth_unknown(const Descent& descent,
                                         const Rung& rung,
                                         const arma::vec& centre,
                                         arma::uword i,
                                         double sigma) {
    const double middle = std::abs(centre.mem[i]);
    return sigma > 0.0 && !proportional(sigma, middle) &&
           std::isnan(descent.relative_noise.mem[i]) &&
           largest_finite(rung.plus.mem[i], rung.minus.mem[i]) > 4.0 * middle;
}

/// Measures the noise at the far end of `rung` where that is open, with points so close
/// together that f shows nothing else. It grows with f if it is about the same share
/// of f there.
inline void measure_growth(Descent& descent,
                           const Rung& rung,
                           const Function& f,
                           Line& line,
                           const arma::vec& centre,
                           const arma::vec& sigma) {
    constexpr double spacing = 1e-12;
    for (arma::uword i = 0; i < centre.n_elem; ++i) {
        if (!growth_unknown(descent, rung, centre, i, sigma.mem[i])) continue;
        const double plus = rung.plus.mem[i], minus = rung.minus.mem[i];
        const double size = largest_finite(plus, minus);
        const double end = std::abs(plus) == size ? rung.ahead : -rung.behind;
        NoiseSamples samples;
        for (std::size_t k = 0; k < noise_samples; ++k) {
            double t = end * (1.0 - spacing * noise_positions[k]);
            samples[k] = line.value(f, t, centre.n_elem).mem[i];
        }
        const NoiseEstimate there = noise_of(samples);
        const double here_share = sigma.mem[i] / std::abs(centre.mem[i]);
        const double share = there.sigma / size;
        const bool grows = there.spacing == Spacing::fit && share > here_share / 8.0 &&
                           share < 8.0 * here_share;
        descent.relative_noise.at(i) = grows ? std::max(share, here_share) : 0.0;
    }
}

[[nodiscard]] inline Descent descend_from(double step,
                                          const Function& f,
                                          Line& line,
                                          const arma::vec& centre,
                                          const arma::vec& sigma,
                                          std::size_t least_levels) {
    Descent descent;
    descent.slopes.resize(centre.n_elem);
    descent.relative_noise = filled(centre.n_elem, arma::datum::nan);
    for (std::size_t k = 1; k <= ladder_levels && line.resolves(step); ++k) {
        descent.ladder.push_back(line.sample(f, step, centre.n_elem));
        measure_growth(descent, descent.ladder.back(), f, line, centre, sigma);
        const bool edge = !descent.ladder.back().usable();
        // The commonest edge is 0.
        if (edge && line.size() > 0.0 && step > line.size()) {
            step = first_step * line.size();
        } else {
            step /= edge ? edge_ratio : ladder_ratio;
        }
        if (k < 2) continue;

        descent.slopes = slopes_of(descent, centre, sigma, line.scale());
        const bool may_improve = any_of(
            descent.slopes, [](const Slope& slope) { return slope.may_improve; });
        if (k >= least_levels && !may_improve) break;
    }
    return descent;
}

/// Whether noise leaves less than six digits of a slope although f varies along the
/// line. Longer steps divide the same noise by more.
[[nodiscard]] inline bool noisy(const Slope& slope) {
    return slope.smoothness == Smoothness::smooth && slope.doubt == Doubt::noise &&
           slope.steepest > 0.0 && slope.error_bar > 1e-6 * std::abs(slope.value);
}

/// Whether f varies over a step by far more than its noise. Where it does not,
/// the differences of a bounded function shrink with 1/h as the noise does, and agree
/// on a slope of 0 that is none.
[[nodiscard]] inline bool stands_out(const Level& level) {
    return level.finite() &&
           largest_finite(level.forward, level.backward) > 1e3 * level.noise;
}

/// Takes longer steps than the ladder's first as long as one of them at least halves
/// the bar of a noisy slope.
inline void climb(Descent& descent,
                  const Function& f,
                  Line& line,
                  const arma::vec& centre,
                  const arma::vec& sigma) {
    constexpr int most = 8;
    bool gains = any_of(descent.slopes, noisy);
    for (int k = 0; k < most && gains; ++k) {
        descent.ladder.insert_front(
            line.sample(f, ladder_ratio * descent.ladder.front().step, centre.n_elem));
        measure_growth(descent, descent.ladder.front(), f, line, centre, sigma);
        const List<Slope> slopes = slopes_of(descent, centre, sigma, line.scale());
        gains = false;
        for (std::size_t i = 0; i < slopes.size(); ++i) {
            Slope& known = descent.slopes[i];
            known.flat = std::min(known.flat, slopes[i].flat);
            if (!noisy(known) || slopes[i].smoothness != Smoothness::smooth ||
                slopes[i].error_bar > 0.5 * known.error_bar ||
                !stands_out(descent.levels(centre, i, sigma.mem[i]).front())) {
                continue;
            }
            const double scale = known.scale;  // not what is steep far away
            known = slopes[i];
            known.scale = scale;
            gains = gains || noisy(known);
        }
    }
}

/// Whether one level agrees with the slope found, as far as its noise lets one see: at
/// a kink with both of its slopes, or else the kink lies beside x.
[[nodiscard]] inline bool agrees(const Level& level, const Slope& slope) {
    const double bar = slope.error_bar + 8.0 * level.noise;
    if (slope.smoothness == Smoothness::smooth) {
        return std::abs(level.central - slope.value) <= bar;
    }
    if (slope.smoothness == Smoothness::kink && level.finite()) {
        return std::max(level.forward, level.backward) >= slope.high - bar &&
               std::min(level.forward, level.backward) <= slope.low + bar;
    }
    return true;
}

/// The same for a rung and the slopes of all outputs.
[[nodiscard]] inline bool agrees(const Rung& rung,
                                 const Descent& descent,
                                 const arma::vec& centre,
                                 const arma::vec& sigma) {
    const Descent single{{rung}, {}, descent.relative_noise};
    for (arma::uword i = 0; i < descent.slopes.size(); ++i) {
        const Level level = single.levels(centre, i, sigma.mem[i]).front();
        if (!agrees(level, descent.slopes[i])) return false;
    }
    return true;
}

/// Whether the ladder ended when it had hardly come to the scale of x, with a slope that
/// shorter steps would improve.
[[nodiscard]] inline bool ended_early(const Descent& descent, double close) {
    const double enough = close / std::pow(ladder_ratio, 5.0);
    return descent.ladder.back().step > enough &&
           any_of(descent.slopes, [](const Slope& slope) {
               return slope.smoothness == Smoothness::smooth &&
                      slope.doubt == Doubt::truncation &&
                      slope.error_bar > 1e-6 * std::abs(slope.value);
           });
}

/// Whether every slope of `other` is as good.
[[nodiscard]] inline bool as_good(const Descent& other, const Descent& descent) {
    for (std::size_t i = 0; i < descent.slopes.size(); ++i) {
        if (!(other.slopes[i].error_bar <= descent.slopes[i].error_bar)) return false;
    }
    return true;
}

}  // namespace detail

/// Most evaluations that `descend` takes for one output: two ladders, the step between
/// them, and the climb to longer steps, two points each; and the noise far away.
inline constexpr std::size_t dearest_descent =
    2 * (2 * ladder_levels + 1 + 8) + 2 * noise_samples;

/// Goes down the ladder until no output gains by a smaller step, but at least
/// `least_levels` long, and up again where noise hides a slope. `sigma` is the measured
/// noise of each output. Where x is far smaller than the steps taken and they found no
/// slope, or one that a step in the scale of x contradicts, a ladder in that scale
/// decides; so it does where they only just reached that scale, if it is as good.
[[nodiscard]] inline Descent descend(const Function& f,
                                     Line line,
                                     const arma::vec& centre,
                                     const arma::vec& sigma,
                                     std::size_t least_levels = 4) {
    Descent descent = detail::descend_from(
        first_step * line.scale(), f, line, centre, sigma, least_levels);
    const double close = first_step * line.size();
    const bool found = !detail::open(descent);
    const auto closer = [&] {
        return detail::descend_from(close, f, line, centre, sigma, least_levels);
    };
    if (close > 0.0 && close < descent.ladder.back().step &&
        (!found || !detail::agrees(
                       line.sample(f, close, centre.n_elem), descent, centre, sigma))) {
        Descent other = closer();
        if (found || !detail::open(other)) return other;
    } else if (close > 0.0 && found && detail::ended_early(descent, close)) {
        Descent other = closer();
        if (detail::as_good(other, descent)) return other;
    }
    detail::climb(descent, f, line, centre, sigma);
    return descent;
}

}  // namespace chainrule::check
