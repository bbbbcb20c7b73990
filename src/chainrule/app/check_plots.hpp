#pragma once

/// @file
/// The pictures of `chainrule check --plot`.

#include "chainrule/steps/step.hpp"
#include "chainrule/train/config.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace chainrule::app {

/// Draws v-curve, taylor-slope, agreement and error-map of each step, at the example
/// drawn with `seed`, and of each network: into `folder` if it is one check, else
/// into a folder in it named after the step or the network's layers. Returns the page
/// that shows them, or leads to those that do. `InputError` if a folder cannot be
/// written to or gnuplot is missing.
std::filesystem::path draw_checks(const std::vector<const steps::Step*>& steps,
                                  const std::vector<train::TrainConfig>& networks,
                                  std::uint64_t seed,
                                  const std::filesystem::path& folder);

}  // namespace chainrule::app
