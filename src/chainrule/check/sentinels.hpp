#pragma once

/// @file
/// What must be clear before any arithmetic: that neither callable writes to x, keeps
/// state from one call to the next or answers in the wrong shape. A few calls each.
///
/// What makes the claim itself wrong is a failure. What only blurs the two sides is a
/// note, and its size is handed on, to be counted as noise.

#include "chainrule/check/maybe.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// What both callables say at x, and whether it can be relied upon.
struct Answers {
    arma::vec value;              ///< f(x)
    arma::mat claimed;            ///< in the shape the callable gave it
    double value_spread = 0.0;    ///< largest difference between two calls of f
    double claimed_spread = 0.0;  ///< and of the derivatives
    Maybe<Diagnosis> failure;
    std::vector<std::string> notes;
};

namespace detail {

/// Largest |a_i - b_i|; 0 where one of them is not finite or the sizes differ, which
/// are told elsewhere.
[[nodiscard]] inline double distance(const arma::mat& a, const arma::mat& b) {
    double most = 0.0;
    for (arma::uword i = 0; i < std::min(a.n_elem, b.n_elem); ++i) {
        const double gap = std::abs(a.mem[i] - b.mem[i]);
        if (std::isfinite(gap)) most = std::max(most, gap);
    }
    return most;
}

/// Whether b is `times` a, up to rounding.
[[nodiscard]] inline bool is_times(const arma::mat& a,
                                   const arma::mat& b,
                                   double times) {
    const double size = largest(a);
    if (!(size > 0.0)) return false;
    for (arma::uword i = 0; i < a.n_elem; ++i) {
        if (!(std::abs(b.mem[i] - times * a.mem[i]) <= 1e-6 * size)) return false;
    }
    return true;
}

/// Numbers that no derivative is likely to have.
[[nodiscard]] inline arma::mat garbage(arma::uword rows, arma::uword cols) {
    arma::mat values(rows, cols);
    for (arma::uword i = 0; i < values.n_elem; ++i) {
        values.memptr()[i] = 1234.5 + static_cast<double>(i % 1000);
    }
    return values;
}

class Sentinels {
public:
    Sentinels(const Problem& problem, const CheckOptions& options)
        : problem_(problem),
          options_(options),
          x_(problem.x),
          derivative_("the " + problem.subject) {}

    [[nodiscard]] Answers ask() {
        ask_once();
        if (answers_.failure || answers_.claimed.is_empty()) return answers_;
        watch_the_result();
        // The sentinels must not eat a budget that is hardly enough for one entry.
        const std::size_t budget = options_.budget.evaluations;
        if (answers_.failure || (budget > 0 && budget < least_budget)) return answers_;
        if (!finite(answers_.value)) return answers_;
        repeat();
        if (!answers_.failure) visit_another_point();
        note_spreads();
        return answers_;
    }

private:
    static constexpr std::size_t least_budget = 24;  // evaluations

    void fail(Mistake kind, std::string text) {
        answers_.failure = Diagnosis{kind, "", arma::datum::nan, "", std::move(text)};
    }

    /// Fails if x is not what it was, be it the argument or the caller's own variable.
    void watch_x(const std::string& callable) {
        const bool original_changed =
            problem_.original && !same_bits(problem_.original(), problem_.x);
        if (!original_changed && same_bits(x_, problem_.x)) return;
        fail(Mistake::wrote_to_x, callable + " writes to x, its argument");
    }

    void ask_once() {
        answers_.value = problem_.f(x_);
        watch_x(problem_.function);
        if (answers_.failure) return;
        try {
            answers_.claimed = problem_.claimed(x_);
        } catch (const Unusable& wrong) {
            answers_.failure = wrong.diagnosis;
            return;
        }
        watch_x(derivative_);
        if (answers_.failure) return;
        const arma::SizeMat need = problem_.jacobian
                                       ? arma::SizeMat(answers_.value.n_elem, x_.n_elem)
                                       : problem_.shape;
        const std::string complaint = shape_complaint(
            arma::SizeMat(answers_.claimed.n_rows, answers_.claimed.n_cols), need);
        if (!complaint.empty()) fail(Mistake::shape, "shape: " + complaint);
    }

