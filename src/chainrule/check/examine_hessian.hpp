#pragma once

/// @file
/// The examination of second derivatives: entries or products as first derivatives of
/// the gradient, and the properties that every Hessian has.

#include "chainrule/check/examine.hpp"
#include "chainrule/check/examine_vjp.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace chainrule::check {

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

CHAINRULE_JUDGE void judge_symmetry(const arma::mat& hessian, Report& report) {
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

CHAINRULE_JUDGE Report examine_product(Problem problem,
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

CHAINRULE_JUDGE void include_gradient(const GradientReport& gradient, Report& report) {
    report.oracles.push_back({"gradient of f",
                              gradient.max_relative_error,
                              gradient.error_bar,
                              gradient.verdict,
                              gradient.diagnosis});
    report.verdict = worse(report.verdict, gradient.verdict);
    if (gradient.verdict == Verdict::fails) {
        if (!report.diagnosis.empty()) report.diagnosis += "; ";
        report.diagnosis += "the gradient itself is wrong";
        if (!gradient.diagnosis.empty()) report.diagnosis += ": " + gradient.diagnosis;
    }
    report.evaluations += gradient.evaluations;
}

}  // namespace chainrule::check
