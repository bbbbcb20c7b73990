#pragma once

/// @file
/// Is this the vector-Jacobian product, the backward pass, of that function?

#include "chainrule/check/examine.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <complex>
#include <concepts>
#include <type_traits>
#include <utility>

namespace chainrule {

namespace check {

/// What f makes of an X, in the form in which a cotangent of it is given back: a
/// number, a matrix, or a vector of numbers.
template <class F, class X>
struct OutputOf {
    using Result = std::remove_cvref_t<
        std::invoke_result_t<F&, const typename Form<X>::Argument&>>;
    using Narrow = std::conditional_t<MatrixOf<Result, float>, arma::fmat, arma::mat>;
    using type = std::conditional_t<
        Point<Result> || RealScalar<Result>,
        Result,
        std::conditional_t<std::convertible_to<Result, double>, double, Narrow>>;
};
template <class F, class X>
using Output = typename OutputOf<F, X>::type;

/// A function with its backward pass and, if given, its forward derivative, all on
/// flat vectors.
struct Pullback {
    std::string subject;  ///< "vjp"
    Function f;
    std::function<arma::mat(const arma::vec& x, const arma::vec& y_bar)> vjp;
    std::function<arma::vec(const arma::vec& x, const arma::vec& x_dot)> jvp;
    arma::vec x;
    arma::SizeMat shape;
    arma::uword outputs;
    std::function<arma::vec()> original;  ///< as in `Problem`
    double value_epsilon = 0.0, claimed_epsilon = 0.0;
    std::string function = "f";
};

/// <y_bar, f(x)>, whose gradient is vjp(x, y_bar). Keeps references, and counts on
/// f's own meter.
[[nodiscard]] inline Function weighted(const Function& f, const arma::vec& y_bar) {
    Function::Real real = [&](const arma::vec& x) {
        return filled(1, dot(y_bar, f.real()(x)));
    };
    Function::Complex complex;
    if (f.takes_complex()) {
        complex = [&](const arma::cx_vec& x) {
            const arma::cx_vec y = f.complex()(x);
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

[[nodiscard]] inline VjpReport examine(const Pullback& pullback,
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

/// The callables of a vjp check on flat vectors. Keeps references to them.
template <class F, class V, Point X>
[[nodiscard]] Pullback erase_pullback(F& f, V& vjp, const X& x) {
    using Y = Output<F, X>;
    const Form<X> form(x);
    const arma::vec point = Form<X>::flat(x);
    const Form<Y> y_form = form.with(point, [&](const auto& at) {
        const Y y = f(at);
        return Form<Y>(y);
    });
    using Result =
        std::invoke_result_t<V&, const typename Form<X>::Argument&, const Y&>;
    return {"vjp",
            erase(f, x),
            [&vjp, form, y_form](const arma::vec& at, const arma::vec& y_bar) {
                return form.with(at, [&](const auto& seen) {
                    return y_form.with(y_bar, [&](const auto& cotangent) {
                        return answer_of(form, vjp(seen, cotangent));
                    });
                });
            },
            {},
            point,
            form.shape,
            y_form.shape.n_rows * y_form.shape.n_cols,
            [&x] { return Form<X>::flat(x); },
            std::max(roundoff_of<Y>(), Form<X>::epsilon),
            roundoff_of<Result>()};
}

}  // namespace check

/// Checks that `vjp(x, y_bar)` is J(x)^T y_bar for the Jacobian J of `f`, with random
/// cotangents `y_bar` of f's output shape (never all ones, which would hide a missing
/// product with it). `f` maps x to a matrix, a vector or a number; `vjp` returns numbers
/// in x's shape. See `check_gradient` for what x may be, for complex step and for
/// errors.
template <class F, class V, check::Point X>
[[nodiscard]] VjpReport check_vjp(F&& f,
                                  V&& vjp,
                                  const X& x,
                                  const CheckOptions& options = {}) {
    return check::examine(check::erase_pullback(f, vjp, x),
                          check::options_for(x, options));
}

/// The same with the forward derivative `jvp(x, x_dot)`, J(x) x_dot in f's output
/// shape, which must be adjoint to `vjp`.
template <class F, class V, class T, check::Point X>
[[nodiscard]] VjpReport check_vjp(
    F&& f, V&& vjp, T&& jvp, const X& x, const CheckOptions& options = {}) {
    check::Pullback pullback = check::erase_pullback(f, vjp, x);
    pullback.jvp = [&jvp, form = check::Form<X>(x)](const arma::vec& point,
                                                    const arma::vec& x_dot) {
        return form.with(point, [&](const auto& at) {
            return form.with(x_dot, [&](const auto& tangent) {
                return check::flat(jvp(at, tangent));
            });
        });
    };
    return check::examine(pullback, check::options_for(x, options));
}

}  // namespace chainrule
