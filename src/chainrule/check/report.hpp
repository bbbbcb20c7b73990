#pragma once

/// @file
/// What a check found, as data. print.hpp shows it to a person.

#include "chainrule/check/linkage.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// Why an entry is undecided, or was accepted in spite of a doubt.
enum class Doubt {
    none,
    noise,       ///< rounding or measured noise in f hides the rest
    truncation,  ///< differences do not settle at any step that can be taken
    kink,        ///< the slopes to the left and to the right differ
    not_finite,  ///< no step at which f is finite
};

[[nodiscard]] constexpr std::string_view to_string(Doubt doubt) {
    switch (doubt) {
        case Doubt::none:
            return "none";
        case Doubt::noise:
            return "noise";
        case Doubt::truncation:
            return "truncation";
        case Doubt::kink:
            return "kink";
        case Doubt::not_finite:
            return "not finite";
    }
    return "unknown";
}

/// One partial derivative, claimed and numerical.
struct Entry {
    std::string block;    ///< the matrix it is taken with respect to; for a Jacobian
                          ///< or Hessian that matrix's own name
    arma::uword row = 0;  ///< counted from 0; for a Jacobian the output
    arma::uword col = 0;  ///< counted from 0; for a Jacobian the input
    double claimed = 0.0;
    double numerical = 0.0;
    double error = 0.0;      ///< |claimed - numerical|; at a kink the distance to the
                             ///< interval between the one-sided slopes
    double error_bar = 0.0;  ///< what the error may be although the claim is right
    double scale = 0.0;      ///< largest numerical value of the block
    Verdict verdict = Verdict::undecided;
    std::string evidence;  ///< which oracle decided, and why
    Doubt doubt = Doubt::none;
    double leeway = 0.0;  ///< width of the interval of right values at a kink
};

/// The kinds of mistake that a diagnosis can name.
enum class Mistake {
    factor,          ///< claim = c * truth
    sign,            ///< claim = -truth
    transpose,       ///< claim = truth^T
    shape,           ///< the claim has not the shape of its variable
    missing_term,    ///< truth - claim = c * (a named value)
    extra_term,      ///< claim - truth = c * (a named value)
    missing_factor,  ///< truth = claim % (a named value, or a mask of zeros and ones)
    extra_factor,    ///< claim = truth % (likewise)
    wrong_entries,   ///< only some entries differ; the text has their pattern
    zero,            ///< the claim is zero and the truth is not
    permuted,        ///< the claim has the right values at wrong places
    swapped,         ///< the claim of one block is the truth of another
    not_finite,      ///< the claim has a NaN or an infinity
    wrote_to_x,      ///< a callable changed its argument
    stale,           ///< the claim depends on what was asked before
    unknown,         ///< none of these
};

[[nodiscard]] constexpr std::string_view to_string(Mistake mistake) {
    switch (mistake) {
        case Mistake::factor:
            return "factor";
        case Mistake::sign:
            return "sign";
        case Mistake::transpose:
            return "transpose";
        case Mistake::shape:
            return "shape";
        case Mistake::missing_term:
            return "missing-term";
        case Mistake::extra_term:
            return "extra-term";
        case Mistake::missing_factor:
            return "missing-factor";
        case Mistake::extra_factor:
            return "extra-factor";
        case Mistake::wrong_entries:
            return "wrong-entries";
        case Mistake::zero:
            return "zero";
        case Mistake::permuted:
            return "permuted";
        case Mistake::swapped:
            return "swapped";
        case Mistake::not_finite:
            return "not-finite";
        case Mistake::wrote_to_x:
            return "wrote-to-x";
        case Mistake::stale:
            return "stale";
        case Mistake::unknown:
            return "unknown";
    }
    return "unknown";
}

/// What is wrong with one block, in words and as data. What explains the values
/// was confirmed at a fresh point; shape, NaN, writes to x and stale state need none.
struct Diagnosis {
    Mistake kind = Mistake::unknown;
    std::string block;  ///< the matrix whose derivative is wrong
    double value =
        arma::datum::nan;  ///< the factor or the coefficient, if there is one
    std::string name;      ///< its name ("N", "1/N"), or that of the value
                           ///< that is missing ("W"); empty if it has none
    std::string text;      ///< one clause for the person
};

/// What the check could have seen in one block.
struct Visibility {
    std::string block;

    /// The smallest error of a single entry, relative to the block's scale, that would
    /// have failed: `decisive_gap` times the largest error bar, and at a kink the leeway
    /// on top. Infinite if no entry of the block was examined.
    double smallest_error = arma::datum::inf;

    /// Mutations of the rule that would have passed: "its transpose", "a factor N".
    std::vector<std::string> hidden;
};

/// What one oracle says of all it was asked.
struct OracleResult {
    std::string name;
    double max_relative_error = arma::datum::nan;  ///< relative to the block's scale;
                                                   ///< NaN if nothing was compared
    double error_bar = arma::datum::nan;           ///< the largest, relative as well
    Verdict verdict = Verdict::undecided;
    std::string note;
};

/// The result of a check; see `check::judge` for the inequality behind each verdict.
///
/// `verdict` is that of the entries. Directions count where not every entry was
/// examined, or as a doubt where they fail; an oracle around x counts where it fails.
/// Relative errors are relative to the largest numerical entry of the same block, so
/// that no entry is divided by its own, possibly tiny, magnitude; verdicts are not
/// affected by that choice.
struct Report {
    std::string subject;  ///< "gradient", "Jacobian", "vjp", "Hessian"
    Verdict verdict = Verdict::undecided;
    double max_relative_error = arma::datum::nan;  ///< NaN if nothing was compared
    double error_bar = arma::datum::nan;           ///< the largest, relative as well;
                                                   ///< at a kink with the leeway
    std::vector<Entry> worst;            ///< failing first, then by error over bar
    std::string diagnosis;               ///< the texts of `diagnoses`; empty if unknown
    std::vector<Diagnosis> diagnoses;    ///< one for each block that fails
    std::vector<std::string> audit;      ///< what this input could not have shown
    std::vector<Visibility> visibility;  ///< the same, block by block
    std::vector<std::string> notes;      ///< what was odd before any arithmetic
    std::vector<OracleResult> oracles;   ///< those that were asked
    std::size_t entries = 0;             ///< partial derivatives there are
    std::size_t entries_checked = 0;     ///< of these, examined one by one
    std::size_t entries_failing = 0;     ///< of these, found wrong
    std::size_t entries_undecided = 0;   ///< of these, left open
    std::size_t evaluations = 0;         ///< of f, complex ones included
    std::size_t gradient_evaluations = 0;  ///< of the claimed derivatives

    /// The probability that the random directions missed an error of `error_size`
    /// times the gradient's length, spread over its entries in any way. 0 where every
    /// entry was examined.
    double miss_probability = 0.0;
    double error_size = 0.0;  ///< as in the options
};

/// Headline, oracles (errors relative), the worst entries (errors absolute), then
/// diagnosis, what could have been seen or missed, audit and notes: the table a person
/// reads, on pages of 100 columns.
CHAINRULE_JUDGE std::ostream& operator<<(std::ostream& out, const Report& report);

using GradientReport = Report;
using JacobianReport = Report;
using VjpReport = Report;
using HessianReport = Report;

}  // namespace chainrule
