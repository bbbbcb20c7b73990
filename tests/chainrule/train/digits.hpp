#pragma once

/// @file
/// Small data and small networks for tests of training.

#include "chainrule/data/load.hpp"
#include "chainrule/data/strokes.hpp"
#include "chainrule/train/config.hpp"

#include <cstddef>

namespace chainrule::tests {

[[nodiscard]] inline data::Split few_digits(std::size_t train, std::size_t test) {
    return {data::draw_digits(train, 1), data::draw_digits(test, 2), {}};
}

/// 784-12-10, three epochs of batches of 64.
[[nodiscard]] inline train::TrainConfig small_config() {
    train::TrainConfig config;
    config.layers = {784, 12, 10};
    config.epochs = 3;
    config.threads = 1;
    return config;
}

}  // namespace chainrule::tests
