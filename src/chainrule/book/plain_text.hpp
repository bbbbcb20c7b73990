#pragma once

/// @file
/// Markdown with LaTeX, as step files and chapters are written, as plain text for a
/// terminal: paragraphs, numbered and dashed lists, inline and display maths.

#include "chainrule/book/tex_to_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::book {

struct PlainText {
    std::vector<std::string> lines;
    std::vector<std::string> problems;  ///< of the maths: see `TexText`
};

/// The text in lines of at most `width` columns. A display formula stands on a line
/// of its own, or on several where it is too wide for one.
[[nodiscard]] PlainText plain_text(std::string_view markdown, std::size_t width);

/// A piece of a sentence: maths between single dollars is set, and the marks of
/// `code` and *emphasis* are taken away.
[[nodiscard]] TexText inline_text(std::string_view markdown);

}  // namespace chainrule::book
