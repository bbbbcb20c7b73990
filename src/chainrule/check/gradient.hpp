#pragma once

/// @file
/// Is this the gradient of that function?

#include "chainrule/check/function.hpp"
#include "chainrule/check/judge.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <concepts>
#include <cstddef>
#include <utility>

namespace chainrule {

namespace check {

/// An object in ensmallen's convention.
template <class T>
concept EnsmallenFunction = requires(T& function, const arma::mat& x, arma::mat& g) {
    { function.Evaluate(x) } -> std::convertible_to<double>;
    function.Gradient(x, g);
};

/// An object in ensmallen's convention for sums: both are asked for the terms from
/// `begin` on.
template <class T>
concept EnsmallenSum = requires(T& function,
                                const arma::mat& x,
                                arma::mat& g,
                                std::size_t begin,
                                std::size_t count) {
    { function.NumFunctions() } -> std::convertible_to<std::size_t>;
    { function.Evaluate(x, begin, count) } -> std::convertible_to<double>;
    function.Gradient(x, begin, g, count);
};

/// `gradient(x, g)`, which writes its result into g, for flat vectors.
template <class G>
[[nodiscard]] Claimed erase_writing(G& gradient, const arma::mat& x) {
    const Form<arma::mat> form(x);
    return Claimed(
        [&gradient, form](const arma::vec& point, arma::mat& result) {
            return form.with(point, [&](const arma::mat& at) {
                gradient(at, result);
                return false;
            });
        },
        Claimed::Result::resized,
        form.shape);
}

}  // namespace check

/// Checks that `gradient(x)` is the gradient of `f` at `x`.
///
/// `f` maps x to one real number, `gradient` to numbers in x's shape. What x may be,
/// and what the callables are called with:
///
/// | x | f and gradient take | gradient returns |
/// |---|---|---|
/// | `arma::mat`, `vec`, `rowvec` | the same | a matrix |
/// | `arma::fmat`, `fvec`, `frowvec` | the same | a matrix of `float` or `double` |
/// | `std::vector<double>`, `std::span` | it, or a `span<const double>` | a vector, or nothing: `gradient(x, std::span<double> g)` |
/// | `std::vector<NamedMatrix>` | `const std::vector<arma::mat>&` | as many matrices |
///
/// With `float`, steps are taken between floats and claimed values may be off by their
/// rounding. Of named matrices the names are those of the report; `options.blocks` is
/// then ignored. If `f` also takes complex numbers in place of `double` ones and
/// returns a complex number, complex step is one of the oracles; a generic lambda must
/// then compile for complex arguments.
///
/// What f throws at x itself is passed on; at other points it marks the edge of f's
/// domain. `std::invalid_argument` if the options do not fit x.
template <class F, class G, check::Point X>
requires check::ScalarFunction<F, X>
[[nodiscard]] GradientReport check_gradient(F&& f,
                                            G&& gradient,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    return check::examine(check::problem_of("gradient", f, gradient, x),
                          check::options_for(x, options));
}

/// The same for an object with `double Evaluate(const arma::mat&)` and
/// `void Gradient(const arma::mat&, arma::mat&)`, or with the sums of ensmallen's
/// separable functions, taken over all terms.
template <class T, check::RealMatrix X>
requires check::EnsmallenFunction<T> || check::EnsmallenSum<T>
[[nodiscard]] GradientReport check_gradient(T&& function,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    const auto f = [&function](const arma::mat& at) -> double {
        if constexpr (check::EnsmallenFunction<T>) {
            return function.Evaluate(at);
        } else {
            return function.Evaluate(at, 0, function.NumFunctions());
        }
    };
    const auto gradient = [&function](const arma::mat& at, arma::mat& g) {
        if constexpr (check::EnsmallenFunction<T>) {
            function.Gradient(at, g);
        } else {
            function.Gradient(at, 0, g, function.NumFunctions());
        }
    };
    const arma::mat at(x.memptr(), x.n_rows, x.n_cols);
    check::Problem problem{"gradient",
                           check::erase(f, at),
                           check::erase_writing(gradient, at),
                           check::Form<X>::flat(x),
                           check::Form<arma::mat>(at).shape};
    problem.original = [&x] { return check::Form<X>::flat(x); };
    return check::examine(problem, options);
}

}  // namespace chainrule
