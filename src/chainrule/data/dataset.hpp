#pragma once

/// @file
/// Labelled images as bytes, which is an eighth of what they need as numbers.

#include "chainrule/data/gray_image.hpp"

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::data {

/// Grey images of handwritten digits, all of one size, and which digit each is.
struct DataSet {
    static constexpr std::size_t classes = 10;

    /// image_rows * image_cols x examples: a column is an image, row by row; 0 is
    /// paper and 255 ink.
    arma::Mat<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;  ///< one a column of `pixels`, below `classes`
    std::size_t image_rows = 0, image_cols = 0;

    [[nodiscard]] std::size_t size() const { return labels.size(); }

    /// Image `i` as a picture of its own.
    [[nodiscard]] GrayImage image(std::size_t i) const;
};

/// Storage for `count` images of so many pixels, not set to anything.
[[nodiscard]] arma::Mat<std::uint8_t> room_for_images(std::size_t pixels,
                                                      std::size_t count);

/// A copy of the examples that `which` names, in its order.
[[nodiscard]] DataSet select(const DataSet& data, std::span<const std::size_t> which);

}  // namespace chainrule::data
