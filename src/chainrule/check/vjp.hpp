#pragma once

/// @file
/// Is this the vector-Jacobian product, the backward pass, of that function?

#include "chainrule/check/function.hpp"
#include "chainrule/check/judge.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <concepts>
#include <type_traits>

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
