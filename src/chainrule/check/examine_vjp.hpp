#pragma once

/// @file
/// The examination of a backward pass: of the gradient of <y_bar, f(x)>, and of the
/// identity that makes it adjoint to the forward derivative.

#include "chainrule/check/diagnosis/diagnosis.hpp"
#include "chainrule/check/examine.hpp"
#include "chainrule/check/form.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/sentinels.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>
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

/// vjp(x, y_bar); `Unusable` if it writes to y_bar.
[[nodiscard]] inline arma::mat pulled_back(const Pullback& pullback,
                                           const arma::vec& x,
                                           const arma::vec& y_bar) {
    arma::vec seen = y_bar;
    const arma::mat x_bar = pullback.vjp(x, seen);
    if (!same_bits(seen, y_bar)) {
        throw Unusable({Mistake::wrote_to_x,
                        "",
                        arma::datum::nan,
                        "y_bar",
                        "the " + pullback.subject + " writes to y_bar, its argument"});
    }
    return x_bar;
}

/// <y_bar, J v> against <vjp(x, y_bar), v> for other cotangents and directions, with J v
/// from jvp if there is one, else from differences along v. The first is -`examined`,
/// the one of the entries, so that each of its entries had either sign.
[[nodiscard]] inline OracleResult adjoint_identity(const Pullback& pullback,
                                                   const arma::vec& examined,
                                                   const CheckOptions& options) {
    OracleResult result = oracle(
        "adjoint identity", pullback.jvp ? "J v from jvp" : "J v from differences");
    Random random(options.seed, 0x61646a6f696e74);  // its own stream: "adjoint"
    for (std::size_t i = 0; i < options.directions; ++i) {
        arma::vec y_bar = random_cotangent(pullback, random);
        for (arma::uword k = 0; i == 0 && k < y_bar.n_elem; ++k) {
            y_bar.at(k) = -examined.mem[k];
        }
        const arma::vec v = random_direction(pullback.x.n_elem, random);
        const arma::mat x_bar = pulled_back(pullback, pullback.x, y_bar);
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

/// Whether the claim holds if every entry of y_bar is 1; not asked where f may only be
/// asked so often.
[[nodiscard]] inline bool is_right_at_ones(const Problem& problem,
                                           const CheckOptions& options) {
    if (options.budget.evaluations > 0 || options.budget.seconds != 0.0) return false;
    const arma::vec kept = *problem.cotangent;
    for (double& value : *problem.cotangent) value = 1.0;
    const Report report = examine(problem, options);
    *problem.cotangent = kept;
    return report.verdict == Verdict::holds;
}

/// How many matrices x is made of.
[[nodiscard]] inline std::size_t blocks_of(const CheckOptions& options) {
    return std::max<std::size_t>(1, options.blocks.size());
}

/// How the claim depends on y_bar, where that alone makes it wrong: it has to be linear.
[[nodiscard]] inline Maybe<Diagnosis> diagnose_cotangent(const Pullback& pullback,
                                                         const Problem& problem,
                                                         const CheckOptions& options) {
    Random random(options.seed, 0x6c696e656172);  // its own stream: "linear"
    const arma::vec y_bar = random_cotangent(pullback, random);
    const arma::vec other = random_cotangent(pullback, random);
    const auto pulled = [&](double factor, const arma::vec& cotangent) {
        arma::vec scaled = cotangent;
        for (double& value : scaled) value *= factor;
        return pulled_back(pullback, pullback.x, scaled);
    };
    const arma::mat once = pulled(1.0, y_bar), twice = pulled(2.0, y_bar);
    const double tolerance = 1e-6 * largest(once);
    if (!(tolerance > 0.0)) return {};
    const auto saying_of = [](Mistake kind, std::string text) {
        return saying(kind, std::move(text), arma::datum::nan, "y_bar");
    };
    if (detail::distance(once, pulled(1.0, other)) <= tolerance &&
        detail::distance(once, twice) <= tolerance) {
        const std::string ignores = "the claimed value does not depend on y_bar";
        const bool ones = is_right_at_ones(problem, options);
        return saying_of(Mistake::missing_factor,
                         ignores + (ones ? ", and is right for y_bar = 1: is the "
                                           "product with y_bar missing?"
                                         : ": is the product with y_bar missing?"));
    }
    for (const double power : {2.0, 3.0, 0.5, -1.0, 0.0}) {
        if (!detail::is_times(once, twice, std::pow(2.0, power))) continue;
        return saying_of(
            power > 1.0 ? Mistake::extra_factor : Mistake::missing_factor,
            "the claimed value is " + text(std::pow(2.0, power), 6) +
                " times as large for twice the y_bar, where it should double");
    }
    if (detail::is_times(once, pulled(-1.0, y_bar), 1.0)) {
        return saying_of(Mistake::missing_factor,
                         "the claimed value is the same for y_bar and -y_bar: has its "
                         "sign been lost?");
    }
    return {};
}

CHAINRULE_JUDGE VjpReport examine(const Pullback& pullback,
                                  const CheckOptions& options) {
    Random random(options.seed, 0x795f626172);  // its own stream: "y_bar"
    arma::vec y_bar = random_cotangent(pullback, random);
    Problem problem{pullback.subject,
                    weighted(pullback.f, y_bar),
                    Claimed(
                        [&](const arma::vec& x, arma::mat& result) {
                            result = pulled_back(pullback, x, y_bar);
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
    problem.cotangent = &y_bar;
    VjpReport report = examine(problem, options);
    if (options.oracles.adjoint && report.entries > 0) {
        report.oracles.push_back(adjoint_identity(pullback, y_bar, options));
        // Doubt along a line takes nothing from entries that were all checked.
        const Verdict adjoint = report.oracles.back().verdict;
        const bool all_checked = report.entries_checked == report.entries;
        if (adjoint == Verdict::fails || !all_checked) {
            report.verdict = worse(report.verdict, adjoint);
        }
    }
    if (report.verdict == Verdict::fails && report.entries > 0) {
        if (const auto found = diagnose_cotangent(pullback, problem, options)) {
            if (report.diagnoses.empty()) report.diagnoses.push_back({});
            for (Diagnosis& diagnosis : report.diagnoses) {
                const std::string block = diagnosis.block;
                diagnosis = *found;
                diagnosis.block = block.empty() ? "x" : block;
            }
            report.diagnosis = joined(report.diagnoses, blocks_of(options));
        }
    }
    report.evaluations = pullback.f.evaluations();
    report.gradient_evaluations = problem.claimed.evaluations();
    return report;
}

}  // namespace chainrule::check
