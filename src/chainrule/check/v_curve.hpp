#pragma once

/// @file
/// The error of a finite difference against its step: the curve shaped like a V, and
/// the reason why no fixed step and no fixed tolerance serve everywhere.

#include "chainrule/check/function.hpp"
#include "chainrule/check/oracles/complex_step.hpp"

#include <armadillo>

#include <cmath>
#include <concepts>
#include <exception>
#include <limits>

namespace chainrule {

/// Relative errors of three numerical slopes along one direction, one for each step.
/// A part the callable does not permit is empty; where f is not defined it is NaN.
struct VCurve {
    arma::vec steps;          ///< 1e-13 to 1, evenly spaced in the logarithm
    arma::vec forward;        ///< (f(x + hd) - f(x)) / h
    arma::vec central;        ///< (f(x + hd) - f(x - hd)) / 2h
    arma::vec complex_step;   ///< Im f(x + ihd) / h
    arma::vec forward_float;  ///< the same in single precision
    arma::vec central_float;
};

namespace check {

/// f(x) as a number of type `Value`; NaN where f throws, at the edge of its domain.
template <class Value, class F, class X>
[[nodiscard]] Value value_or_nan(F& f, const X& x) {
    try {
        return static_cast<Value>(f(x));
    } catch (...) {
        return std::numeric_limits<Value>::quiet_NaN();
    }
}

/// Errors of forward and central differences of `f` in the precision of `Matrix`.
template <class Matrix, class F>
void difference_errors(F& f,
                       double slope,
                       const Matrix& x,
                       const Matrix& direction,
                       const arma::vec& steps,
                       arma::vec& forward,
                       arma::vec& central) {
    using eT = typename Matrix::elem_type;
    forward.set_size(steps.n_elem);
    central.set_size(steps.n_elem);
    const eT middle = f(x);
    for (arma::uword i = 0; i < steps.n_elem; ++i) {
        const eT h = static_cast<eT>(steps(i));
        Matrix ahead = x, behind = x;
        for (arma::uword j = 0; j < x.n_elem; ++j) {
            ahead.at(j) += h * direction.mem[j];
            behind.at(j) -= h * direction.mem[j];
        }
        const eT plus = value_or_nan<eT>(f, ahead);
        const eT minus = value_or_nan<eT>(f, behind);
        const double size = std::abs(slope);
        forward(i) = std::abs(double((plus - middle) / h) - slope) / size;
        central(i) = std::abs(double((plus - minus) / (h + h)) - slope) / size;
    }
}

template <class X>
using FloatOf = std::conditional_t<
    std::same_as<X, arma::vec>,
    arma::fvec,
    std::conditional_t<std::same_as<X, arma::rowvec>, arma::frowvec, arma::fmat>>;

}  // namespace check

/// Measures how well differences of `f` at `x` along `direction`, both of one shape,
/// match the slope that `gradient(x)` claims, at four steps a decade. The slope must
/// not be zero. Complex step is included if `f` takes complex matrices, single
/// precision if it takes `arma::fmat` or `arma::fvec` and returns `float`.
template <class F, class G, check::RealMatrix X>
requires check::ScalarFunction<F, X>
[[nodiscard]] VCurve v_curve(F&& f, G&& gradient, const X& x, const X& direction) {
    VCurve curve;
    curve.steps = arma::logspace(-13.0, 0.0, 53);
    const arma::mat claimed = gradient(x);
    const double slope = arma::dot(claimed, direction);
    check::difference_errors(
        f, slope, x, direction, curve.steps, curve.forward, curve.central);

    if constexpr (check::TakesComplex<F, X>) {
        curve.complex_step.set_size(curve.steps.n_elem);
        for (arma::uword i = 0; i < curve.steps.n_elem; ++i) {
            const double h = curve.steps(i);
            typename check::Form<X>::Complex at(arma::size(x));
            for (arma::uword j = 0; j < x.n_elem; ++j) {
                at.at(j) = {x.mem[j], h * direction.mem[j]};
            }
            const double found = f(at).imag() / h;
            curve.complex_step(i) = std::abs(found - slope) / std::abs(slope);
        }
    }
    using Narrow = check::FloatOf<X>;
    if constexpr (requires(const Narrow& point) {
                      { f(point) } -> std::same_as<float>;
                  }) {
        check::difference_errors(f,
                                 slope,
                                 arma::conv_to<Narrow>::from(x),
                                 arma::conv_to<Narrow>::from(direction),
                                 curve.steps,
                                 curve.forward_float,
                                 curve.central_float);
    }
    return curve;
}

}  // namespace chainrule
