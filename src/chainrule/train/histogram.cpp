#include "chainrule/train/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::train {

namespace {

constexpr std::size_t bins = 40;

struct Range {
    double low = 0.0, high = 0.0;
};

/// The smallest range of the permitted kind around the finite values.
Range range_of(const arma::fmat& values) {
    double lowest = 0.0, largest = 0.0;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        lowest = std::min(lowest, value);
        largest = std::max(largest, std::abs(value));
    }
    const double high = largest > 0.0 ? std::exp2(std::ceil(std::log2(largest))) : 1.0;
    return {lowest < 0.0 ? -high : 0.0, high};
}

/// A bin takes in two old ones, and the old ones begin at new bin `begin`.
void merge_pairs(std::vector<std::uint64_t>& counts, std::size_t begin) {
    std::vector<std::uint64_t> merged(bins, 0);
    for (std::size_t i = 0; i < bins; ++i) merged[begin + i / 2] += counts[i];
    counts = std::move(merged);
}

/// Exact, because each change doubles the range about a border between two bins.
void widen(ActivationHistogram& histogram, const Range& range) {
    if (range.low < 0.0 && histogram.low == 0.0) {
        histogram.low = -histogram.high;
        merge_pairs(histogram.counts, bins / 2);
    }
    while (histogram.high < range.high) {
        histogram.low *= 2.0;
        histogram.high *= 2.0;
        merge_pairs(histogram.counts, histogram.low == 0.0 ? 0 : bins / 4);
    }
}

void count(ActivationHistogram& histogram, const arma::fmat& values) {
    const double bins_per_unit = bins / (histogram.high - histogram.low);
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        if (value == 0.0) {
            ++histogram.zeros;
        } else {
            const auto bin =
                static_cast<std::size_t>((value - histogram.low) * bins_per_unit);
            ++histogram.counts[std::min(bin, bins - 1)];
        }
    }
}

}  // namespace

void append_histogram(std::vector<ActivationHistogram>& histograms,
                      std::size_t epoch,
                      const std::string& layer,
                      const arma::fmat& values) {
    Range range = range_of(values);
    const auto earlier =
        std::find_if(histograms.rbegin(), histograms.rend(), [&](const auto& one) {
            return one.layer == layer;
        });
    if (earlier != histograms.rend()) {
        range.high = std::max(range.high, earlier->high);
        if (earlier->low < 0.0 || range.low < 0.0) range.low = -range.high;
        for (auto& one : histograms) {
            if (one.layer == layer) widen(one, range);
        }
    }
    histograms.push_back(
        {epoch, layer, range.low, range.high, std::vector<std::uint64_t>(bins, 0), 0});
    count(histograms.back(), values);
}

}  // namespace chainrule::train
