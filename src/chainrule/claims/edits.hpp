#pragma once

/// @file
/// What somebody may have meant: the right side of a claim with one thing changed.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/expression.hpp"
#include "chainrule/claims/source.hpp"

#include <functional>
#include <string>

namespace chainrule::claims {

/// A changed right side, and what to say if that is what makes the claim hold.
struct Edit {
    Expression expression;  ///< shapes are inferred
    Diagnosis says;
};

enum class Reach {
    near,  ///< another sign, product, transpose, number, name: slips of the pen
    far,   ///< something that the line has not at all
};

/// Gives every edit of the claim's right side that has a fitting shape to `visit`, the
/// likeliest mistakes first, until it returns true.
void for_each_edit(const Source& source,
                   const Derivation& derivation,
                   const Claim& claim,
                   Reach reach,
                   const std::function<bool(const Edit&)>& visit);

}  // namespace chainrule::claims
