#include "chainrule/data/prepare.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chainrule::data {

namespace {

constexpr std::size_t side = 28;
constexpr std::size_t box_side = 20;  // MNIST leaves a margin of 4 pixels

/// The median brightness of the border: that of the paper, where the digit does not
/// fill the border.
std::uint8_t paper_of(const GrayImage& image) {
    std::vector<std::uint8_t> border;
    for (std::size_t row = 0; row < image.rows; ++row) {
        const bool whole_row = row == 0 || row + 1 == image.rows;
        for (std::size_t col = 0; col < image.cols; ++col) {
            if (whole_row || col == 0 || col + 1 == image.cols) {
                border.push_back(image.at(row, col));
            }
        }
    }
    const auto middle = border.begin() + static_cast<std::ptrdiff_t>(border.size() / 2);
    std::nth_element(border.begin(), middle, border.end());
    return *middle;
}

void invert(GrayImage& image) {
    for (std::uint8_t& pixel : image.pixels) {
        pixel = static_cast<std::uint8_t>(255 - pixel);
    }
}

/// Maps `low` and below to 0, and the brightest pixel, which must be above `low`, to 255.
void stretch(GrayImage& image, double low) {
    const double high = *std::max_element(image.pixels.begin(), image.pixels.end());
    for (std::uint8_t& pixel : image.pixels) {
        const double share = std::max((pixel - low) / (high - low), 0.0);
        pixel = static_cast<std::uint8_t>(std::lround(255.0 * share));
    }
}

struct Box {
    std::size_t top, bottom, left, right;  // bottom and right are not inside
};

/// The smallest box around all pixels of at least half ink. There must be one.
Box digit_box(const GrayImage& image) {
    Box box{image.rows, 0, image.cols, 0};
    for (std::size_t row = 0; row < image.rows; ++row) {
        for (std::size_t col = 0; col < image.cols; ++col) {
            if (image.at(row, col) < 128) continue;
            box.top = std::min(box.top, row);
            box.bottom = std::max(box.bottom, row + 1);
            box.left = std::min(box.left, col);
            box.right = std::max(box.right, col + 1);
        }
    }
    return box;
}

GrayImage crop(const GrayImage& image, const Box& box) {
    GrayImage inside(box.bottom - box.top, box.right - box.left);
    for (std::size_t row = 0; row < inside.rows; ++row) {
        for (std::size_t col = 0; col < inside.cols; ++col) {
            inside.at(row, col) = image.at(box.top + row, box.left + col);
        }
    }
    return inside;
}

/// to x from: row i holds the share of each old pixel in new pixel i; its sum is 1.
arma::mat area_weights(std::size_t from, std::size_t to) {
    arma::mat weights(to, from, arma::fill::zeros);
    const double width = static_cast<double>(from) / static_cast<double>(to);
    for (std::size_t i = 0; i < to; ++i) {
        const double begin = width * static_cast<double>(i), end = begin + width;
        for (auto j = static_cast<std::size_t>(begin); j < from; ++j) {
            const auto at = static_cast<double>(j);
            const double overlap = std::min(end, at + 1.0) - std::max(begin, at);
            if (overlap <= 0.0) break;
            weights(i, j) = overlap / width;
        }
    }
    return weights;
}

/// Every new pixel is the mean of the area it covers, so that no stroke is lost; thin
/// ones fade, hence the brightest pixel becomes 255. `image` must not be all 0.
GrayImage resize(const GrayImage& image, std::size_t rows, std::size_t cols) {
    arma::mat old(image.rows, image.cols);
    for (std::size_t row = 0; row < image.rows; ++row) {
        for (std::size_t col = 0; col < image.cols; ++col) {
            old(row, col) = image.at(row, col);
        }
    }
    arma::mat mean =
        area_weights(image.rows, rows) * old * area_weights(image.cols, cols).t();
    mean *= 255.0 / mean.max();
    GrayImage resized(rows, cols);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t col = 0; col < cols; ++col) {
            resized.at(row, col) =
                static_cast<std::uint8_t>(std::lround(mean(row, col)));
        }
    }
    return resized;
}

