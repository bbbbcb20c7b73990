#pragma once

/// @file
/// What a gradient leaves of f(x + h d) - f(x), against the step h: falls with slope 2
/// if the gradient is right, with slope 1 if it is not.

#include "chainrule/check/function.hpp"
#include "chainrule/check/v_curve.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <cmath>
#include <limits>

namespace chainrule {

/// Remainders along one direction, one for each step; NaN where f is not defined.
struct TaylorCurve {
    arma::vec steps;        ///< 1e-8 to 1, evenly spaced in the logarithm
    arma::vec order_0;      ///< |f(x + hd) - f(x)|
    arma::vec order_1;      ///< |f(x + hd) - f(x) - h <gradient, d>|
    double rounding = 0.0;  ///< below it a remainder is mere rounding of f
};

/// Measures both remainders of `f` at `x` along `direction`, at four steps a decade.
template <class F, class G, check::RealMatrix X>
requires check::ScalarFunction<F, X>
[[nodiscard]] TaylorCurve taylor_curve(F&& f,
                                       G&& gradient,
                                       const X& x,
                                       const X& direction) {
    constexpr arma::uword count = 33;
    const arma::mat claimed = check::matrix_of(gradient(x));
    const double slope = check::dot(claimed, direction);
    const double middle = f(x);
    TaylorCurve curve{arma::vec(count), arma::vec(count), arma::vec(count), 0.0};
    curve.rounding = std::numeric_limits<double>::epsilon() * std::abs(middle);
    for (arma::uword i = 0; i < count; ++i) {
        const double h = std::pow(10.0, -8.0 + 0.25 * static_cast<double>(i));
        X ahead = x;
        for (arma::uword j = 0; j < x.n_elem; ++j) ahead.at(j) += h * direction.mem[j];
        const double change = check::value_or_nan<double>(f, ahead) - middle;
        curve.steps.at(i) = h;
        curve.order_0.at(i) = std::abs(change);
        curve.order_1.at(i) = std::abs(change - h * slope);
    }
    return curve;
}

}  // namespace chainrule
