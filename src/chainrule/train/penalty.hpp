#pragma once

/// @file
/// The L2 penalty of all weights; biases are free.

#include "chainrule/train/parameters.hpp"
#include "derivations/support/scalar.hpp"

#include <armadillo>

namespace chainrule::train {

/// Half of `strength` times the sum of squares of all weights.
template <Scalar eT>
[[nodiscard]] eT penalty(double strength,
                         const Layout& layout,
                         const arma::Col<eT>& parameters);

/// Adds the gradient of `penalty` to `gradient`. Nothing for a strength of 0.
template <Scalar eT>
void add_penalty_gradient(double strength,
                          const Layout& layout,
                          const arma::Col<eT>& parameters,
                          arma::Col<eT>& gradient);

}  // namespace chainrule::train
