#pragma once

/// @file
/// The random streams of a run. Each use of chance has a word of its own after the
/// seed, so that no two draw the same numbers and a run can be taken up anywhere.

#include <cstdint>

namespace chainrule::train::stream {

inline constexpr std::uint64_t initial = 1;     ///< then the block
inline constexpr std::uint64_t order = 2;       ///< then the epoch
inline constexpr std::uint64_t dropout = 3;     ///< then step, depth, first example
inline constexpr std::uint64_t validation = 4;  ///< which examples are held back
inline constexpr std::uint64_t self_check = 5;  ///< then the word of each of its draws

}  // namespace chainrule::train::stream
