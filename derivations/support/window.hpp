#pragma once

/// @file
/// A square window that moves over images, and where the numbers of an image stand.
///
/// An image is one column, like every example: pixel by pixel, row by row, and for each
/// pixel one number a channel. Of H x W pixels with C channels, channel c of pixel
/// (i, j) stands in row (i W + j) C + c. A grey image is its bytes as a file has them,
/// and what several kernels give at one place stands together, so that a convolution is
/// one matrix product for the whole batch.

#include "derivations/support/errors.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <string_view>

namespace chainrule {

struct Window {
    arma::uword height, width, channels;  ///< H, W and C of an image
    arma::uword side;                     ///< k: the window covers k x k pixels
    arma::uword stride;                   ///< s: pixels from one position to the next
    arma::uword padding;                  ///< p: rows and columns of zeros on each side

    /// The sizes it gives a step's description: its six numbers, then I and J.
    static constexpr std::string_view letters = "HWCkspIJ";
    static constexpr arma::uword numbers = 6;

    /// I: positions below each other. Rows at the end that fill no stride are not read.
    [[nodiscard]] arma::uword rows() const {
        return (height + 2 * padding - side) / stride + 1;
    }
    /// J: positions beside each other.
    [[nodiscard]] arma::uword cols() const {
        return (width + 2 * padding - side) / stride + 1;
    }
    [[nodiscard]] arma::uword positions() const { return rows() * cols(); }
    [[nodiscard]] arma::uword image_size() const { return height * width * channels; }
    [[nodiscard]] arma::uword patch_size() const { return side * side * channels; }

    /// In the order of `letters`.
    [[nodiscard]] std::array<arma::uword, letters.size()> sizes() const {
        return {height, width, channels, side, stride, padding, rows(), cols()};
    }

    /// Calls `visit(position, place, pixel, count)` for each row of pixels under the
    /// window: at position i J + j, the pixels from `pixel` on, `count` of them, lie at
    /// the places from `place` = u k + v on. Padding is left out: nothing is there.
    template <class Visit>
    void for_each_row(Visit&& visit) const {
        const arma::uword down = rows(), across = cols();
        for (arma::uword i = 0; i < down; ++i) {
            for (arma::uword j = 0; j < across; ++j) {
                const arma::uword left = j * stride;  // counted with the padding
                const arma::uword first = std::max(left, padding);
                const arma::uword last = std::min(left + side, padding + width);
                for (arma::uword u = 0; u < side && first < last; ++u) {
                    const arma::uword row = i * stride + u;
                    if (row < padding || row >= padding + height) continue;
                    visit(i * across + j,
                          u * side + first - left,
                          (row - padding) * width + first - padding,
                          last - first);
                }
            }
        }
    }

    friend bool operator==(const Window&, const Window&) = default;
};

/// `ValueError` unless the window fits into the padded image and sees some of the image
/// wherever it stands.
inline void require_fitting(std::string_view step, const Window& window) {
    if (window.height == 0 || window.width == 0 || window.channels == 0 ||
        window.side == 0 || window.stride == 0) {
        throw ValueError(step, "a window with H, W, C, k and s of at least 1", "0");
    }
    if (window.padding >= window.side) {
        throw ValueError(
            step,
            "a padding below the window's side, " + std::to_string(window.side),
            std::to_string(window.padding));
    }
    const auto square = [](arma::uword rows, arma::uword cols) {
        return shape_text(arma::SizeMat(rows, cols));
    };
    const arma::uword high = window.height + 2 * window.padding;
    const arma::uword wide = window.width + 2 * window.padding;
    if (window.side > high || window.side > wide) {
        throw ValueError(step,
                         "a window within the padded image, " + square(high, wide),
                         square(window.side, window.side));
    }
}

/// The same for a step that pools, for which padding has no value to offer.
inline void require_no_padding(std::string_view step, const Window& window) {
    if (window.padding == 0) return;
    throw ValueError(step, "a window without padding", std::to_string(window.padding));
}

}  // namespace chainrule
