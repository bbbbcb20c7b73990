#pragma once

/// @file
/// Text on its way into gnuplot. What a person named a run or a class must arrive as they
/// wrote it and must never become a command.

#include <string>
#include <string_view>

namespace chainrule::plots {

/// A gnuplot expression whose value is `text`. It is made of constants in single
/// quotes, the only ones in which gnuplot runs no backticks, expands no macros and
/// reads no escapes. A single quote itself stands in double quotes, alone: gnuplot 5.4
/// misreads the doubled form ('') at the beginning of a constant and after another.
[[nodiscard]] std::string gnuplot_string(std::string_view text);

/// The same for the label of a tick, which gnuplot reads as a format besides.
[[nodiscard]] std::string gnuplot_tick_label(std::string_view text);

}  // namespace chainrule::plots
