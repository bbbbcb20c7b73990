#pragma once

/// @file
/// The text of a step: the comment at the head of its file, cut at its tags.

#include <string>
#include <string_view>
#include <vector>

namespace chainrule::book {

/// A row of a step's table of symbols.
struct Symbol {
    std::string maths;       ///< LaTeX without its dollars: "\bar Z"
    std::string code;        ///< "logits_bar"
    std::string rows, cols;  ///< "C" and "N"; "1" and "1" for a single number
    std::string meaning;
};

/// What a learner reads of a step. Longer pieces are Markdown with LaTeX.
struct StepText {
    std::string step, title;
    std::vector<std::string> builds_on;  ///< names of steps; empty for the first
    std::string statement, rule, derivation;
    std::vector<Symbol> symbols;
    std::string numerics, errors, source;
};

/// Reads the comment that begins with `/// @step` in `text`, the content of the file
/// `header`. `InputError` naming the line where a tag is unknown, given twice, missing
/// or empty, or where a row of the table is not `maths | code | shape | meaning`.
[[nodiscard]] StepText parse_step_text(std::string_view header, std::string_view text);

}  // namespace chainrule::book
