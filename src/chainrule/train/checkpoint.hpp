#pragma once

/// @file
/// Where a run stands, stored so that it can go on to the same bits.

#include "chainrule/train/config.hpp"
#include "chainrule/train/state.hpp"

#include <filesystem>

namespace chainrule::train {

struct Checkpoint {
    TrainConfig config;
    TrainState state;
};

/// Writes an HDF5 file in one instant.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// `InputError` if the file is missing or damaged, is no checkpoint, or its matrices do
/// not fit the network its configuration describes.
[[nodiscard]] Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace chainrule::train
