#pragma once

/// @file
/// What is to be checked, and what must be clear before any arithmetic: shapes, finite
/// values, nobody writing to x, and how noisy the two sides are.

#include "chainrule/check/budget.hpp"
#include "chainrule/check/compare.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/noise.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"

#include <armadillo>

#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// Derivatives claimed at a point, of whatever shape the callable gives them.
using Claimed = std::function<arma::mat(const arma::vec&)>;

/// Claimed first derivatives of $f : \mathbb{R}^n \to \mathbb{R}^m$ at one point.
struct Problem {
    std::string subject;  ///< "gradient", "Jacobian", ...
    Function f;
    Claimed claimed;
    arma::vec x;            ///< flat
    arma::SizeMat shape;    ///< of x as the caller gave it
    bool jacobian = false;  ///< claimed is m x n; otherwise m = 1 and shaped like x
};

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

    [[nodiscard]] const arma::vec& x() const { return problem.x; }
    [[nodiscard]] arma::uword outputs() const { return value.n_elem; }
};

namespace detail {

[[nodiscard]] inline std::string shape_words(arma::SizeMat size) {
    return std::to_string(size.n_rows) + "x" + std::to_string(size.n_cols);
}

/// The complaint about a claimed derivative of the wrong shape; empty if it is right.
[[nodiscard]] inline std::string shape_complaint(arma::SizeMat got,
                                                 arma::SizeMat expected) {
    if (got == expected) return "";
    const bool transposed =
        got.n_rows == expected.n_cols && got.n_cols == expected.n_rows;
    return "shape: need " + shape_words(expected) + ", got " + shape_words(got) +
           (transposed ? ", the transpose" : "");
}

[[nodiscard]] inline bool same_bits(const arma::vec& a, const arma::vec& b) {
    return a.n_elem == b.n_elem &&
           (a.is_empty() ||
            std::memcmp(a.memptr(), b.memptr(), a.n_elem * sizeof(double)) == 0);
}

/// The noise of f and of the claimed derivatives. What f(x) differs by when asked
/// again is noise too, and worth a note.
inline void measure(Setting& setting, std::vector<std::string>& notes) {
    const Problem& problem = setting.problem;
    const Noise noise =
        measure_noise(problem.f, problem.x, setting.outputs(), setting.options);
    setting.sigma = noise.sigma;
    setting.claimed_sigma = measure_claimed_noise(
        problem.claimed, problem.x, setting.claimed, noise.spacing, setting.options);

    const arma::vec again =
        problem.f.probe(problem.x, setting.outputs(), setting.options);
    double spread = 0.0;
    for (arma::uword i = 0; i < again.n_elem; ++i) {
        const double differs = std::abs(again.mem[i] - setting.value.mem[i]);
        setting.sigma.at(i) = std::max(setting.sigma.at(i), differs);
        spread = std::max(spread, differs);
    }
    if (spread == 0.0) return;
    notes.push_back("f(x) differs from call to call, by " + text(spread) +
                    ": taken for noise");
}

}  // namespace detail

/// Asks both callables for x. Nothing if the question is settled already: `report`
/// then has the verdict and says why.
[[nodiscard]] inline std::optional<Setting> inspect(const Problem& problem,
                                                    const CheckOptions& options,
                                                    Report& report) {
    Setting setting{problem,
                    options,
                    blocks_of(options, problem.shape),
                    {},
                    {},
                    {},
                    {},
                    Allowance(problem.f, options.budget)};
    const arma::vec x = problem.x;  // both callables see this copy
    setting.value = problem.f(x);
    const arma::mat claimed = problem.claimed(x);

    report.diagnosis =
        detail::same_bits(x, problem.x)
            ? detail::shape_complaint(arma::size(claimed),
                                      problem.jacobian
                                          ? arma::SizeMat(setting.outputs(), x.n_elem)
                                          : problem.shape)
            : "a callable wrote to x, its argument";
    if (!report.diagnosis.empty()) {
        report.verdict = Verdict::fails;
        return {};
    }
    if (claimed.is_empty()) {
        report.notes.push_back("there is no derivative to check");
        return {};
    }
    if (!setting.value.is_finite()) {
        report.notes.push_back("f(x) is not finite: nothing can be compared");
        return {};
    }
    setting.claimed = arma::reshape(claimed, setting.outputs(), x.n_elem);
    report.entries = setting.claimed.n_elem;
    detail::measure(setting, report.notes);
    if (setting.allowance.refused() > 0) {
        report.notes.push_back("the budget of " +
                               std::to_string(options.budget.evaluations) +
                               " evaluations does not suffice to measure the noise of "
                               "f: nothing was compared");
        return {};
    }
    return setting;
}

}  // namespace chainrule::check
