#include "chainrule/data/split.hpp"

#include "chainrule/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace chainrule::data {

namespace {

std::size_t held_back_count(std::size_t count, double share) {
    if (share == 0.0 || count < 2) return 0;
    const auto rounded =
        static_cast<std::size_t>(std::llround(share * static_cast<double>(count)));
    return std::clamp<std::size_t>(rounded, 1, count - 1);
}

}  // namespace

SplitIndices split_indices(std::size_t count, double share, std::uint64_t seed) {
    if (!(share >= 0.0 && share < 1.0)) {
        throw std::invalid_argument(fmt::format(
            "split_indices: need a share of at least 0 and below 1, got {}", share));
    }
    const std::vector<std::size_t> order = Random(seed).permutation(count);
    const auto cut =
        order.begin() + static_cast<std::ptrdiff_t>(held_back_count(count, share));
    SplitIndices split{{cut, order.end()}, {order.begin(), cut}};
    std::sort(split.kept.begin(), split.kept.end());
    std::sort(split.held_back.begin(), split.held_back.end());
    return split;
}

}  // namespace chainrule::data
