#pragma once

/// @file
/// Is this the Jacobian of that function?

#include "chainrule/check/judge.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

namespace chainrule {

/// Checks that `jacobian(x)` is the m x n Jacobian of `f` at `x`: entry (i, j) is the
/// derivative of output i with respect to entry j of x, both counted column by column.
/// `options.blocks` name the parts of x for the audit and the sample.
/// x and the callables are as for `check_gradient`; f returns a number, a matrix or a
/// range of numbers.
template <class F, class J, check::Point X>
[[nodiscard]] JacobianReport check_jacobian(F&& f,
                                            J&& jacobian,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    check::Problem problem = check::problem_of("Jacobian", f, jacobian, x);
    problem.jacobian = true;
    return check::examine(problem, check::options_for(x, options));
}

}  // namespace chainrule
