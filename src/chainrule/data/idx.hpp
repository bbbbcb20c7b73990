#pragma once

/// @file
/// IDX, the format MNIST is published in: two zero bytes, a byte for the element type
/// (8: unsigned byte), a byte for the number of dimensions, each dimension as a
/// big-endian 32-bit number, then the elements, the last dimension fastest.

#include "chainrule/data/dataset.hpp"
#include "chainrule/data/named_bytes.hpp"

namespace chainrule::data {

/// The data set of an images file (3 dimensions) and its labels file (1 dimension).
/// `InputError` if a header is short, of another kind, or promises anything but the
/// bytes that follow; if a label is above 9; if the counts differ.
[[nodiscard]] DataSet read_idx(const NamedBytes& images, const NamedBytes& labels);

}  // namespace chainrule::data