    /// A matrix given to write to comes with whatever it held before.
    void watch_the_result() {
        if (problem_.claimed.borrowed()) {
            answers_.notes.push_back(
                derivative_ +
                " returns a view of other memory, not a matrix of its own: what it "
                "returned changes with that memory");
        }
        if (problem_.claimed.kind() == Claimed::Result::returned) return;
        const arma::mat& right = answers_.claimed;
        const arma::mat before = garbage(right.n_rows, right.n_cols);
        arma::mat after = before;
        problem_.claimed.into(x_, after);
        if (same_bits(after, right)) return watch_a_result_of_another_size();
        arma::mat sum = before;
        arma::uword unset = 0;
        for (arma::uword i = 0; i < sum.n_elem; ++i) {
            sum.memptr()[i] += right.mem[i];
            if (after.n_elem == sum.n_elem && after.mem[i] == before.mem[i]) ++unset;
        }
        if (after.n_elem == sum.n_elem && unset < sum.n_elem &&
            distance(after, sum) <= 1e-9 * largest(sum)) {
            fail(Mistake::stale,
                 derivative_ +
                     " is added to the result it is given, not put in its place");
        } else if (unset > 0) {
            fail(Mistake::stale,
                 derivative_ + " leaves " + std::to_string(unset) + " of " +
                     std::to_string(sum.n_elem) +
                     " entries of the result it is given as they were");
        }
    }

    void watch_a_result_of_another_size() {
        if (problem_.claimed.kind() != Claimed::Result::resized) return;
        const arma::mat& right = answers_.claimed;
        // Larger, so that whoever does not look at the size stays inside of it
        arma::mat after = garbage(right.n_rows + 1, right.n_cols + 1);
        try {
            problem_.claimed.into(x_, after);
        } catch (...) {
            after.reset();
        }
        if (shape_complaint(arma::SizeMat(after.n_rows, after.n_cols),
                            arma::SizeMat(right.n_rows, right.n_cols))
                .empty()) {
            return;
        }
        answers_.notes.push_back(derivative_ +
                                 " relies on being given a result of x's shape");
    }

    /// The same question again has the same answer, or the difference is noise.
    void repeat() {
        for (int call = 0; call < 4; ++call) {
            include_value(again());
            if (answers_.value_spread == 0.0) break;
        }
        const arma::mat second = problem_.claimed(x_);
        if (distance(second, answers_.claimed) == 0.0) return;
        const arma::mat third = problem_.claimed(x_);
        if (is_times(answers_.claimed, second, 2.0) &&
            is_times(answers_.claimed, third, 3.0)) {
            fail(Mistake::stale,
                 derivative_ +
                     " grows with every call: its storage is not set to zero first");
        }
        include_claimed(second);
        include_claimed(third);
    }

    /// Asks both elsewhere, then at x again: neither may remember.
    void visit_another_point() {
        const arma::vec away = proportional_direction(x_, options_.seed);
        for (const double share : {0.25, 1e-3, 1e-6}) {
            const arma::vec there = moved(x_, share, away);
            const arma::vec value =
                problem_.f.probe(there, answers_.value.n_elem, options_);
            if (!finite(value)) continue;
            compare_after_visit(problem_.claimed(x_));
            try {
                (void)problem_.claimed(there);
            } catch (...) {
                // outside the domain of the derivatives
            }
            include_value(again());
            return;
        }
    }

    /// f at x once more, if the budget admits it.
    [[nodiscard]] arma::vec again() const {
        return problem_.f.probe(x_, answers_.value.n_elem, options_);
    }

    void compare_after_visit(const arma::mat& claimed) {
        const double gap = distance(claimed, answers_.claimed);
        const bool f_is_random =
            answers_.value_spread > meaningful_bar * largest(answers_.value);
        if (!f_is_random && gap > decisive_gap * answers_.claimed_spread &&
            gap > meaningful_bar * largest(answers_.claimed)) {
            fail(Mistake::stale,
                 derivative_ + " at x depends on where " + problem_.function +
                     " was asked last: is a forward pass at another point kept?");
        }
        include_claimed(claimed);
    }

    void include_value(const arma::vec& value) {
        answers_.value_spread =
            std::max(answers_.value_spread, distance(value, answers_.value));
    }
    void include_claimed(const arma::mat& claimed) {
        answers_.claimed_spread =
            std::max(answers_.claimed_spread, distance(claimed, answers_.claimed));
    }

    void note_spreads() {
        if (answers_.value_spread > 0.0) {
            answers_.notes.push_back(
                problem_.function + " at x changes from call to call, by " +
                text(answers_.value_spread) +
                ", taken for noise: is something random, or are statistics updated?");
        }
        if (answers_.claimed_spread > 0.0 && !answers_.failure) {
            answers_.notes.push_back(
                derivative_ + " at x changes from call to call, by " +
                text(answers_.claimed_spread) + ", taken for noise");
        }
    }

    const Problem& problem_;
    const CheckOptions& options_;
    arma::vec x_;  // both callables see this copy
    std::string derivative_;
    Answers answers_;
};

}  // namespace detail

/// Asks both callables at x, and a few times more.
[[nodiscard]] inline Answers answers_of(const Problem& problem,
                                        const CheckOptions& options) {
    return detail::Sentinels(problem, options).ask();
}

}  // namespace chainrule::check
