#pragma once

/// @file
/// How people write the ten digits: the pen's path, in several ways for each.

#include <cstddef>
#include <vector>

namespace chainrule::data {

/// In a box 14 wide and 20 high, x to the right and y down.
struct PenPoint {
    double x = 0.0, y = 0.0;
};

/// The points a pen passes through without a corner; two strokes that share an end
/// make a corner there.
using Stroke = std::vector<PenPoint>;

using Glyph = std::vector<Stroke>;

inline constexpr PenPoint glyph_centre{7.0, 10.0};

/// The ways `digit` (0 to 9) is written, at least two.
[[nodiscard]] const std::vector<Glyph>& glyphs(std::size_t digit);

}  // namespace chainrule::data
