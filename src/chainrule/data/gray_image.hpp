#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chainrule::data {

/// A picture in grey, 8 bits a pixel, 0 black and 255 white.
struct GrayImage {
    GrayImage() = default;
    GrayImage(std::size_t rows_, std::size_t cols_)
        : rows(rows_), cols(cols_), pixels(rows_ * cols_) {}

    [[nodiscard]] std::uint8_t& at(std::size_t row, std::size_t col) {
        return pixels[row * cols + col];
    }
    [[nodiscard]] std::uint8_t at(std::size_t row, std::size_t col) const {
        return pixels[row * cols + col];
    }

    friend bool operator==(const GrayImage&, const GrayImage&) = default;

    std::size_t rows = 0, cols = 0;
    std::vector<std::uint8_t> pixels;  ///< rows * cols of them, row by row
};

}  // namespace chainrule::data
