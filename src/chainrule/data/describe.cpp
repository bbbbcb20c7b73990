#include "chainrule/data/describe.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace chainrule::data {

namespace {

/// The lowest and highest byte at each place of the image.
struct Extremes {
    explicit Extremes(const DataSet& data)
        : low(data.pixels.n_rows, 255), high(data.pixels.n_rows, 0) {
        for (std::size_t n = 0; n < data.size(); ++n) {
            const std::uint8_t* image = data.pixels.colptr(n);
            for (std::size_t p = 0; p < low.size(); ++p) {
                low[p] = std::min(low[p], image[p]);
                high[p] = std::max(high[p], image[p]);
            }
        }
    }
    std::vector<std::uint8_t> low, high;
};

}  // namespace

Description describe(const DataSet& data) {
    Description about;
    about.examples = data.size();
    about.image_rows = data.image_rows;
    about.image_cols = data.image_cols;
    for (const std::uint8_t label : data.labels) ++about.examples_of.at(label);

    // Whole numbers, so that the sums are exact
    std::uint64_t sum = 0, sum_of_squares = 0;
    for (const std::uint64_t byte : data.pixels) {
        sum += byte;
        sum_of_squares += byte * byte;
    }
    const auto count = static_cast<double>(data.pixels.n_elem);
    const double mean = static_cast<double>(sum) / count;
    const double variance = static_cast<double>(sum_of_squares) / count - mean * mean;
    about.mean = mean / 255.0;
    about.standard_deviation = std::sqrt(std::max(variance, 0.0)) / 255.0;

    const Extremes extremes(data);
    about.lowest = *std::min_element(extremes.low.begin(), extremes.low.end());
    about.highest = *std::max_element(extremes.high.begin(), extremes.high.end());
    for (std::size_t p = 0; p < extremes.low.size(); ++p) {
        if (extremes.low[p] == extremes.high[p]) ++about.constant_pixels;
    }
    return about;
}

}  // namespace chainrule::data
