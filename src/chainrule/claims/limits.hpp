#pragma once

/// @file
/// What a derivation file may ask for. A file may come from anybody: everything that it
/// can make large is bounded here, and what goes beyond is refused with its place.

#include <cstddef>
#include <cstdint>

namespace chainrule::claims::limits {

inline constexpr std::size_t file_bytes = 1 << 20;
inline constexpr std::size_t line_bytes = 10'000;
inline constexpr int nesting = 200;          ///< brackets and signs within each other
inline constexpr int tree_depth = 1'000;     ///< terms of one sum, for instance
inline constexpr std::size_t names = 2'000;  ///< and as many claims
inline constexpr double size = 1e6;          ///< of a `size`, and of a dimension
inline constexpr double elements = 1e6;      ///< of one matrix: 8 MB
inline constexpr double all_elements = 4e6;  ///< of all named matrices together
inline constexpr double trials = 1'000;
inline constexpr std::size_t complaints = 20;  ///< more say nothing new

/// Scalar operations to judge one file: some ten seconds.
inline constexpr std::uint64_t work = 10'000'000'000;

/// Those to explain what fails: some three seconds.
inline constexpr std::uint64_t work_of_diagnosis = 3'000'000'000;

}  // namespace chainrule::claims::limits
