#pragma once

/// @file
/// The words of the language of derivation files.

#include "chainrule/claims/source.hpp"

#include <string_view>
#include <vector>

namespace chainrule::claims {

struct Token {
    enum class Kind {
        number,
        name,
        text,      ///< 'fro'
        sign,      ///< an operator, a bracket, a comma, a semicolon
        line_end,  ///< ends a statement, or a row of a matrix
        end,       ///< of the file
    };

    Kind kind = Kind::end;
    Span at;
    std::string_view text;  ///< as it stands in the file; of a `text`, unquoted
    double number = 0.0;
    bool space_before = false;  ///< between brackets [ ] spaces separate elements
    bool space_after = false;

    [[nodiscard]] bool is(std::string_view sign) const {
        return kind == Kind::sign && text == sign;
    }
    [[nodiscard]] bool is_name() const { return kind == Kind::name; }
};

/// The words that begin a statement.
inline constexpr std::string_view keywords[] = {
    "size", "given", "param", "claim", "trials", "seed"};

/// The tokens of a file; the last one is its `end`. Comments are left out, and line ends
/// where a statement goes on: behind `...` or an operator, and between brackets.
/// What is no token is left out as well, with a complaint. `source` must outlive them.
[[nodiscard]] std::vector<Token> tokens_of(const Source& source,
                                           std::vector<Complaint>& complaints);

}  // namespace chainrule::claims
