#pragma once

/// @file
/// What the templates hand their callables to, once these are functions of flat
/// vectors. Behind it nothing depends on the caller's types.

#include "chainrule/check/linkage.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

namespace chainrule::check {

/// Puts the problem before all oracles that the options and the callables permit.
[[nodiscard]] CHAINRULE_JUDGE Report examine(const Problem& problem,
                                             const CheckOptions& options);

/// The same for a backward pass, with the adjoint identity as one more oracle.
[[nodiscard]] CHAINRULE_JUDGE VjpReport examine(const Pullback& pullback,
                                                const CheckOptions& options);

/// Judges H entry by entry if they are few enough. Of more it judges H v for a random
/// v, which is the gradient of <v, gradient> because H is symmetric: the product then
/// is the gradient's backward pass, and H is never built. `problem` has everything but
/// the claimed derivatives.
[[nodiscard]] CHAINRULE_JUDGE Report examine_product(Problem problem,
                                                     const Product& product,
                                                     const CheckOptions& options);

/// H is its own transpose wherever the second derivatives are continuous.
CHAINRULE_JUDGE void judge_symmetry(const arma::mat& hessian, Report& report);

/// What the check of the gradient, on which all the rest stands, found.
CHAINRULE_JUDGE void include_gradient(const GradientReport& gradient, Report& report);

}  // namespace chainrule::check

#ifndef CHAINRULE_JUDGE_COMPILED
#include "chainrule/check/examine.hpp"
#include "chainrule/check/examine_hessian.hpp"
#include "chainrule/check/examine_vjp.hpp"
#include "chainrule/check/print.hpp"
#endif
