#pragma once

/// @file
/// A walk as plain text, read from top to bottom.

#include "chainrule/stepper/trace.hpp"

#include <cstddef>
#include <string>

namespace chainrule::stepper {

/// The walk in lines of at most `width` columns; fewer than 40 are taken as 40, and a
/// page is never wider than 100, where lines become hard to read. UTF-8, no colours.
[[nodiscard]] std::string as_text(const Trace& trace, std::size_t width);

}  // namespace chainrule::stepper
