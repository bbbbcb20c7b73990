#pragma once

/// @file
/// Texts and pages of HTML. A page needs nothing but itself: pictures inside, no scripts,
/// and a content security policy that lets a browser load nothing else.

#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule {

/// `text` as valid UTF-8 on one line: each control character becomes a space and each
/// byte that is not UTF-8 a replacement character. XML allows neither.
[[nodiscard]] std::string one_line(std::string_view text);

/// How many characters `text` shows.
[[nodiscard]] std::size_t character_count(std::string_view text);

/// Text for HTML and XML, inside an element or inside a quoted attribute. Line ends
/// stay.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// `kind` stands above `title`; both are shown as they stand. `body` is mark-up, and
/// `further_style` CSS for what this page alone has.
[[nodiscard]] std::string page_html(const std::string& kind,
                                    const std::string& title,
                                    const std::string& body,
                                    std::string_view further_style = "");

}  // namespace chainrule
