#pragma once

/// @file
/// How heavily a digit is written. A network trained on broad strokes reads thin ones
/// badly, and nothing else about the picture says so.

#include "chainrule/data/dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace chainrule::data {

struct Ink {
    double mean = 0.0;       ///< share of the image that is ink, grey counted in part
    double thickness = 0.0;  ///< of the strokes, in pixels; 0 on a blank image
};

/// The ink of an image of `rows` * `cols` pixels, 0 paper and 255 ink.
///
/// A stroke of thickness w and length l has w l of ink, and 2 l of edges (the sum of
/// the gradient's length over the image), hence w = 2 ink / edges.
[[nodiscard]] Ink measure_ink(std::span<const std::uint8_t> pixels,
                              std::size_t rows,
                              std::size_t cols);

/// Between these lie all but the lowest and the highest 1 % of a data set.
struct InkRange {
    Ink low, high;
};

/// The range over the first 2,000 images of `data`, which must not be empty.
[[nodiscard]] InkRange ink_range(const DataSet& data);

}  // namespace chainrule::data
