#pragma once

/// @file
/// Text on its way into another language. What a person named a run or a class must
/// arrive as they wrote it and must never become a command or mark-up.

#include <string>
#include <string_view>

namespace chainrule::plots {

/// `text` as valid UTF-8 on one line: each control character becomes a space and each
/// byte that is not UTF-8 a replacement character. XML allows neither.
[[nodiscard]] std::string one_line(std::string_view text);

/// A gnuplot expression whose value is `text`. It is made of constants in single
/// quotes, the only ones in which gnuplot runs no backticks, expands no macros and
/// reads no escapes. A single quote itself stands in double quotes, alone: gnuplot 5.4
/// misreads the doubled form ('') at the beginning of a constant and after another.
[[nodiscard]] std::string gnuplot_string(std::string_view text);

/// The same for the label of a tick, which gnuplot reads as a format besides.
[[nodiscard]] std::string gnuplot_tick_label(std::string_view text);

/// Text for HTML and XML, inside an element or inside a quoted attribute. Line ends
/// stay.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// How many characters `text` shows.
[[nodiscard]] std::size_t character_count(std::string_view text);

}  // namespace chainrule::plots
