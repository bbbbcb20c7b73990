#pragma once

/// @file
/// What the judge's own bank of mistakes says of a claim, in terms of its line.

#include "chainrule/check/inspect.hpp"
#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/evidence.hpp"
#include "chainrule/claims/numbers.hpp"

#include <optional>
#include <vector>

namespace chainrule::claims {

/// What the bank says, and which of its own kinds that is.
struct BankFinding {
    Mistake mistake;
    Diagnosis says;
};

/// Nothing if the bank has no explanation that holds at all of `trials`. Numbers are named
/// by what the derivation computes with.
[[nodiscard]] std::optional<BankFinding> ask_the_bank(
    const Derivation& derivation,
    const Claim& claim,
    const std::vector<Evidence>& trials);

}  // namespace chainrule::claims
