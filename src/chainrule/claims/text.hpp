#pragma once

/// @file
/// What `chainrule verify` prints for a person.

#include "chainrule/claims/source.hpp"
#include "chainrule/claims/verify.hpp"

#include <string>
#include <string_view>

namespace chainrule::claims {

/// A line for each claim, what is known of those that fail, and a closing count; `quiet`
/// leaves out what holds. Every line ends with a newline.
[[nodiscard]] std::string text_of(const Source& source,
                                  const Verification& verification,
                                  bool quiet);

/// All complaints of a file that cannot be judged.
[[nodiscard]] std::string complaints_of(const Source& source,
                                        const Verification& verification);

/// "3 claims: 2 hold, 1 fails". A claim that is left open counts as such.
[[nodiscard]] std::string count_text(const Verification& verification);

/// "holds", "fails", "undecided", "open".
[[nodiscard]] std::string_view verdict_words(const Judgement& judgement);

/// "1.2e-09"; a dash where there is no error.
[[nodiscard]] std::string error_text(double error);

/// What a reader should know of a claim besides its verdict: the diagnosis, why it is
/// undecided, or what a pass leaves open. May be empty.
[[nodiscard]] std::string remark_text(const Judgement& judgement);

/// A stretch of the file on one line, without comments.
[[nodiscard]] std::string squeezed(std::string_view text);

/// The claim as its author wrote it, on one line: "dL/dZ2 = (P - Y)/N".
[[nodiscard]] std::string claim_text(const Source& source, const Claim& claim);

}  // namespace chainrule::claims
