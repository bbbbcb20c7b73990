#pragma once

/// @file
/// A person's own digit, made to look like the digits a network was trained on.

#include "chainrule/data/gray_image.hpp"
#include "chainrule/data/ink.hpp"

#include <string>
#include <vector>

namespace chainrule::data {

struct Prepared {
    GrayImage before;                ///< as it was given
    GrayImage image;                 ///< 28x28, 0 paper and 255 ink
    std::vector<std::string> notes;  ///< sentences: what was done, what looks unusual
};

/// The steps by which MNIST was made: dark paper (a picture with a bright border is
/// inverted), full contrast, cut to the digit, fitted into 20x20 with its proportions
/// kept, and put into 28x28 with its centre of mass in the middle. A note says where
/// the writing is outside `usual`, the range of the training set.
///
/// `InputError` naming the picture `name` if it is smaller than 3x3 or all of about one
/// shade.
[[nodiscard]] Prepared prepare_digit(const GrayImage& image,
                                     const std::string& name,
                                     const InkRange& usual);

}  // namespace chainrule::data
