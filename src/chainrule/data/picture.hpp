#pragma once

#include "chainrule/data/gray_image.hpp"

#include <filesystem>

namespace chainrule::data {

/// A picture that somebody drew, photographed or scanned: PNG or PGM, told by its first
/// bytes. `InputError` for any other file and for what the readers refuse.
[[nodiscard]] GrayImage read_picture(const std::filesystem::path& path);

}  // namespace chainrule::data
