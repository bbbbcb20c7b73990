#pragma once

/// @file
/// The numbers of a derivation that a mistake may be made of.

#include "chainrule/check/options.hpp"
#include "chainrule/claims/derivation.hpp"

#include <vector>

namespace chainrule::claims {

/// Sizes and fixed numbers that the claim or the forward pass before it computes with, or
/// takes a mean over. That a claim is 3 times too large has nothing to do with a matrix of 3 rows
/// unless somebody counts them.
[[nodiscard]] std::vector<Size> numbers_at_work(const Derivation& derivation,
                                                const Claim& claim);

}  // namespace chainrule::claims
