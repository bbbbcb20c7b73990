#pragma once

/// @file
/// What is to be checked, and what is known of it at x before any oracle is asked.

#include "chainrule/check/budget.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <concepts>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace chainrule::check {

/// Claimed first derivatives of $f : \mathbb{R}^n \to \mathbb{R}^m$ at one point.
struct Problem {
    std::string subject;  ///< "gradient", "Jacobian", ...
    Function f;
    Claimed claimed;
    arma::vec x;            ///< flat
    arma::SizeMat shape;    ///< of x as the caller gave it
    bool jacobian = false;  ///< claimed is m x n; otherwise m = 1 and shaped like x

    /// The caller's own x, flat, as it is now; empty if nobody can have changed it.
    std::function<arma::vec()> original = {};

    /// Unit roundoff of what f and the derivatives answer in, where it is larger than
    /// that of `double`.
    double value_epsilon = 0.0, claimed_epsilon = 0.0;

    std::string function = "f";  ///< what the person calls it

    /// The cotangent that f and the derivatives are weighted with, if there is one. An
    /// explanation has to be true of another one as well.
    arma::vec* cotangent = nullptr;
};

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

/// H(x) v for flat x and v.
using Product = std::function<arma::mat(const arma::vec& x, const arma::vec& v)>;

/// The unit roundoff of the numbers in a T, if it is larger than that of `double`.
template <class T>
[[nodiscard]] constexpr double roundoff_of() {
    using Value = std::remove_cvref_t<T>;
    constexpr double roundoff = std::numeric_limits<float>::epsilon() / 2.0;
    if constexpr (std::same_as<Value, float> || MatrixOf<Value, float>) return roundoff;
    return 0.0;
}

/// The claim that `derivative` gives the first derivatives of `f` at `x`. Keeps
/// references to all three.
template <Point X, class F, class G>
[[nodiscard]] Problem problem_of(std::string subject, F& f, G& derivative, const X& x) {
    using Argument = typename Form<X>::Argument;
    Problem problem{std::move(subject),
                    erase(f, x),
                    erase_claimed(derivative, x),
                    Form<X>::flat(x),
                    Form<X>(x).shape};
    problem.original = [&x] { return Form<X>::flat(x); };
    problem.value_epsilon = roundoff_of<std::invoke_result_t<F&, const Argument&>>();
    if constexpr (std::invocable<G&, const Argument&>) {
        problem.claimed_epsilon =
            roundoff_of<std::invoke_result_t<G&, const Argument&>>();
    }
    return problem;
}

/// The options with what x says of itself: its precision, the names of its matrices.
template <Point X>
[[nodiscard]] CheckOptions options_for(const X& x, CheckOptions options) {
    if (Form<X>::epsilon > 0.0) options.single_precision = true;
    if constexpr (requires(Form<X> form) { form.blocks; }) {
        options.blocks = Form<X>(x).blocks;
    }
    return options;
}

/// A problem found fit to be examined, with what is known at x.
struct Setting {
    const Problem& problem;
    const CheckOptions& options;
    std::vector<Block> blocks;
    arma::vec value;          ///< f(x), m
    arma::mat claimed;        ///< m x n
    arma::vec sigma;          ///< noise of f, m
    arma::mat claimed_sigma;  ///< noise of the claimed derivatives, m x n
    Allowance allowance;      ///< what may still be spent on f

    /// Whether the budget permits the derivatives to be asked once more.
    [[nodiscard]] bool may_ask_claim() const {
        return allowance.admits_derivative(problem.claimed.evaluations());
    }

    [[nodiscard]] const arma::vec& x() const { return problem.x; }
    [[nodiscard]] arma::uword outputs() const { return value.n_elem; }
};

}  // namespace chainrule::check
