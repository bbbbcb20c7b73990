#pragma once

/// @file
/// What a trained network says of one image.

#include "chainrule/train/model.hpp"

#include <armadillo>

#include <cstdint>
#include <span>

namespace chainrule::train {

/// One number between 0 and 1 for each class; with softmax they add up to 1. `pixels`
/// are as many bytes as the first layer reads, 0 paper and 255 ink.
[[nodiscard]] arma::vec class_probabilities(const Model& model,
                                            std::span<const std::uint8_t> pixels);

}  // namespace chainrule::train
