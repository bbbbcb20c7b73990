#pragma once

/// @file
/// Sentences for the report on what is wrong with a network, each with its evidence.

#include <armadillo>

#include <cstddef>
#include <string>

namespace chainrule::train {

/// The classes that stand in the test set and are never predicted; empty if there are
/// none. `confusion` has true classes as rows.
[[nodiscard]] std::string never_predicted(const arma::umat& confusion);

/// Of a network with a ReLU on its logits: for each class the share of its own examples
/// whose true logit is 0. Such an example pulls its class's weights by exactly 0,
/// however wrong the network is. `logits` is classes x N, `labels` 1 x N.
[[nodiscard]] std::string starved_classes(const arma::fmat& logits,
                                          const arma::urowvec& labels);

/// Of a network whose output biases all move by one number, the sum of P - Y, which is
/// 0: what that number was `measured` as in double precision, and how far `final_bias`
/// is from `initial_bias` after `steps` steps.
[[nodiscard]] std::string stuck_bias(double measured,
                                     const arma::fvec& initial_bias,
                                     const arma::fvec& final_bias,
                                     std::size_t steps);

}  // namespace chainrule::train
