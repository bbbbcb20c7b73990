#pragma once

/// @file
/// Files to begin with: the forward pass is written, the claims are left to fill in. They
/// are made from the derivations in derivations/starters, which are complete and tested,
/// so a starter can never claim what has no answer.

#include "chainrule/claims/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chainrule::claims {

/// The names of all starters, in alphabetical order.
[[nodiscard]] std::vector<std::string> starter_names();

/// The text of the starter of that name. `InputError` if there is none.
[[nodiscard]] std::string starter(std::string_view name);

/// A derivation with every right side of a claim replaced by a question mark, the comments
/// behind them taken away and `hint` as a comment below its first line.
[[nodiscard]] std::string with_open_claims(const Source& source, std::string_view hint);

}  // namespace chainrule::claims
