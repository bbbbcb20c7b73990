#pragma once

/// @file
/// The files of derivations/starters, put into the program when it is built.

#include <string_view>
#include <vector>

namespace chainrule::claims {

struct StarterText {
    std::string_view name;  ///< of the file, without its ending
    std::string_view text;
};

/// In alphabetical order.
[[nodiscard]] const std::vector<StarterText>& starter_texts();

}  // namespace chainrule::claims
