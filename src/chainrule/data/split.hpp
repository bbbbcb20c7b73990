#pragma once

/// @file
/// Which examples to train on and which to hold back, as index lists: no pixel is
/// copied.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chainrule::data {

/// Together every index once; each list in ascending order.
struct SplitIndices {
    std::vector<std::size_t> kept, held_back;
};

/// Holds back `share` (0 <= share < 1, rounded to whole examples) of `count` examples,
/// drawn without replacement from the stream of `seed`. A share above 0 holds back at
/// least one example, and one at least is kept, where `count` allows both.
/// `std::invalid_argument` for any other share.
[[nodiscard]] SplitIndices split_indices(std::size_t count,
                                         double share,
                                         std::uint64_t seed);

}  // namespace chainrule::data
