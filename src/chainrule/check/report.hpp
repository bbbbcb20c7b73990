#pragma once

/// @file
/// What a check found, as data. print.hpp shows it to a person.

#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <cstddef>
#include <string>
#include <vector>

namespace chainrule {

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
/// `verdict` is the worst of all entries and oracles. Relative errors are relative to
/// the largest numerical entry of the same block, so that no entry is divided by its
/// own, possibly tiny, magnitude; verdicts are not affected by that choice.
struct Report {
    std::string subject;  ///< "gradient", "Jacobian", "vjp", "Hessian"
    Verdict verdict = Verdict::undecided;
    double max_relative_error = arma::datum::nan;  ///< NaN if nothing was compared
    double error_bar = arma::datum::nan;           ///< the largest, relative as well
    std::vector<Entry> worst;           ///< failing first, then by error over bar
    std::string diagnosis;              ///< the kind of mistake; empty if unknown
    std::vector<std::string> audit;     ///< what this input could not have shown
    std::vector<std::string> notes;     ///< what was odd before any arithmetic
    std::vector<OracleResult> oracles;  ///< those that were asked
    std::size_t entries = 0;            ///< partial derivatives there are
    std::size_t entries_checked = 0;    ///< of these, examined one by one
    std::size_t entries_failing = 0;    ///< of these, found wrong
    std::size_t entries_undecided = 0;  ///< of these, left open
    std::size_t evaluations = 0;        ///< of f, complex ones included
};

using GradientReport = Report;
using JacobianReport = Report;
using VjpReport = Report;
using HessianReport = Report;

}  // namespace chainrule
