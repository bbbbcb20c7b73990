#pragma once

#include "chainrule/data/dataset.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace chainrule::data {

/// What is worth knowing about a data set before training on it. Brightness is in 0 to
/// 1, as a network sees it.
struct Description {
    std::size_t examples = 0, image_rows = 0, image_cols = 0;
    std::array<std::size_t, DataSet::classes> examples_of{};  ///< of each digit
    double mean = 0.0, standard_deviation = 0.0;              ///< over all pixels
    std::uint8_t lowest = 0, highest = 0;                     ///< as bytes
    std::size_t constant_pixels = 0;  ///< places of the same value in every image:
                                      ///< their weights get no information
};

/// `data` must not be empty.
[[nodiscard]] Description describe(const DataSet& data);

}  // namespace chainrule::data
