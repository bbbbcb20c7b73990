#pragma once

/// @file
/// What kind of mistake a failing claim makes.

#include <armadillo>

#include <string>
#include <string_view>

namespace chainrule::claims {

enum class Kind {
    factor,          ///< claim = c * truth, or a factor of the line is one too many
    sign,            ///< a sign is wrong
    transpose,       ///< a transpose is missing, or one too many
    shape,           ///< the claim has not the shape of its variable
    missing_term,    ///< truth - claim is a multiple of something with a name
    extra_term,      ///< claim - truth likewise
    missing_factor,  ///< truth = claim .* (something with a name)
    matmul_vs_elementwise,
    wrong_entries,   ///< only some entries differ
    wrong_variable,  ///< right with another name in one place
    unknown,
};

/// "missing-term"
[[nodiscard]] std::string_view to_string(Kind kind);

struct Diagnosis {
    Kind kind = Kind::unknown;
    double value = arma::datum::nan;  ///< the factor or coefficient, if there is one
    std::string name;                 ///< its name, or that of what is missing
    std::string text;                 ///< a sentence for the learner
};

}  // namespace chainrule::claims
