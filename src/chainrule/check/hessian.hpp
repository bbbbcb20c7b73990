#pragma once

/// @file
/// Is this the matrix of second derivatives of that function?

#include "chainrule/check/examine.hpp"
#include "chainrule/check/gradient.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <concepts>
#include <limits>
#include <string>
#include <utility>

namespace chainrule {

namespace check {

/// How far H is from its transpose, which it equals wherever the second derivatives
/// are continuous.
[[nodiscard]] inline OracleResult symmetry(const arma::mat& hessian) {
    const double scale = arma::norm(hessian, "inf");
    Comparison comparison;
    comparison.gap = arma::norm(hessian - hessian.t(), "inf");
    comparison.error_bar = 64.0 * std::numeric_limits<double>::epsilon() * scale;
    comparison.verdict = judge(comparison.gap, comparison.error_bar, scale);
    OracleResult result{
        "symmetry", 0.0, 0.0, Verdict::holds, "H against its transpose"};
    include(result, comparison, scale);
    return result;
}

/// The n x n matrix a claimed second derivative stands for: `hessian(x)` itself, or
/// `hessian(x, v)` for each unit vector v.
template <RealMatrix X, class H>
[[nodiscard]] Claimed erase_hessian(H& hessian, const X& x) {
    if constexpr (requires { hessian(x); }) {
        return erase_claimed(hessian, x);
    } else {
        return [&hessian, shape = arma::size(x)](const arma::vec& point) {
            arma::mat columns(point.n_elem, point.n_elem);
            arma::vec unit(point.n_elem, arma::fill::zeros);
            for (arma::uword j = 0; j < point.n_elem; ++j) {
                unit(j) = 1.0;
                columns.col(j) = with_shape<X>(point, shape, [&](const X& at) {
                    return with_shape<X>(unit, shape, [&](const X& v) {
                        return flat<double>(hessian(at, v));
                    });
                });
                unit(j) = 0.0;
            }
            return columns;
        };
    }
}

}  // namespace check

/// Checks that `hessian` is the n x n matrix of second derivatives of `f` at `x`,
/// rows and columns in the order of x's entries, column by column.
///
/// `hessian` is either `hessian(x)`, the matrix, or `hessian(x, v)`, its product with
/// a v of x's shape, in x's shape; the product is then taken with each unit vector,
/// which suits a few hundred entries. First `gradient` is checked against `f`, then
/// the Hessian against differences of `gradient`, then its symmetry.
template <class F, class G, class H, check::RealMatrix X>
requires check::ScalarFunction<F, X>
[[nodiscard]] HessianReport check_hessian(
    F&& f, G&& gradient, H&& hessian, const X& x, const CheckOptions& options = {}) {
    const GradientReport first = check_gradient(f, gradient, x, options);
    const check::Problem problem{"Hessian",
                                 check::erase(gradient, x),
                                 check::erase_hessian(hessian, x),
                                 arma::vectorise(x),
                                 arma::size(x),
                                 true};
    HessianReport report = check::examine(problem, options);

    if (report.entries > 0) {
        report.oracles.push_back(check::symmetry(problem.claimed(problem.x)));
        report.verdict = worse(report.verdict, report.oracles.back().verdict);
    }
    report.oracles.push_back({"gradient of f",
                              first.max_relative_error,
                              first.error_bar,
                              first.verdict,
                              first.diagnosis});
    report.verdict = worse(report.verdict, first.verdict);
    report.evaluations += first.evaluations;
    return report;
}

}  // namespace chainrule
