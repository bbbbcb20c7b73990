#pragma once

/// @file
/// All pictures of a run, into a folder.

#include "plots/picture.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace chainrule::plots {

struct DrawnPicture {
    Picture picture;
    Rendering rendering;
};

/// Called after each picture, by one thread at a time.
using Progress =
    std::function<void(std::size_t done, std::size_t all, const std::string& name)>;

/// Writes NAME.svg, NAME.png and NAME.csv of every picture into `folder` and returns
/// them in reading order. `InputError` if gnuplot or its fonts are missing, before
/// anything is drawn, or if `folder` cannot be written to.
std::vector<DrawnPicture> draw_all(const train::RunRecord& record,
                                   const std::filesystem::path& folder,
                                   const Progress& progress = {});

}  // namespace chainrule::plots
