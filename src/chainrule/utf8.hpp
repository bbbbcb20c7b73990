#pragma once

/// @file
/// Which bytes are UTF-8.

#include <cstddef>
#include <string_view>

namespace chainrule {

/// Length in bytes of the UTF-8 sequence at the start of `text`, 0 if there is none
/// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Whether all of `text` is UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace chainrule
