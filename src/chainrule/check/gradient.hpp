#pragma once

/// @file
/// Is this the gradient of that function?

#include "chainrule/check/examine.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <concepts>
#include <utility>

namespace chainrule {

namespace check {

/// An object in ensmallen's convention.
template <class T>
concept EnsmallenFunction = requires(T& function, const arma::mat& x, arma::mat& g) {
    { function.Evaluate(x) } -> std::convertible_to<double>;
    function.Gradient(x, g);
};

/// `derivative`, a callable on X with a matrix result, for flat vectors.
template <RealMatrix X, class G>
[[nodiscard]] Claimed erase_claimed(G& derivative, const X& x) {
    return [&derivative, shape = arma::size(x)](const arma::vec& point) {
        return with_shape<X>(
            point, shape, [&](const X& view) { return arma::mat(derivative(view)); });
    };
}

}  // namespace check

/// Checks that `gradient(x)` is the gradient of `f` at `x`.
///
/// `f` maps `x` to one real number, `gradient` to a matrix of x's shape. Both are
/// called with x's own type. If `f` also takes complex matrices of that shape and
/// returns a complex number, complex step is one of the oracles; a generic lambda must
/// then compile for complex arguments.
///
/// What f throws at x itself is passed on; at other points it marks the edge of f's
/// domain. `std::invalid_argument` if the options do not fit x.
template <class F, class G, check::RealMatrix X>
requires check::ScalarFunction<F, X>
[[nodiscard]] GradientReport check_gradient(F&& f,
                                            G&& gradient,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    const check::Problem problem{"gradient",
                                 check::erase(f, x),
                                 check::erase_claimed(gradient, x),
                                 arma::vectorise(x),
                                 arma::size(x)};
    return check::examine(problem, options);
}

/// The same for an object with `double Evaluate(const arma::mat&)` and
/// `void Gradient(const arma::mat&, arma::mat&)`.
template <check::EnsmallenFunction T, check::RealMatrix X>
[[nodiscard]] GradientReport check_gradient(T&& function,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    return check_gradient(
        [&function](const arma::mat& point) -> double {
            return function.Evaluate(point);
        },
        [&function](const arma::mat& point) {
            arma::mat gradient;
            function.Gradient(point, gradient);
            return gradient;
        },
        arma::mat(x),
        options);
}

}  // namespace chainrule
