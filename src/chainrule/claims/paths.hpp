#pragma once

/// @file
/// Mistakes of the multivariable chain rule. A name reaches a result through every place
/// where it stands, and its derivative is the sum of what comes back through each. Where
/// the claim lacks one of these parts, has it twice or with the wrong sign, that place is
/// named.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/truth.hpp"

#include <armadillo>

#include <functional>
#include <optional>
#include <vector>

namespace chainrule::claims {

/// Whether the claim at trial `t` would agree with the truth if `part` were added to it.
using WouldAgree = std::function<bool(std::size_t t, const arma::mat& part)>;

/// The part of the derivative that was mishandled, if one explains all trials. `points`
/// are the arguments at which a claim on a function was judged, trial by trial; a Jacobian
/// is not explained.
[[nodiscard]] std::optional<Diagnosis> path_mistake(
    const Source& source,
    const Derivation& derivation,
    const Claim& claim,
    const std::vector<std::reference_wrapper<Truths>>& trials,
    const std::vector<arma::vec>& points,
    const WouldAgree& would_agree);

}  // namespace chainrule::claims
