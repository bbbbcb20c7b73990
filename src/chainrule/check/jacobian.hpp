#pragma once

/// @file
/// Is this the Jacobian of that function?

#include "chainrule/check/examine.hpp"
#include "chainrule/check/gradient.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

namespace chainrule {

/// Checks that `jacobian(x)` is the m x n Jacobian of `f` at `x`: entry (i, j) is the
/// derivative of output i with respect to entry j of x, both counted column by column.
/// `options.blocks` name the parts of x for the audit and the sample.
template <class F, class J, check::RealMatrix X>
[[nodiscard]] JacobianReport check_jacobian(F&& f,
                                            J&& jacobian,
                                            const X& x,
                                            const CheckOptions& options = {}) {
    const check::Problem problem{"Jacobian",
                                 check::erase(f, x),
                                 check::erase_claimed(jacobian, x),
                                 arma::vectorise(x),
                                 arma::size(x),
                                 true};
    return check::examine(problem, options);
}

}  // namespace chainrule
