#pragma once

/// @file
/// Every single parameter of a network, checked by complex step. What a change of one
/// weight shares with others is computed once, so that a hundred thousand parameters cost
/// little more than as many units.
///
/// A weight moves one unit of its layer, in every example for itself. So two numerical
/// derivatives say all, both found by complex step through the layers' own forward passes:
///
/// - how an example's loss moves with each unit of each affine layer: one pass through what
///   lies behind the next affine layer for each number that this one reads, all examples at
///   once, times how that number moves with the unit;
/// - how a unit moves with each of its weights: one pass through an affine layer of one
///   unit for each weight, the same for all units.
///
/// The slope of a weight is the sum over the examples of their products. A kernel is a unit
/// at each of its positions: there the sum is over positions, too. No backward pass is used.
/// That examples do not meet before the loss, that activations map every entry by itself,
/// that the windows of a pooling lie side by side and that a unit has weights of its own is
/// what the layers are; a sample of parameters is recomputed in full to show it.

#include "chainrule/check/report.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/objective.hpp"
#include "chainrule/train/workers.hpp"

#include <armadillo>

#include <cstddef>

namespace chainrule::train {

/// The slope of `objective` with respect to every parameter at `x`, numerically. The same
/// bits for any number of workers.
[[nodiscard]] arma::vec every_slope(const TrainConfig& config,
                                    const Objective& objective,
                                    const arma::vec& x,
                                    Workers& workers);

/// Judges the gradient of every parameter of the network that `config` describes, in
/// double precision, on `examples` random pictures, by `config.threads` threads.
///
/// An entry's bar is 16 roundings of the claimed and of the numerical value and 8 times
/// the noise of their difference in its block, measured at a point moved by its last
/// bits; the inequality is `check::judge`. A diagnosis is confirmed at two other points.
[[nodiscard]] GradientReport check_every_parameter(const TrainConfig& config,
                                                   std::size_t examples = 32);

}  // namespace chainrule::train
