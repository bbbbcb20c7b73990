#pragma once

/// @file
/// From a claim that fails to what is wrong with it, in words a learner can use.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/evidence.hpp"
#include "chainrule/claims/source.hpp"

#include <vector>

namespace chainrule::claims {

/// The simplest mistake that explains what was found at every one of `trials`, the last
/// of which is a fresh one: a number between claim and truth, a slip of the pen, a term or
/// factor that has a name, a path to the loss, something that the line lacks altogether,
/// the places of the errors. Of kind `unknown` with the worst entries if there is none.
[[nodiscard]] Diagnosis diagnose(const Source& source,
                                 const Derivation& derivation,
                                 const Claim& claim,
                                 const std::vector<Evidence>& trials);

/// What is said where nothing explains it: the worst entries of the first of `findings`
/// that fails.
[[nodiscard]] Diagnosis unexplained(const Claim& claim,
                                    const std::vector<Finding>& findings);

/// What is said of any claim that has not the shape of its variable.
[[nodiscard]] Diagnosis misshapen(const Derivation& derivation, const Claim& claim);

/// The same for a claim that has not the shape of its variable.
[[nodiscard]] Diagnosis diagnose_shape(const Source& source,
                                       const Derivation& derivation,
                                       const Claim& claim,
                                       const std::vector<TrialPoint*>& trials);

}  // namespace chainrule::claims
