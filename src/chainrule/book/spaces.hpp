#pragma once

/// @file
/// Two kinds of space that say where a line of maths may be broken. They are
/// replaced by ordinary spaces where the text is shown.

#include <string>
#include <string_view>

namespace chainrule::book {

/// A space at which a line is not broken unless nothing else helps.
inline constexpr std::string_view no_break_space = "\u00a0";

/// A `\quad`, between formulas that share a line; shown as two spaces.
inline constexpr std::string_view quad_space = "\u2003";

/// `text` with ordinary spaces only.
[[nodiscard]] std::string with_plain_spaces(std::string_view text);

}  // namespace chainrule::book
