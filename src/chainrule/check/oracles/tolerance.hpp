#pragma once

/// @file
/// Whether f is computed to a tolerance only: by a solver that stops, a quadrature that
/// refines, an integrator that picks its steps. Such an f is smooth close to x, with a
/// slope that is a little off, and jumps where one more step is taken. Differences over
/// long steps then know the slope that was meant better than those between two jumps.

#include "chainrule/check/function.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/ladder.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace chainrule::check {

/// A slope seen by steps so long that f may jump within them.
struct LongSlope {
    double value = arma::datum::nan;
    double error_bar = arma::datum::inf;  ///< infinite if no jump was found
    double step = 0.0;                    ///< the shortest of those steps
    double jump = 0.0;                    ///< the size of a jump
    double steepest = 0.0;  ///< the steepest difference on either side by such steps

    /// Whether a claim agrees and that means something beside slopes of size `scale`.
    [[nodiscard]] bool supports(double claimed, double scale) const {
        constexpr double meaningful = 0.05;
        return std::abs(value - claimed) <= 2.0 * error_bar &&
               error_bar <= meaningful * scale;
    }
};

namespace detail {

/// A jump of f beside x, or what looks like one on a grid.
struct Jump {
    double place = 0.0;
    double size = 0.0;
};

/// The likeliest jump among `count` + 1 values at `begin`, `begin` + `width`, ...
/// Differences of odd `order` n shrink with width^n where f is smooth; those with a jump
/// in their middle cell have C(n - 1, (n - 1) / 2) times its size. Not a number where f
/// is not finite.
template <std::size_t count, std::size_t order, class Scalar>
[[nodiscard]] Jump likeliest_jump(double begin, double width, Scalar&& f) {
    constexpr double middle = order == 7 ? 20.0 : 6.0;
    static_assert(order == 7 || order == 5);
    std::array<double, count + 1> values{};
    for (std::size_t i = 0; i <= count; ++i) {
        values[i] = f(begin + static_cast<double>(i) * width);
    }
    for (std::size_t k = 0; k < order; ++k) {
        for (std::size_t i = 0; i + k < count; ++i) {
            values[i] = values[i + 1] - values[i];
        }
    }
    Jump likeliest;
    for (std::size_t i = 0; i + order <= count; ++i) {
        const double size = std::abs(values[i]) / middle;
        if (size > likeliest.size || std::isnan(size)) {
            const double cells = static_cast<double>(i) + 0.5 * double(order);
            likeliest = {begin + cells * width, size};
        }
    }
    return likeliest;
}

/// The size of a jump of `f`, a function of one number, within `reach` of 0; 0 if there
/// is none above `noise`. A grid is laid around the likeliest place again and again,
/// four times finer each: what is smooth, and a kink, shrink; a jump stays, also on
/// cells narrower than `resolved`, a scale on which f was seen to be smooth.
template <class Scalar>
[[nodiscard]] double jump_within(double reach,
                                 double resolved,
                                 double noise,
                                 Scalar&& f) {
    constexpr std::size_t wide = 32, narrow = 8;
    constexpr int steadily = 3;
    double width = 2.0 * reach / static_cast<double>(wide);
    Jump jump = likeliest_jump<wide, 7>(-reach, width, f);
    for (int round = 0, steady = 0; steady < steadily || width > resolved; ++round) {
        width /= 4.0;
        const double begin = jump.place - 0.5 * static_cast<double>(narrow) * width;
        const Jump closer = likeliest_jump<narrow, 5>(begin, width, f);
        if (!(closer.size > noise)) return 0.0;
        steady = closer.size > 0.5 * jump.size ? steady + 1 : 0;
        // It may have been hidden on the grid before, hardly on two.
        if (steady == 0 && round > 2) return 0.0;
        jump = closer;
    }
    return jump.size;
}

}  // namespace detail

/// The slope of output i along `line` by the long steps of `descent`, if f jumps near x.
/// Its bar adds what jumps of that size may do.
[[nodiscard]] inline LongSlope long_slope(const Descent& descent,
                                          const Function& f,
                                          Line& line,
                                          const arma::vec& centre,
                                          arma::uword i,
                                          double sigma) {
    const List<Level> all = descent.levels(centre, i, sigma);
    const std::span<const Level> levels = detail::finite_tail(all);
    LongSlope result;
    if (levels.size() < 2) return result;
    const auto along = [&](double t) { return line.value(f, t, centre.n_elem).mem[i]; };
    // A jump too small for the wide grid may show on a closer one.
    constexpr std::size_t grids = 4;
    for (const Level& level : levels.first(std::min(grids, levels.size()))) {
        const double noise = level.noise * level.step;
        if (result.jump == 0.0) {
            result.jump = detail::jump_within(
                level.step, 0.25 * levels.back().step, noise, along);
        }
    }
    if (result.jump == 0.0) return result;

    const List<detail::Estimate> estimates = detail::estimates_of(
        levels, 2.0, 1.2, [](const Level& level) { return level.central; });
    for (std::size_t k = 1; k < levels.size(); ++k) {
        const double bar = estimates[k].error_bar + 2.0 * result.jump / levels[k].step;
        if (bar < result.error_bar) {
            result.value = estimates[k].value;
            result.error_bar = bar;
            result.step = levels[k].step;
        }
    }
    for (const Level& level : levels) {
        if (level.step < result.step) break;
        result.steepest =
            std::max(result.steepest, largest_finite(level.forward, level.backward));
    }
    return result;
}

}  // namespace chainrule::check
