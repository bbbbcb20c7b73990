#pragma once

/// @file
/// From a claim that fails to what is wrong with it, in words a learner can use.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/judge.hpp"
#include "chainrule/claims/source.hpp"

#include <functional>
#include <vector>

namespace chainrule::claims {

/// What was found at one trial, and what else can be asked there.
struct Evidence {
    std::reference_wrapper<TrialPoint> point;
    std::reference_wrapper<const Finding> finding;
};

/// The simplest mistake that explains what was found at every one of `trials`, the last
/// of which is a fresh one: a number between claim and truth, then one change of the
/// line, then terms, factors and places that the judge knows by name. Of kind `unknown`
/// with the worst entries if there is none.
[[nodiscard]] Diagnosis diagnose(const Source& source,
                                 const Derivation& derivation,
                                 const Claim& claim,
                                 const std::vector<Evidence>& trials);

/// The same for a claim that has not the shape of its variable.
[[nodiscard]] Diagnosis diagnose_shape(const Source& source,
                                       const Derivation& derivation,
                                       const Claim& claim,
                                       const std::vector<TrialPoint*>& trials);

}  // namespace chainrule::claims
