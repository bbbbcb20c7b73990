#pragma once

/// @file
/// Pictures into a folder.

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

/// Writes NAME.svg, NAME.png and NAME.csv of each picture into `folder`, which is made,
/// and returns them in the same order. `InputError` if gnuplot or its fonts are missing, before
/// anything is drawn, or if `folder` cannot be written to.
std::vector<DrawnPicture> draw_pictures(std::vector<Picture> pictures,
                                        const std::filesystem::path& folder,
                                        const Progress& progress = {});

/// Pictures and the folder that they go to.
struct PictureFolder {
    std::filesystem::path folder;
    std::vector<Picture> pictures;
};

/// The same for several folders, all their pictures in one go; the progress then calls
/// them FOLDER/NAME, without what leads to the folder.
std::vector<std::vector<DrawnPicture>> draw_folders(std::vector<PictureFolder> folders,
                                                    const Progress& progress = {});

/// The same for all pictures of a run.
std::vector<DrawnPicture> draw_all(const train::RunRecord& record,
                                   const std::filesystem::path& folder,
                                   const Progress& progress = {});

}  // namespace chainrule::plots
