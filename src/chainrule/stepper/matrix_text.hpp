#pragma once

/// @file
/// Small matrices in a terminal: aligned, with a heading, several beside each other.

#include "chainrule/stepper/trace.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace chainrule::stepper {

/// Lines of text that belong together and stand beside others.
using TextBlock = std::vector<std::string>;

/// The power of ten that is best taken out of all entries; 0 where they read well as
/// they are.
[[nodiscard]] int exponent_of(const arma::mat& values);

/// Names and shape: "Z logits 5×2", and the power of ten if one is taken out.
[[nodiscard]] std::string matrix_heading(const NamedMatrix& matrix, int exponent);

/// `heading`, and below it the matrix with three decimals, 10^`exponent` taken out. At
/// most `width` columns wide and 16 rows high: "..." stands for the columns and rows of
/// the matrix that do not fit.
[[nodiscard]] TextBlock matrix_text(const std::string& heading,
                                    const NamedMatrix& matrix,
                                    int exponent,
                                    std::size_t width);

/// The blocks from left to right, in as many rows as a `width` asks for.
[[nodiscard]] std::vector<std::string> side_by_side(
    const std::vector<TextBlock>& blocks, std::size_t width);

}  // namespace chainrule::stepper
