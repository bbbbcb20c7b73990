#pragma once

#include "chainrule/data/gray_image.hpp"
#include "chainrule/data/named_bytes.hpp"

namespace chainrule::data {

[[nodiscard]] bool is_png(const NamedBytes& file);

/// Any PNG as grey: colours by their luminance, transparent parts over white paper.
/// `InputError` if it is damaged or cut off, or larger than 64 million pixels.
[[nodiscard]] GrayImage read_png(const NamedBytes& file);

/// The bytes of a PNG file of `image`, 8-bit grey. `std::runtime_error` if the image
/// has no pixels.
[[nodiscard]] std::string encode_png(const GrayImage& image);

}  // namespace chainrule::data
