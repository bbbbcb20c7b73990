#pragma once

/// @file
/// Is this the matrix of second derivatives of that function, or its product with a
/// vector?

#include "chainrule/check/examine.hpp"
#include "chainrule/check/gradient.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/check/vjp.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <functional>
#include <limits>
#include <string>
#include <utility>

namespace chainrule {

namespace check {

/// H(x) v for flat x and v.
using Product = std::function<arma::mat(const arma::vec& x, const arma::vec& v)>;

/// A property that every Hessian has. It adds nothing to entries that hold, and fails
/// where two numbers that must agree differ by more than the claim's own error bar.
class HessianProperty {
public:
    /// `relative_bar` is what is known of the claim's accuracy.
    HessianProperty(std::string name, double relative_bar)
        : result_(oracle(std::move(name))),
          bar_(64.0 * std::numeric_limits<double>::epsilon() +
               (std::isfinite(relative_bar) ? 2.0 * relative_bar : 0.0)) {}

    /// Two numbers that must agree, of things about as large as `size`.
    void compare(double a, double b, double size, const std::string& what) {
        Comparison comparison;
        comparison.gap = std::abs(a - b);
        comparison.error_bar = bar_ * size;
        comparison.verdict = judge(comparison.gap, comparison.error_bar, size);
        if (comparison.verdict == Verdict::fails && result_.verdict != Verdict::fails) {
            result_.note = what + ": " + text(a, 6) + " and " + text(b, 6);
        }
        include(result_, comparison, size > 0.0 ? size : 1.0);
    }

    void join(Report& report) const {
        report.oracles.push_back(result_);
        if (result_.verdict != Verdict::fails) return;
        report.verdict = Verdict::fails;
        if (!report.diagnosis.empty()) report.diagnosis += "; ";
        report.diagnosis += result_.name + " fails, " + result_.note;
    }

private:
    OracleResult result_;
    double bar_;
};

/// H is its own transpose wherever the second derivatives are continuous.
inline void judge_symmetry(const arma::mat& hessian, Report& report) {
    if (hessian.n_rows != hessian.n_cols) return;
    HessianProperty symmetry("symmetry", report.error_bar);
    const double size = largest(hessian);
    for (arma::uword j = 0; j < hessian.n_cols; ++j) {
        for (arma::uword i = 0; i < j; ++i) {
            symmetry.compare(hessian.at(i, j),
                             hessian.at(j, i),
                             size,
                             entry_name("H", i, j) + " and " + entry_name("H", j, i));
        }
    }
    symmetry.join(report);
}

/// <u, H v> = <v, H u>, and H (a u + b v) = a H u + b H v.
inline void judge_products(const Product& product,
                           const arma::vec& x,
                           const CheckOptions& options,
                           Report& report) {
    HessianProperty symmetry("symmetry", report.error_bar);
    HessianProperty linearity("linearity", report.error_bar);
    constexpr double a = 1.75, b = -0.625;        // exact in `float`, too
    Random random(options.seed, 0x6c696e656172);  // its own stream: "linear"
    for (std::size_t k = 0; k < std::max<std::size_t>(1, options.directions); ++k) {
        const arma::vec u = random_direction(x.n_elem, random);
        const arma::vec v = random_direction(x.n_elem, random);
        arma::vec sum(x.n_elem);
        for (arma::uword i = 0; i < sum.n_elem; ++i) {
            sum.at(i) = a * u.mem[i] + b * v.mem[i];
        }
        const arma::mat of_u = product(x, u), of_v = product(x, v);
        const arma::mat of_sum = product(x, sum);
        const double size = std::max(length(of_u), length(of_v));
        symmetry.compare(dot(u, of_v), dot(v, of_u), size, "<u, Hv> and <v, Hu>");
        for (arma::uword i = 0; i < x.n_elem; ++i) {
            linearity.compare(of_sum.mem[i],
                              a * of_u.mem[i] + b * of_v.mem[i],
                              size,
                              "H(au + bv) and aHu + bHv in entry " + std::to_string(i));
        }
    }
    report.gradient_evaluations += 3 * std::max<std::size_t>(1, options.directions);
    symmetry.join(report);
    linearity.join(report);
}

/// The n x n matrix of the products with all unit vectors.
[[nodiscard]] inline arma::mat columns_of(const Product& product, const arma::vec& x) {
    arma::mat columns(x.n_elem, x.n_elem);
    arma::vec unit = filled(x.n_elem, 0.0);
    for (arma::uword j = 0; j < x.n_elem; ++j) {
        unit.at(j) = 1.0;
        const arma::mat column = product(x, unit);
        std::copy_n(column.memptr(), x.n_elem, columns.colptr(j));
        unit.at(j) = 0.0;
    }
    return columns;
}

/// `hessian(x, v)` on flat vectors; `WrongShape` if it has not the shape of x.
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
            throw WrongShape({Mistake::shape,
                              "H v",
                              arma::datum::nan,
                              "",
                              "shape: H v: " + complaint});
        }
        return product;
    };
}

/// Judges H entry by entry if they are few enough. Of more it judges H v for a random
/// v, which is the gradient of <v, gradient> because H is symmetric: the product then
/// is the gradient's backward pass, and H is never built. `problem` has everything but
/// the claimed derivatives.
[[nodiscard]] inline Report examine_product(Problem problem,
                                            const Product& product,
                                            const CheckOptions& options) {
    const arma::uword n = problem.x.n_elem;
    Report report;
    if (!options.quick && n * n <= options.max_entries) {
        problem.claimed = Claimed(
            [&product](const arma::vec& point, arma::mat& result) {
                result = columns_of(product, point);
                return false;
            },
            Claimed::Result::returned,
            arma::SizeMat(n, n));
        report = examine(problem, options);
    } else {
        report = examine({problem.subject,
                          std::move(problem.f),
                          product,
                          {},
                          problem.x,
                          problem.shape,
                          n,
                          problem.original,
                          problem.value_epsilon,
                          problem.claimed_epsilon,
                          problem.function},
                         options);
    }
    if (report.entries > 0) judge_products(product, problem.x, options, report);
    return report;
}

/// What the check of the gradient, on which all the rest stands, found.
inline void include_gradient(const GradientReport& gradient, Report& report) {
    report.oracles.push_back({"gradient of f",
                              gradient.max_relative_error,
                              gradient.error_bar,
                              gradient.verdict,
                              gradient.diagnosis});
    report.verdict = worse(report.verdict, gradient.verdict);
    report.evaluations += gradient.evaluations;
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
