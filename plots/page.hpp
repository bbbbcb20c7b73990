#pragma once

/// @file
/// A picture in a page of HTML.

#include "plots/draw.hpp"

#include <string>

namespace chainrule::plots {

/// A picture over its caption, with a link to its numbers in `csv_folder`, seen from
/// the page; empty for the page's own.
[[nodiscard]] std::string figure_html(const DrawnPicture& drawn,
                                      const std::string& csv_folder);

}  // namespace chainrule::plots
