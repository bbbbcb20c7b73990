#pragma once

/// @file
/// From the text of a derivation file to what it says.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/source.hpp"

namespace chainrule::claims {

/// Reads all statements and infers all shapes; nothing is drawn. Every statement that
/// cannot be read gives a complaint, what only follows from it none.
[[nodiscard]] Reading read_derivation(const Source& source);

/// What may stand behind `~`.
[[nodiscard]] std::vector<std::string> distribution_names();

}  // namespace chainrule::claims
