#pragma once

/// @file
/// Explanations by the paths on which a variable reaches the loss: one of them is
/// forgotten, has the wrong sign or counts too often.
///
/// A path is what goes through a name, or through one place where a name stands: the
/// derivative less what is left of it when the value there is held. A claim that treats
/// the standard deviation as a constant is the derivative without the path through it.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/evidence.hpp"
#include "chainrule/claims/source.hpp"

#include <optional>
#include <vector>

namespace chainrule::claims {

/// The likeliest mistake about one path, or about two names, that gives the claim at all
/// of `trials`, the first of which is one where it fails. Nothing where derivatives need
/// differences.
[[nodiscard]] std::optional<Diagnosis> diagnose_paths(
    const Source& source,
    const Derivation& derivation,
    const Claim& claim,
    const std::vector<Evidence>& trials);

}  // namespace chainrule::claims
