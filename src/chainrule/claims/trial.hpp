#pragma once

/// @file
/// One random draw of everything that is given, and the forward pass on it.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/evaluate.hpp"
#include "chainrule/random.hpp"

#include <cstdint>
#include <string>

namespace chainrule::claims {

/// Which draw: the same words give the same numbers.
struct Draw {
    std::uint64_t seed = 1;
    std::uint64_t trial = 0;

    /// Above 0, every drawn number, and every fixed one that is not whole, is moved a
    /// little: so far that all that is computed with it rounds anew, and not so far that
    /// the point is another.
    std::uint64_t nudge = 0;
};

struct Trial {
    Draw draw;
    Values values;           ///< of all matrices
    std::string not_finite;  ///< the first name with a value that is not; else empty
};

/// Draws and computes. A forward pass that is not finite is drawn anew a few times,
/// since a function may have a smaller domain than what is drawn.
[[nodiscard]] Trial make_trial(const Derivation& derivation, Draw draw, Meter& meter);

/// One matrix from a distribution.
[[nodiscard]] arma::mat drawn(const Distribution& distribution,
                              Shape shape,
                              std::uint64_t seed,
                              std::uint64_t stream);

/// Moves every element by some 1e-7 of it.
void nudge(arma::mat& x, Random& random);

}  // namespace chainrule::claims
