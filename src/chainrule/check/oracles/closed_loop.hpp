#pragma once

/// @file
/// The integral of the claimed gradient around a triangle, which is 0 for the gradient
/// of any function: judges the claim without asking f. What is a gradient, though of
/// another function, passes, as one with a constant factor does.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/line_integral.hpp"
#include "chainrule/check/oracles/path_integral.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/verdict.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <array>
#include <cmath>
#include <cstddef>

namespace chainrule::check {

namespace detail {

/// Once around, for all outputs; not finite if a side is not. `parts` of each side are
/// integrated one by one.
struct Loop {
    Integral integral;
    List<double> noise;
};

[[nodiscard]] inline Loop integrate_loop(const Setting& setting,
                                         const std::array<arma::vec, 3>& corners,
                                         int parts) {
    Loop loop{Integral(setting.outputs()), List<double>(setting.outputs(), 0.0)};
    for (std::size_t side = 0; side < 3; ++side) {
        const Segment segment(setting, corners[side], corners[(side + 1) % 3]);
        Integral sum(setting.outputs());
        for (int part = 0; part < parts && sum.is_finite(); ++part) {
            sum.add(segment.integrate(static_cast<double>(part) / parts,
                                      static_cast<double>(part + 1) / parts));
        }
        loop.integral.add(sum);
        if (!sum.is_finite()) break;
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            loop.noise[i] += claim_noise(setting, segment, sum, i);
        }
    }
    return loop;
}

[[nodiscard]] inline Comparison judge_loop(const Loop& loop, arma::uword i) {
    Comparison result;
    result.numerical = 0.0;
    result.gap = std::abs(loop.integral.value[i]);
    result.error_bar = loop.integral.error[i] + loop.noise[i];
    result.verdict = judge(result.gap, result.error_bar, loop.integral.size[i]);
    return result;
}

/// Judges the loop. What does not vanish is integrated again in many parts: a peak of
/// the integrand too narrow for the first nodes would have moved the integral.
inline void include_loop(const Setting& setting,
                         const std::array<arma::vec, 3>& corners,
                         const Loop& loop,
                         OracleResult& result) {
    constexpr int many = 37;
    Loop finer;
    for (arma::uword i = 0; i < setting.outputs(); ++i) {
        Comparison comparison = judge_loop(loop, i);
        if (comparison.verdict == Verdict::fails) {
            if (finer.noise.empty()) finer = integrate_loop(setting, corners, many);
            const double moved =
                std::abs(finer.integral.value[i] - loop.integral.value[i]);
            comparison = judge_loop(finer, i);
            comparison.error_bar += moved;
            comparison.verdict =
                judge(comparison.gap, comparison.error_bar, finer.integral.size[i]);
        }
        const double size = loop.integral.size[i];
        include(result, comparison, size > 0.0 ? size : 1.0);
    }
}

}  // namespace detail

/// Two triangles, one of each kind of displacement. One entry has none.
[[nodiscard]] inline OracleResult closed_loop(const Setting& setting) {
    OracleResult result = oracle("closed loop", "around x");
    if (setting.x().n_elem < 2) {
        result.verdict = Verdict::undecided;
        result.note = "x has one entry: there is no loop";
        return result;
    }
    std::size_t loops = 0;
    for (std::size_t kind = 0; kind < 2; ++kind) {
        bool measured = false;
        for (int j = 0; j < shrinkings && !measured; ++j) {
            Random random(setting.options.seed, 0x6c6f6f70, kind);  // "loop"
            std::array<arma::vec, 3> corners;
            for (arma::vec& corner : corners) {
                corner =
                    moved(setting.x(),
                          1.0,
                          displacement(setting, kind, std::ldexp(1.0, -2 * j), random));
            }
            const detail::Loop loop = detail::integrate_loop(setting, corners, 1);
            measured = loop.integral.is_finite() && loop.integral.has_converged();
            if (measured) detail::include_loop(setting, corners, loop, result);
        }
        if (measured) ++loops;
    }
    if (loops == 0) {
        result.verdict = Verdict::undecided;
        result.note = why_not_integrated(setting);
    }
    return result;
}

}  // namespace chainrule::check
