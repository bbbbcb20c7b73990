#pragma once

/// @file
/// PGM, the grey format that every tool can write: "P2" or "P5", width, height and the
/// value of white as text, with comments from # to the end of a line; then the pixels
/// row by row, as text (P2) or as bytes (P5).

#include "chainrule/data/gray_image.hpp"
#include "chainrule/data/named_bytes.hpp"

namespace chainrule::data {

[[nodiscard]] bool is_pgm(const NamedBytes& file);

/// The picture, its white scaled to 255. `InputError` naming the byte if a number is
/// missing, too large, or the file holds fewer pixels than it promises. White may be 1
/// to 255.
[[nodiscard]] GrayImage read_pgm(const NamedBytes& file);

}  // namespace chainrule::data
