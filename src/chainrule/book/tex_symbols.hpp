#pragma once

/// @file
/// The commands and characters of LaTeX maths that have a look of their own in plain
/// text, and the letters that Unicode has raised and lowered forms of.

#include <optional>
#include <string>
#include <string_view>

namespace chainrule::book {

/// What a symbol is decides the space around it, as in TeX.
enum class TexClass {
    ordinary,
    op,           ///< a large operator: the sum sign
    function,     ///< a name: log, max
    binary,       ///< plus, times
    relation,     ///< equals, is in
    open,         ///< an opening bracket
    close,        ///< a closing bracket
    punctuation,  ///< comma, full stop
    inner,        ///< a fraction, or dots that stand for a list
};

struct TexSymbol {
    std::string_view text;
    TexClass cls = TexClass::ordinary;
};

/// What "alpha" of "\alpha" looks like; null if it is not a symbol known here.
[[nodiscard]] const TexSymbol* find_command_symbol(std::string_view command);

/// A character that stands for itself: "+" is a binary operator, "a" is ordinary.
[[nodiscard]] TexSymbol character_symbol(std::string_view character);

/// The combining mark of an accent: "bar", "dot", "hat", "tilde"; empty if none.
[[nodiscard]] std::string_view accent_mark(std::string_view command);

/// A letter or digit in blackboard bold where Unicode has one, else as it is.
[[nodiscard]] std::string_view blackboard(std::string_view character);

/// `text` in raised characters; nothing if one of them has no raised form.
[[nodiscard]] std::optional<std::string> raised(std::string_view text);

/// `text` in lowered characters; nothing if one of them has no lowered form.
[[nodiscard]] std::optional<std::string> lowered(std::string_view text);

}  // namespace chainrule::book
