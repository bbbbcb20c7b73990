#pragma once

/// @file
/// A trained network with all that is needed to use it.

#include "chainrule/train/config.hpp"

#include <armadillo>

#include <filesystem>
#include <string>
#include <vector>

namespace chainrule::train {

struct Model {
    TrainConfig config;
    arma::fvec parameters;  ///< laid out as `Network(config).layout()` says
    std::vector<std::string> class_names;
    double pixel_scale = 1.0 / 255.0;  ///< an input is this times a byte, 255 being ink

    /// W1, units x pixels.
    [[nodiscard]] arma::fmat first_weights() const;
};

/// Writes an HDF5 file. In Python, with `f = h5py.File(path)` and a column x of pixels
/// times `f["pixel_scale"]`, the first layer is
/// `f["parameters/W1"] @ x + f["parameters/b1"]`, W1 being units x inputs.
void save_model(const std::filesystem::path& path, const Model& model);

/// `InputError` if the file is missing or damaged, is no model, or its matrices do not
/// fit the network its configuration describes.
[[nodiscard]] Model load_model(const std::filesystem::path& path);

}  // namespace chainrule::train
