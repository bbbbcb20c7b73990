#pragma once

/// @file
/// What a claim that holds leaves open: mistakes that the numbers of its trials could not
/// have shown.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/judge.hpp"
#include "chainrule/claims/source.hpp"

#include <string>
#include <vector>

namespace chainrule::claims {

/// The first of these that is so, in words; else empty: the derivative is zero at every
/// trial; a term of the claim is zero, or a factor 1, at every trial; a number that the
/// derivation computes with is 1; a matrix is symmetric; there was a kink at the point.
[[nodiscard]] std::string left_open(const Source& source,
                                    const Derivation& derivation,
                                    const Claim& claim,
                                    const std::vector<Finding>& findings,
                                    const std::vector<TrialPoint*>& points);

}  // namespace chainrule::claims
