#pragma once

/// @file
/// The one front door to data: what stands after `--data`.

#include "chainrule/data/dataset.hpp"

#include <string>
#include <vector>

namespace chainrule::data {

/// A training and a test set of images of one size, neither of them empty.
struct Split {
    DataSet train, test;
    std::vector<std::string> notes;  ///< sentences on what a reader would not expect
};

/// The data set at `where`:
///
/// - `digits`: the built-in ones, 20,000 and 4,000;
/// - a folder or a .zip with MNIST's four IDX files or with CSV files, of which one has
///   "train" in its name and one "test";
/// - a .csv file, of which a seventh is held back as the test set, the same every time;
/// - any of these gzipped, file by file;
/// - a bare name such as `mnist`: the folder of that name in `$CHAINRULE_DATA` or in
///   `~/.cache/chainrule`.
///
/// What a file is, is told from its content. `InputError` if nothing usable is there.
[[nodiscard]] Split load(const std::string& where);

}  // namespace chainrule::data
