#pragma once

/// @file
/// Bytes with the name a person knows them by, so that a reader never needs to know
/// whether they came from a file, a gzip file or a member of a zip file.

#include <cstddef>
#include <string>

namespace chainrule::data {

struct NamedBytes {
    std::string name;  ///< "train.csv.gz", "mnist.zip: train.csv": for messages
    std::string bytes;
};

/// No file is unpacked to more than this many bytes (1 GiB). MNIST as CSV is 110 MB;
/// a gzip file can grow by a factor of 1032, so that 10 MB can hide 10 GB.
inline constexpr std::size_t unpacked_limit = std::size_t{1} << 30;

}  // namespace chainrule::data
