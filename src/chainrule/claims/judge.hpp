#pragma once

/// @file
/// The verdict on a claim at one trial: its value beside the true derivative, entry by
/// entry, before the judge's inequality.

#include "chainrule/check/verdict.hpp"
#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/trial.hpp"
#include "chainrule/claims/truth.hpp"

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace chainrule::claims {

/// What was found of one claim at one trial. Matrices have the shape of the derivative;
/// for f'(z) they are columns, one entry for each of `points`.
struct Finding {
    arma::mat claimed;
    arma::mat truth;
    arma::mat error;  ///< |claimed - truth|; at a kink, to the nearest slope between
                      ///< the two
    arma::mat error_bar;  ///< what the error may be although the claim is right
    std::vector<Verdict> verdicts;  ///< of all entries
    double scale = 0.0;             ///< the largest true entry
    Verdict verdict = Verdict::undecided;
    std::string doubt;  ///< why entries are undecided, or that there was a kink
    bool kink = false;
    arma::vec points;  ///< z, for f'(z)

    [[nodiscard]] double max_relative_error() const;
    [[nodiscard]] double relative_error_bar() const;
};

/// One draw and the derivatives found there.
struct Sample {
    Sample(const Derivation& derivation, Draw draw, Meter& meter)
        : trial(make_trial(derivation, draw, meter)),
          truths(derivation, trial, meter) {}

    Trial trial;
    Truths truths;
};

/// A trial, and the same draw again with every number moved a little: what changes in a
/// difference that should be zero is rounding.
class TrialPoint {
public:
    /// All three outlive this object; `draw` is not nudged.
    TrialPoint(const Derivation& derivation, Draw draw, Meter& meter)
        : derivation_(derivation), meter_(meter), here_(derivation, draw, meter) {}

    [[nodiscard]] const Trial& trial() const { return here_.trial; }
    [[nodiscard]] Truths& truths() { return here_.truths; }

    /// Nudged for the `k`th time; drawn when first asked for.
    [[nodiscard]] Sample& nudged(std::size_t k);

private:
    const Derivation& derivation_;
    Meter& meter_;
    Sample here_;
    std::vector<std::unique_ptr<Sample>> nudged_;
};

/// The value of `right` at a trial, as a claim of what `claim` is about. `points` are
/// those of a claim on a function; `rounding` is what it is to an `Environment`.
[[nodiscard]] arma::mat claimed_value(const Claim& claim,
                                      const Expression& right,
                                      Truths& truths,
                                      const arma::vec& points,
                                      std::uint64_t rounding = 0);

/// Compares `right`, which has the shape it needs, with the true derivative.
///
/// An entry's bar is 16 roundings of the claimed and of the true value, 4 of the largest
/// true one, 8 times the noise of their difference, measured at nudged draws, and what
/// the differences leave open. The inequality is `check::judge`.
[[nodiscard]] Finding judge_at(const Claim& claim,
                               const Expression& right,
                               TrialPoint& point);

}  // namespace chainrule::claims
