#pragma once

/// @file
/// Pictures in a terminal: a character cell holds two pixels, one above the other.

#include "chainrule/data/gray_image.hpp"

#include <string>

namespace chainrule::app {

/// Both pictures beside each other under the words "as given" and "as the network sees
/// it", each at most 28 cells wide, in the shades of Unicode's block elements.
[[nodiscard]] std::string side_by_side(const data::GrayImage& before,
                                       const data::GrayImage& after);

}  // namespace chainrule::app
