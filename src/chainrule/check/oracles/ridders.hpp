#pragma once

/// @file
/// Ridders' method (Adv. Eng. Software 4, 1982) as a second opinion on a derivative:
/// Richardson's extrapolation of central differences at steps that shrink slowly, the
/// best of all estimates taken with its error. Three things are added that the original
/// lacks: noise / h is part of every error, so that it cannot fall below what f can
/// tell; an estimate counts only if the shorter steps confirm it, because sin(1000 x)
/// and exp at 30 make neighbouring steps agree by accident; and rows that straddle a
/// kink, where forward and backward slopes do not approach each other, are left out.

#include "chainrule/check/function.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/slope.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace chainrule::check {

/// Steps and ladder have none in common: a ratio of 1.6 against 4, another start.
inline constexpr double ridders_ratio = 1.6;
inline constexpr double ridders_start = 0.31;  ///< in units of max(1, |x|)
inline constexpr std::size_t ridders_columns = 6;

/// Down to 1e-8 of the start.
inline constexpr std::size_t ridders_rungs = 40;

namespace detail {

/// The best estimate that ends with one step.
struct RiddersRow {
    double value = arma::datum::nan;
    double error_bar = arma::datum::inf;
    double step = 0.0;
};

/// Row by row, one a level; infinitely uncertain where the level tells nothing.
[[nodiscard]] inline List<RiddersRow> ridders_rows(std::span<const Level> levels) {
    constexpr double square = ridders_ratio * ridders_ratio;
    List<RiddersRow> rows(levels.size());
    std::array<double, ridders_columns> value{}, noise{}, old_value{}, old_noise{};
    std::size_t depth = 0;  // columns that the row before had
    for (std::size_t k = 0; k < levels.size(); ++k) {
        const Level& level = levels[k];
        const bool straddles = k >= 3 && jump_persists(levels[k - 3], level);
        if (!level.finite() || straddles) {
            depth = 0;
            continue;
        }
        value[0] = level.central;
        noise[0] = level.noise;
        double power = 1.0;
        const std::size_t last = std::min(depth, ridders_columns - 1);
        for (std::size_t i = 1; i <= last; ++i) {
            power *= square;
            value[i] = (power * value[i - 1] - old_value[i - 1]) / (power - 1.0);
            noise[i] = (power * noise[i - 1] + old_noise[i - 1]) / (power - 1.0);
            const double moved = std::max(std::abs(value[i] - value[i - 1]),
                                          std::abs(value[i] - old_value[i - 1]));
            if (moved + noise[i] < rows[k].error_bar) {
                rows[k] = {value[i], moved + noise[i], level.step};
            }
        }
        old_value = value;
        old_noise = noise;
        depth = last + 1;
    }
    return rows;
}

/// Whether the next rows, at shorter steps and with bars of their own, agree.
[[nodiscard]] inline bool confirmed(std::span<const RiddersRow> rows, std::size_t k) {
    constexpr std::size_t witnesses = 4;
    if (k + witnesses >= rows.size()) return false;
    for (std::size_t later = k + 1; later <= k + witnesses; ++later) {
        const double gap = std::abs(rows[k].value - rows[later].value);
        if (!(gap <= rows[k].error_bar + rows[later].error_bar)) return false;
    }
    return true;
}

}  // namespace detail

/// The slope that levels at Ridders' steps show, the longest first; `unsettled` if no
/// estimate is confirmed. `values` is |f(x)| per long step, as for `slope_of`.
[[nodiscard]] inline Slope ridders_slope(std::span<const Level> levels, double values) {
    const List<detail::RiddersRow> rows = detail::ridders_rows(levels);
    Slope slope;
    slope.doubt = Doubt::truncation;
    detail::measure_steepness(levels, values, slope);
    slope.smoothness = Smoothness::not_finite;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        if (!levels[k].finite()) continue;
        if (slope.smoothness == Smoothness::not_finite) {
            slope.smoothness = Smoothness::unsettled;
        }
        if (rows[k].error_bar < slope.error_bar && detail::confirmed(rows, k)) {
            slope.smoothness = Smoothness::smooth;
            slope.value = rows[k].value;
            slope.error_bar = rows[k].error_bar;
            slope.step = rows[k].step;
            slope.doubt = Doubt::noise;
        }
    }
    // Noise grows with every shorter step: nothing better follows a row with twice
    // the bar of the best, unless the best is still unconfirmed.
    slope.may_improve = slope.smoothness != Smoothness::smooth || rows.empty() ||
                        levels.back().noise < 0.5 * slope.error_bar;
    return slope;
}

/// The slopes of all outputs along a line, by steps that are Ridders' own. `sigma` is
/// the measured noise of each output.
[[nodiscard]] inline List<Slope> ridders(const Function& f,
                                         Line line,
                                         const arma::vec& centre,
                                         const arma::vec& sigma) {
    constexpr std::size_t least = 8;
    List<Rung> rungs;
    List<Slope> slopes(centre.n_elem);
    double step = ridders_start * line.scale();
    for (std::size_t k = 1; k <= ridders_rungs && line.resolves(step); ++k) {
        rungs.push_back(line.sample(f, step, centre.n_elem));
        step /= ridders_ratio;
        if (k < least) continue;
        bool may_improve = false;
        for (arma::uword i = 0; i < centre.n_elem; ++i) {
            slopes[i] = ridders_slope(levels_of(rungs, centre, i, sigma.mem[i], 0.0),
                                      std::abs(centre.mem[i]) / line.scale());
            may_improve = may_improve || slopes[i].may_improve;
        }
        if (!may_improve) break;
    }
    return slopes;
}

}  // namespace chainrule::check
