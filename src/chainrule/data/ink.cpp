#include "chainrule/data/ink.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace chainrule::data {

namespace {

/// The values at 1 % and 99 % of the sorted `values`.
std::pair<double, double> range_of(std::vector<double> values) {
    const auto at = [&](std::size_t percent) {
        const auto place =
            static_cast<std::ptrdiff_t>((values.size() - 1) * percent / 100);
        std::nth_element(values.begin(), values.begin() + place, values.end());
        return values[static_cast<std::size_t>(place)];
    };
    const double low = at(1);
    return {low, at(99)};
}

}  // namespace

Ink measure_ink(std::span<const std::uint8_t> pixels,
                std::size_t rows,
                std::size_t cols) {
    const auto value = [&](std::size_t row, std::size_t col) {
        return row < rows && col < cols ? pixels[row * cols + col] / 255.0 : 0.0;
    };
    double ink = 0.0, edges = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t col = 0; col < cols; ++col) {
            const double here = value(row, col);
            ink += here;
            edges += std::hypot(value(row, col + 1) - here, value(row + 1, col) - here);
        }
    }
    return {ink / static_cast<double>(rows * cols),
            edges > 0.0 ? 2.0 * ink / edges : 0.0};
}

InkRange ink_range(const DataSet& data) {
    const std::size_t count = std::min<std::size_t>(data.size(), 2000);
    std::vector<double> means, thicknesses;
    for (std::size_t i = 0; i < count; ++i) {
        const Ink ink = measure_ink({data.pixels.colptr(i), data.pixels.n_rows},
                                    data.image_rows,
                                    data.image_cols);
        means.push_back(ink.mean);
        thicknesses.push_back(ink.thickness);
    }
    const auto [low_mean, high_mean] = range_of(std::move(means));
    const auto [low_thickness, high_thickness] = range_of(std::move(thicknesses));
    return {{low_mean, low_thickness}, {high_mean, high_thickness}};
}

}  // namespace chainrule::data
