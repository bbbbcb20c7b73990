#pragma once

/// @file
/// The numerical judge: `check_gradient`, `check_jacobian`, `check_vjp`,
/// `check_hessian`; `v_curve` and `taylor_curve` to see why a verdict needs no tolerance.
///
/// Needs Armadillo and the standard library alone.

#include "chainrule/check/gradient.hpp"
#include "chainrule/check/hessian.hpp"
#include "chainrule/check/jacobian.hpp"
#include "chainrule/check/taylor_curve.hpp"
#include "chainrule/check/v_curve.hpp"
#include "chainrule/check/vjp.hpp"
