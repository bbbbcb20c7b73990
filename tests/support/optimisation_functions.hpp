#pragma once

/// @file
/// Well-known test functions of optimisation with gradients written by hand: those of
/// Moré, Garbow and Hillstrom (ACM Trans. Math. Softw. 7, 1981) at their usual starting
/// points, and others from the literature of global optimisation.

#include <armadillo>

#include <functional>
#include <string>
#include <vector>

namespace chainrule::tests {

struct OptimisationFunction {
    std::string name;
    std::function<double(const arma::vec&)> f;
    std::function<arma::vec(const arma::vec&)> gradient;
    arma::vec start;
    double spread = 1.0;  ///< random points lie so far around `start`, in units of
                          ///< max(1, |start_i|)
};

/// All of them, more than fifty.
[[nodiscard]] const std::vector<OptimisationFunction>& optimisation_functions();

}  // namespace chainrule::tests
