#pragma once

/// @file
/// Explanations by a number that is missing at one part of the line: a term without its
/// 1/N, an inner derivative of k that was forgotten.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/evidence.hpp"
#include "chainrule/claims/source.hpp"

#include <optional>
#include <vector>

namespace chainrule::claims {

enum class Numbers {
    named,  ///< those that a rule makes of small ones and of the file's own
    any,    ///< if only they are the same at all trials
};

/// The part of the claim and the number with which the claim gives the truth at all of
/// `trials`.
[[nodiscard]] std::optional<Diagnosis> diagnose_scales(
    const Source& source,
    const Derivation& derivation,
    const Claim& claim,
    Numbers numbers,
    const std::vector<Evidence>& trials);

}  // namespace chainrule::claims
