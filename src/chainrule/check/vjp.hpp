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

#include <cmath>
#include <complex>
#include <concepts>
#include <type_traits>
#include <utility>

namespace chainrule {

namespace check {

/// What f makes of an X: `double`, `arma::vec`, `arma::rowvec`, or else `arma::mat`.
template <class F, class X>
struct OutputOf {
    using Result = std::remove_cvref_t<std::invoke_result_t<F&, const X&>>;
    using type =
        std::conditional_t<std::convertible_to<Result, double>,
                           double,
                           std::conditional_t<RealMatrix<Result>, Result, arma::mat>>;
};
template <class F, class X>
using Output = typename OutputOf<F, X>::type;

[[nodiscard]] inline arma::SizeMat shape_of(double) {
    return arma::SizeMat(1, 1);
}
[[nodiscard]] inline arma::SizeMat shape_of(const arma::mat& y) {
    return arma::size(y);
}

/// Calls `use` with the flat vector `y_bar` in the form of an output.
template <class Y, class Use>
decltype(auto) with_output(const arma::vec& y_bar, arma::SizeMat shape, Use&& use) {
    if constexpr (std::same_as<Y, double>) {
        return use(y_bar(0));
    } else {
        return with_shape<Y>(y_bar, shape, std::forward<Use>(use));
    }
}

/// A function with its backward pass and, if given, its forward derivative, all on
/// flat vectors.
struct Pullback {
    Function f;
    std::function<arma::mat(const arma::vec& x, const arma::vec& y_bar)> vjp;
    std::function<arma::vec(const arma::vec& x, const arma::vec& x_dot)> jvp;
    arma::vec x;
    arma::SizeMat shape;
    arma::uword outputs;
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

/// <y_bar, J v> against <vjp(x, y_bar), v> for fresh cotangents and directions, with
/// J v from jvp if there is one, else from differences along v.
[[nodiscard]] inline OracleResult adjoint_identity(const Pullback& pullback,
                                                   const CheckOptions& options) {
    OracleResult result = oracle(
        "adjoint identity", pullback.jvp ? "J v from jvp" : "J v from differences");
    Random random(options.seed, 0x61646a6f696e74);  // its own stream: "adjoint"
    for (std::size_t i = 0; i < options.directions; ++i) {
        const arma::vec y_bar = normal_vector(pullback.outputs, random);
        const arma::vec v = random_direction(pullback.x.n_elem, random);
        const arma::vec x_bar = arma::vectorise(pullback.vjp(pullback.x, y_bar));
        const double pulled = arma::dot(x_bar, v);
        const double bar = rounding_bar(4.0 * arma::norm(x_bar), 0.0);
        const double length = arma::norm(x_bar);

        Comparison comparison;
        if (pullback.jvp) {
            const arma::vec y_dot = pullback.jvp(pullback.x, v);
            const double pushed = arma::dot(y_bar, y_dot);
            const double size = arma::norm(y_bar) * arma::norm(y_dot);
            const double pushed_bar = rounding_bar(4.0 * size, 0.0);
            comparison = against_complex_step(pulled, bar, pushed, pushed_bar, size);
        } else {
            const Function phi = weighted(pullback.f, y_bar);
            const Descent descent =
                descend(phi,
                        Line(pullback.x, v, options),
                        phi(pullback.x),
                        measure_noise(phi, pullback.x, 1, options).sigma);
            comparison = against_differences(
                pulled, bar, descent.slopes.front(), length, options.kinks);
        }
        include(result, comparison, length > 0.0 ? length : 1.0);
    }
    return result;
}

[[nodiscard]] inline VjpReport examine(const Pullback& pullback,
                                       const CheckOptions& options) {
    Random random(options.seed, 0x795f626172);  // its own stream: "y_bar"
    const arma::vec y_bar = normal_vector(pullback.outputs, random);
    const Problem problem{"vjp",
                          weighted(pullback.f, y_bar),
                          [&](const arma::vec& x) { return pullback.vjp(x, y_bar); },
                          pullback.x,
                          pullback.shape};
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
    return report;
}

/// The callables of a vjp check on flat vectors. Keeps references to them.
template <class F, class V, RealMatrix X>
[[nodiscard]] Pullback erase_pullback(F& f, V& vjp, const X& x) {
    using Y = Output<F, X>;
    const Y y = f(x);
    const arma::SizeMat x_shape = arma::size(x);
    const arma::SizeMat y_shape = shape_of(y);
    return {erase(f, x),
            [&vjp, x_shape, y_shape](const arma::vec& point, const arma::vec& y_bar) {
                return with_shape<X>(point, x_shape, [&](const X& at) {
                    return with_output<Y>(y_bar, y_shape, [&](const Y& cotangent) {
                        return arma::mat(vjp(at, cotangent));
                    });
                });
            },
            {},
            arma::vectorise(x),
            x_shape,
            y_shape.n_rows * y_shape.n_cols};
}

}  // namespace check

/// Checks that `vjp(x, y_bar)` is J(x)^T y_bar for the Jacobian J of `f`, with random
/// cotangents `y_bar` of f's output shape (never all ones, which would hide a missing
/// product with it). `f` maps x to a matrix, a vector or a number; `vjp` returns a
/// matrix of x's shape. See `check_gradient` for complex step and for errors.
template <class F, class V, check::RealMatrix X>
[[nodiscard]] VjpReport check_vjp(F&& f,
                                  V&& vjp,
                                  const X& x,
                                  const CheckOptions& options = {}) {
    return check::examine(check::erase_pullback(f, vjp, x), options);
}

/// The same with the forward derivative `jvp(x, x_dot)`, J(x) x_dot in f's output
/// shape, which must be adjoint to `vjp`.
template <class F, class V, class T, check::RealMatrix X>
[[nodiscard]] VjpReport check_vjp(
    F&& f, V&& vjp, T&& jvp, const X& x, const CheckOptions& options = {}) {
    check::Pullback pullback = check::erase_pullback(f, vjp, x);
    pullback.jvp = [&jvp, shape = arma::size(x)](const arma::vec& point,
                                                 const arma::vec& x_dot) {
        return check::with_shape<X>(point, shape, [&](const X& at) {
            return check::with_shape<X>(x_dot, shape, [&](const X& tangent) {
                return check::flat<double>(jvp(at, tangent));
            });
        });
    };
    return check::examine(pullback, options);
}

}  // namespace chainrule
