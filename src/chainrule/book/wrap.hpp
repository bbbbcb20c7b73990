#pragma once

/// @file
/// Words filled into lines.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::book {

/// `text` in lines of at most `width` columns, the first beginning with `first`, the
/// others with as many spaces. Lines are broken at spaces; at a `no_break_space` or
/// within a word only where it would not fit a line of its own.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text,
                                               std::size_t width,
                                               std::string_view first = "");

}  // namespace chainrule::book
