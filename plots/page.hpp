#pragma once

/// @file
/// The frame of an HTML page that needs nothing but itself: pictures inside, no
/// scripts, and a content security policy that lets a browser load nothing else.

#include "plots/draw.hpp"

#include <string>

namespace chainrule::plots {

/// `kind` stands above `title`; both are shown as they stand. `body` is mark-up.
[[nodiscard]] std::string page_html(const std::string& kind,
                                    const std::string& title,
                                    const std::string& body);

/// A picture over its caption, with a link to its numbers in `csv_folder`, seen from
/// the page; empty for the page's own.
[[nodiscard]] std::string figure_html(const DrawnPicture& drawn,
                                      const std::string& csv_folder);

}  // namespace chainrule::plots
