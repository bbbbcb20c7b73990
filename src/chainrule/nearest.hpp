#pragma once

/// @file
/// "Did you mean ...?": the nearest of the known names.

#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// The name of `known` with the fewest single-letter changes from `given`
/// (insertions, deletions, replacements, and swaps of neighbours); empty when more
/// than half of the letters would have to change.
[[nodiscard]] std::string nearest_name(std::string_view given,
                                       const std::vector<std::string>& known);

/// "did you mean 'relu'?", or the whole list where nothing is near.
[[nodiscard]] std::string suggestion(std::string_view given,
                                     const std::vector<std::string>& known);

}  // namespace chainrule
