#pragma once

/// @file
/// The pages that show the pictures of checks with what they mean.

#include "plots/check_pictures.hpp"
#include "plots/draw.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace chainrule::plots {

/// One check: its pictures over their captions, then its report as text. It lies in
/// the folder of the pictures' CSV files.
[[nodiscard]] std::string check_page_html(const CheckRecord& record,
                                          std::span<const DrawnPicture> pictures);

/// The pages of several checks, those that do not hold first, as links seen from
/// `folder`.
[[nodiscard]] std::string check_list_html(std::span<const DrawnCheck> checks,
                                          const std::filesystem::path& folder);

}  // namespace chainrule::plots
