#pragma once

/// @file
/// Text as a terminal shows it: characters and columns instead of bytes.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::book {

/// The characters of UTF-8 `text`, one code point each. A byte that belongs to no
/// character stands alone.
[[nodiscard]] std::vector<std::string_view> characters(std::string_view text);

/// The columns that `text` takes: one a character, none for a combining mark.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with spaces after it up to `columns`; as it is where it is wider.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);

}  // namespace chainrule::book
