#pragma once

/// @file
/// A judged derivation as a document, which is what somebody hands in: the author's
/// comments as prose, every statement as a formula, every claim with its verdict, and the
/// numbers of one trial. What it says is gathered here; markdown.cpp and page.cpp write it.

#include "chainrule/claims/verify.hpp"

#include <armadillo>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chainrule::claims {

/// A comment that stands alone, one paragraph of it.
struct Prose {
    std::string text;
};

/// Statements of one kind behind each other.
struct Statements {
    enum class Kind { setting, forward };
    struct Line {
        SymbolId symbol;
        std::string note;  ///< the comment behind it
    };
    Kind kind;
    std::vector<Line> lines;
};

struct JudgedClaim {
    const Judgement* judgement;
    std::size_t line;  ///< of the file, counted from 1
    std::string note;
};

using Block = std::variant<Prose, Statements, JudgedClaim>;

struct NamedValue {
    SymbolId symbol;
    arma::mat value;
};

struct Document {
    std::string
        title;  ///< the first line of the file if that is a comment, or its name
    std::vector<Block> blocks;  ///< in the order of the file
    std::vector<NamedValue>
        numbers;  ///< of the first trial: what is drawn and computed
};

/// Of a file that could be read. The document points into `verification`.
[[nodiscard]] Document document_of(const Source& source,
                                   const Verification& verification);

/// The finding that a reader is shown: the first that fails, or the first of all; null
/// where there is none.
[[nodiscard]] const Finding* shown_finding(const Judgement& judgement);

/// What the signs of formulas mean that are not everybody's.
inline constexpr std::string_view notation_words =
    "Signs: a sum alone is over all entries, with an arrow down it is over each "
    "column, "
    "with an arrow to the right over each row. A dot in a circle multiplies entry by "
    "entry, a slash in a circle divides so, and a condition in brackets behind the "
    "double-struck 1 is 1 where it is true, else 0.";

/// "seed 1, 3 trials: 7 claims: 6 hold, 1 fails"
[[nodiscard]] std::string summary_of(const Verification& verification);

/// Markdown with LaTeX between dollars. Nothing that the author wrote becomes markup.
[[nodiscard]] std::string markdown_of(const Source& source,
                                      const Verification& verification);

/// The same as a page of HTML that needs nothing but itself; formulas are MathML.
[[nodiscard]] std::string page_of(const Source& source,
                                  const Verification& verification);

}  // namespace chainrule::claims