GrayImage fit_into_box(const GrayImage& digit) {
    const double scale = static_cast<double>(box_side) /
                         static_cast<double>(std::max(digit.rows, digit.cols));
    const auto scaled = [scale](std::size_t length) {
        const auto pixels = std::lround(scale * static_cast<double>(length));
        return static_cast<std::size_t>(std::max(pixels, 1L));
    };
    return resize(digit, scaled(digit.rows), scaled(digit.cols));
}

/// Where the first row (or column) goes so that `centre`, counted from it, comes to the
/// middle, or as near as the edges allow.
std::size_t offset_for(double centre, std::size_t length) {
    const auto wanted = std::lround(static_cast<double>(side) / 2.0 - centre);
    return static_cast<std::size_t>(
        std::clamp(wanted, 0L, static_cast<long>(side - length)));
}

GrayImage centre_by_mass(const GrayImage& digit) {
    double mass = 0.0, row_moment = 0.0, col_moment = 0.0;
    for (std::size_t row = 0; row < digit.rows; ++row) {
        for (std::size_t col = 0; col < digit.cols; ++col) {
            const double ink = digit.at(row, col);
            mass += ink;
            row_moment += ink * (static_cast<double>(row) + 0.5);
            col_moment += ink * (static_cast<double>(col) + 0.5);
        }
    }
    const std::size_t top = offset_for(row_moment / mass, digit.rows);
    const std::size_t left = offset_for(col_moment / mass, digit.cols);
    GrayImage centred(side, side);
    for (std::size_t row = 0; row < digit.rows; ++row) {
        for (std::size_t col = 0; col < digit.cols; ++col) {
            centred.at(top + row, left + col) = digit.at(row, col);
        }
    }
    return centred;
}

/// Paper at 0 and ink at 255, with a note if that took an inversion.
GrayImage ink_on_paper(GrayImage image,
                       const std::string& name,
                       std::vector<std::string>& notes) {
    constexpr int least_contrast = 32;
    // A fifth of the contrast is left to shadows and the grain of the paper.
    constexpr double paper_share = 0.2;
    if (paper_of(image) > 127) {
        invert(image);
        notes.emplace_back("inverted, because the border is bright");
    }
    const int paper = paper_of(image);
    const int ink = *std::max_element(image.pixels.begin(), image.pixels.end());
    if (ink - paper < least_contrast) {
        throw InputError({name,
                          "",
                          "a digit that differs from its paper",
                          fmt::format("{} of 255 shades between them", ink - paper),
                          "write darker, or on clean paper"});
    }
    stretch(image, paper + paper_share * (ink - paper));
    return image;
}

bool outside(double value, double low, double high) {
    return value < low || value > high;
}

void note_unusual(const Ink& own,
                  const InkRange& usual,
                  std::vector<std::string>& notes) {
    const auto& [low, high] = usual;
    if (outside(own.thickness, low.thickness, high.thickness)) {
        notes.push_back(fmt::format(
            "the strokes are {:.1f} pixels thick, in the training set {:.1f} "
            "to {:.1f}: a {} pen may be read better",
            own.thickness,
            low.thickness,
            high.thickness,
            own.thickness < low.thickness ? "broader" : "finer"));
    }
    if (outside(own.mean, low.mean, high.mean)) {
        notes.push_back(fmt::format(
            "{:.0f} % of the image is ink, in the training set {:.0f} to "
            "{:.0f} %: check that the picture shows one digit and nothing else",
            100.0 * own.mean,
            100.0 * low.mean,
            100.0 * high.mean));
    }
}

}  // namespace

Prepared prepare_digit(const GrayImage& image,
                       const std::string& name,
                       const InkRange& usual) {
    if (image.rows < 3 || image.cols < 3) {
        throw InputError({name,
                          "",
                          "a picture of at least 3x3 pixels",
                          fmt::format("{}x{}", image.rows, image.cols),
                          "the border must show the paper"});
    }
    Prepared prepared;
    prepared.before = image;
    const GrayImage ink = ink_on_paper(image, name, prepared.notes);
    prepared.image = centre_by_mass(fit_into_box(crop(ink, digit_box(ink))));
    note_unusual(measure_ink(prepared.image.pixels, side, side), usual, prepared.notes);
    return prepared;
}

}  // namespace chainrule::data
