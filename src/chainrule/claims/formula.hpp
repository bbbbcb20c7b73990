#pragma once

/// @file
/// Lines of a derivation file as mathematics, the way one writes it by hand: products
/// stand beside each other, `.*` is an odot, dL/dX is a fraction, a comparison is an
/// indicator. A sum is over everything, down each column (an arrow down) or along each
/// row (an arrow to the right), as its dimension says.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/notation.hpp"

#include <string>

namespace chainrule::claims {

/// What a symbol's statement says: `X ∈ R^{5×6}`, `Z = W X + b`, `f(z) = z²`.
[[nodiscard]] std::string statement_formula(const Source& source,
                                            const Derivation& derivation,
                                            SymbolId symbol,
                                            const Notation& notation);

/// A claim, both sides of it; of one that is left open the left side and a question mark.
[[nodiscard]] std::string claim_formula(const Source& source,
                                        const Derivation& derivation,
                                        const Claim& claim,
                                        const Notation& notation);

/// The left side alone.
[[nodiscard]] std::string claimed_formula(const Source& source,
                                          const Derivation& derivation,
                                          const Claim& claim,
                                          const Notation& notation);

/// A name: "W1", "Wf" and "W_f" have an index, "sigma" is a Greek letter, "loss" upright.
[[nodiscard]] std::string name_formula(std::string_view name, const Notation& notation);

/// Four significant digits of every entry; of a large matrix the first rows and columns.
[[nodiscard]] std::string matrix_formula(const arma::mat& values,
                                         const Notation& notation);

}  // namespace chainrule::claims
