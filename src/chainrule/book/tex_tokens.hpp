#pragma once

/// @file
/// LaTeX maths cut into tokens.

#include <string_view>
#include <vector>

namespace chainrule::book {

struct TexToken {
    enum class Kind {
        character,    ///< "x", "+", "2": one character
        command,      ///< "frac" of "\frac", "," of "\,"
        open,         ///< "{"
        close,        ///< "}"
        superscript,  ///< "^"
        subscript,    ///< "_"
        space,        ///< any run of white space
    };
    Kind kind;
    std::string_view text;  ///< part of the source; of a command, without its backslash
};

/// The tokens of `tex`, which must outlive them. As in TeX, white space after a
/// command of letters belongs to the command.
[[nodiscard]] std::vector<TexToken> tex_tokens(std::string_view tex);

}  // namespace chainrule::book
