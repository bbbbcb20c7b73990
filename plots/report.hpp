#pragma once

/// @file
/// The page that gathers what a run did: figures, pictures, tables, options.

#include "plots/draw.hpp"

#include <span>
#include <string>

namespace chainrule::plots {

/// One HTML page that needs nothing but itself: pictures inside, no scripts, and a
/// content security policy that lets a browser load nothing else. `picture_folder`
/// is where the CSV files lie, seen from the page; it is only linked to. Texts of
/// the run are shown as they stand and never become mark-up.
[[nodiscard]] std::string report_html(const train::RunRecord& record,
                                      std::span<const DrawnPicture> pictures,
                                      const std::string& picture_folder = "plots");

}  // namespace chainrule::plots
