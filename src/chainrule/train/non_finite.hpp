#pragma once

/// @file
/// Where a number stopped being one.

#include "chainrule/data/dataset.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/layer.hpp"

#include <armadillo>

#include <cstddef>
#include <span>
#include <string>

namespace chainrule::train {

/// Goes through one batch again, layer by layer, and says where the first value that is
/// NaN or infinite appears: "the activations of 2 linear", "the loss", "the gradient of
/// W1". Empty if all is finite.
[[nodiscard]] std::string first_non_finite(const TrainConfig& config,
                                           const arma::fvec& parameters,
                                           const data::DataSet& data,
                                           std::span<const std::size_t> batch,
                                           const Pass& pass);

/// The first block of `parameters` that is not finite: "W1"; empty if all are.
[[nodiscard]] std::string first_non_finite_block(const Layout& layout,
                                                 const arma::fvec& parameters);

}  // namespace chainrule::train
