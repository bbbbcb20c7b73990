#pragma once

/// @file
/// The examination of a backward pass: of the gradient of <y_bar, f(x)>, and of the
/// identity that makes it adjoint to the forward derivative.

#include "chainrule/check/examine.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <complex>
#include <utility>

namespace chainrule::check {

/// <y_bar, f(x)>, whose gradient is vjp(x, y_bar). Keeps references, and counts on
/// f's own meter.
[[nodiscard]] inline Function weighted(const Function& f, const arma::vec& y_bar) {
    Function::Real real = [&](const arma::vec& x) {
        const arma::vec y = f.real()(x);
        if (y.n_elem == y_bar.n_elem) return filled(1, dot(y_bar, y));
        f.meter()->note_other_size();
        return filled(1, arma::datum::nan);
    };
    Function::Complex complex;
    if (f.takes_complex()) {
        complex = [&](const arma::cx_vec& x) {
            const arma::cx_vec y = f.complex()(x);
            if (y.n_elem != y_bar.n_elem) return arma::cx_vec();
            std::complex<double> sum = 0.0;
            for (arma::uword i = 0; i < y.n_elem; ++i) sum += y_bar.mem[i] * y.mem[i];
            return arma::cx_vec{sum};
        };
    }
    return Function(std::move(real), std::move(complex), f.meter());
}

/// A random cotangent, one that `float` can hold if that is what f answers in.
[[nodiscard]] inline arma::vec random_cotangent(const Pullback& pullback,
                                                Random& random) {
    arma::vec y_bar = normal_vector(pullback.outputs, random);
    if (pullback.value_epsilon > 0.0) {
        for (double& value : y_bar) value = static_cast<float>(value);
    }
    return y_bar;
}

/// <y_bar, J v> against <vjp(x, y_bar), v> for fresh cotangents and directions, with
/// J v from jvp if there is one, else from differences along v.
[[nodiscard]] inline OracleResult adjoint_identity(const Pullback& pullback,
                                                   const CheckOptions& options) {
    OracleResult result = oracle(
        "adjoint identity", pullback.jvp ? "J v from jvp" : "J v from differences");
    Random random(options.seed, 0x61646a6f696e74);  // its own stream: "adjoint"
    for (std::size_t i = 0; i < options.directions; ++i) {
        const arma::vec y_bar = random_cotangent(pullback, random);
        const arma::vec v = random_direction(pullback.x.n_elem, random);
        const arma::mat x_bar = pullback.vjp(pullback.x, y_bar);
        const double pulled = dot(x_bar, v);
        const double size = length(x_bar);
        const double bar = rounding_bar(4.0 * size, pullback.claimed_epsilon * size);

        Comparison comparison;
        if (pullback.jvp) {
            const arma::vec y_dot = pullback.jvp(pullback.x, v);
            const double pushed = dot(y_bar, y_dot);
            const double most = length(y_bar) * length(y_dot);
            const double pushed_bar =
                rounding_bar(4.0 * most, pullback.value_epsilon * most);
            comparison = against_complex_step(pulled, bar, pushed, pushed_bar, most);
        } else {
            const Function phi = weighted(pullback.f, y_bar);
            const Descent descent =
                descend(phi,
                        Line(pullback.x, v, options),
                        phi(pullback.x),
                        measure_noise(phi, pullback.x, 1, options).sigma);
            comparison = against_differences(
                pulled, bar, descent.slopes.front(), size, options.kinks);
        }
        include(result, comparison, size > 0.0 ? size : 1.0);
    }
    return result;
}

CHAINRULE_JUDGE VjpReport examine(const Pullback& pullback,
                                  const CheckOptions& options) {
    Random random(options.seed, 0x795f626172);  // its own stream: "y_bar"
    const arma::vec y_bar = random_cotangent(pullback, random);
    Problem problem{pullback.subject,
                    weighted(pullback.f, y_bar),
                    Claimed(
                        [&](const arma::vec& x, arma::mat& result) {
                            result = pullback.vjp(x, y_bar);
                            return false;
                        },
                        Claimed::Result::returned,
                        pullback.shape),
                    pullback.x,
                    pullback.shape};
    problem.original = pullback.original;
    problem.value_epsilon = pullback.value_epsilon;
    problem.claimed_epsilon = pullback.claimed_epsilon;
    problem.function = pullback.function;
    VjpReport report = examine(problem, options);
    if (options.oracles.adjoint && report.entries > 0) {
        report.oracles.push_back(adjoint_identity(pullback, options));
        // Doubt along a line takes nothing from entries that were all checked.
        const Verdict adjoint = report.oracles.back().verdict;
        const bool all_checked = report.entries_checked == report.entries;
        if (adjoint == Verdict::fails || !all_checked) {
            report.verdict = worse(report.verdict, adjoint);
        }
    }
    report.evaluations = pullback.f.evaluations();
    report.gradient_evaluations = problem.claimed.evaluations();
    return report;
}

}  // namespace chainrule::check
