#pragma once

/// @file
/// Is this the matrix of second derivatives of that function, or its product with a
/// vector?

#include "chainrule/check/gradient.hpp"
#include "chainrule/check/judge.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <concepts>
#include <string>
#include <utility>

namespace chainrule {

namespace check {

/// `hessian(x, v)` on flat vectors; `Unusable` if it has not the shape of x.
template <class H, Point X>
[[nodiscard]] Product erase_product(H& hessian, const X& x) {
    return [&hessian, form = Form<X>(x)](const arma::vec& point, const arma::vec& v) {
        arma::mat product = form.with(point, [&](const auto& at) {
            return form.with(v, [&](const auto& direction) {
                return answer_of(form, hessian(at, direction));
            });
        });
        const std::string complaint =
            shape_complaint(arma::SizeMat(product.n_rows, product.n_cols), form.shape);
        if (!complaint.empty()) {
            throw Unusable({Mistake::shape,
                            "H v",
                            arma::datum::nan,
                            "",
                            "shape: H v: " + complaint});
        }
        return product;
    };
}

}  // namespace check

/// Checks that `hessian` is the n x n matrix of second derivatives of `f` at `x`, rows
/// and columns in the order of x's entries, column by column.
///
/// `hessian` is either `hessian(x)`, the matrix, or `hessian(x, v)`, its product with a
/// v of x's shape, in x's shape. The gradient is checked against `f`; the Hessian
/// against differences of the gradient, and for symmetry; products for linearity in v
/// as well. If n^2 is more than `options.max_entries`, products are judged along random
/// v, at a cost of O(n) memory and O(1) gradients an entry examined.
/// x and the callables are as for `check_gradient`; `gradient` must return its result.
/// `evaluations` counts f and, as what the Hessian is the derivative of, the gradient.
template <class F, class G, class H, check::Point X>
requires check::ScalarFunction<F, X>
[[nodiscard]] HessianReport check_hessian(
    F&& f, G&& gradient, H&& hessian, const X& x, const CheckOptions& options = {}) {
    using Argument = typename check::Form<X>::Argument;
    const CheckOptions chosen = check::options_for(x, options);
    HessianReport report;
    if constexpr (std::invocable<H&, const Argument&>) {
        check::Problem problem = check::problem_of("Hessian", gradient, hessian, x);
        problem.jacobian = true;
        problem.function = "the gradient";
        report = check::examine(problem, chosen);
        if (report.entries > 0) {
            check::judge_symmetry(problem.claimed(problem.x), report);
        }
    } else {
        check::Problem problem = check::problem_of("Hessian", gradient, gradient, x);
        problem.jacobian = true;
        problem.function = "the gradient";
        problem.claimed_epsilon = check::roundoff_of<
            std::invoke_result_t<H&, const Argument&, const Argument&>>();
        report = check::examine_product(
            std::move(problem), check::erase_product(hessian, x), chosen);
    }
    check::include_gradient(check_gradient(f, gradient, x, options), report);
    return report;
}

}  // namespace chainrule
