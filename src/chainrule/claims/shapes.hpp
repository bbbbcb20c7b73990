#pragma once

/// @file
/// The shape of every part of an expression, found before any number is drawn.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/expression.hpp"
#include "chainrule/claims/source.hpp"

namespace chainrule::claims {

/// Gives every node its shape, and says which are constant and which logical. Numbers
/// that are known from shapes alone (`end`, rows(X)) become number nodes. Throws a
/// `Complaint` in the author's own names where shapes do not fit. `source` may be null
/// for an expression that nobody wrote.
void infer_shapes(Expression& expression,
                  const Derivation& derivation,
                  const Source* source);

/// The shape of dA/dB: B's own where A is a scalar, otherwise the Jacobian's.
[[nodiscard]] Shape derivative_shape(const Symbol& of, const Symbol& wrt);

/// Why dA/dB is no derivative this language has; an empty message if it is one.
[[nodiscard]] Complaint derivative_complaint(const Derivation& derivation,
                                             SymbolId of,
                                             SymbolId wrt,
                                             Span at);

/// Throws a `Complaint` if a matrix of this shape is larger than is allowed.
void require_reasonable(Shape shape, Span at);

}  // namespace chainrule::claims
