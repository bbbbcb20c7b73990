#include "plots/axes.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

using train::ActivationHistogram;
using train::RunRecord;

/// One layer's histograms, epoch after epoch.
using History = std::vector<const ActivationHistogram*>;

std::vector<History> by_layer(const std::vector<ActivationHistogram>& histograms) {
    std::vector<History> layers;
    for (const ActivationHistogram& histogram : histograms) {
        const auto same =
            std::find_if(layers.begin(), layers.end(), [&](const auto& l) {
                return l.front()->layer == histogram.layer;
            });
        if (same != layers.end()) {
            same->push_back(&histogram);
        } else {
            layers.push_back({&histogram});
        }
    }
    return layers;
}

double colour_of(std::uint64_t count) {
    return std::log10(1.0 + static_cast<double>(count));
}

/// A column an epoch, half an epoch to either side of it.
Range epoch_edges(const History& history) {
    const auto first = static_cast<double>(history.front()->epoch);
    const auto last = static_cast<double>(history.back()->epoch);
    const double gaps = static_cast<double>(history.size()) - 1.0;
    const double half = gaps > 0 ? 0.5 * (last - first) / gaps : 0.5;
    return {first - half, last + half};
}

Raster bins(const History& history) {
    const ActivationHistogram& first = *history.front();
    arma::mat values(first.counts.size(), history.size());
    for (arma::uword column = 0; column < values.n_cols; ++column) {
        for (arma::uword row = 0; row < values.n_rows; ++row) {
            values(row, column) = colour_of(history[column]->counts[row]);
        }
    }
    return {values, epoch_edges(history), {first.low, first.high}};
}

/// The exact zeros, in a row of their own below the bins.
Raster zeros(const History& history) {
    arma::mat values(1, history.size());
    for (arma::uword column = 0; column < values.n_cols; ++column) {
        values(0, column) = colour_of(history[column]->zeros);
    }
    const ActivationHistogram& first = *history.front();
    const double bin = (first.high - first.low) / 40.0;
    return {values, epoch_edges(history), {first.low - 8 * bin, first.low - 4 * bin}};
}

double largest_colour(const std::vector<ActivationHistogram>& histograms) {
    double largest = 1.0;
    for (const ActivationHistogram& histogram : histograms) {
        largest = std::max(largest, colour_of(histogram.zeros));
        for (const auto count : histogram.counts) {
            largest = std::max(largest, colour_of(count));
        }
    }
    return largest;
}

Axis count_axis(double largest) {
    Axis axis = linear_axis("count", {0.0, largest});
    axis.ticks = {{0.0, "0"}};
    for (double count = 10.0; std::log10(1.0 + count) <= largest; count *= 10.0) {
        axis.ticks.push_back({std::log10(1.0 + count), fmt::format("{:.0f}", count)});
    }
    return axis;
}

/// The values' own ticks, and one for the row of zeros.
Axis value_axis(const Raster& bin_rows, const Raster& zero_row) {
    const double bin = (bin_rows.y.high - bin_rows.y.low) / 40.0;
    Axis axis = linear_axis("activation", {zero_row.y.low - bin, bin_rows.y.high});
    axis.ticks = round_ticks(bin_rows.y, 5);
    axis.ticks.push_back({0.5 * (zero_row.y.low + zero_row.y.high), "exactly 0"});
    return axis;
}

Panel panel(const RunRecord& record, const History& history) {
    const Raster bin_rows = bins(history);
    const Raster zero_row = zeros(history);
    Panel result;
    result.title = history.front()->layer;
    result.x = epoch_axis(record);
    result.x.range = bin_rows.x;
    result.y = value_axis(bin_rows, zero_row);
    result.layers = {bin_rows, zero_row};
    result.colour = count_axis(largest_colour(record.histograms));
    result.colour_bar = true;
    return result;
}

std::string csv(const std::vector<ActivationHistogram>& histograms) {
    Csv table("epoch,layer,bin_low,bin_high,count");
    for (const ActivationHistogram& row : histograms) {
        table.row(row.epoch, row.layer, 0.0, 0.0, row.zeros);
        const double width =
            (row.high - row.low) / static_cast<double>(row.counts.size());
        for (std::size_t bin = 0; bin < row.counts.size(); ++bin) {
            const double low = row.low + static_cast<double>(bin) * width;
            table.row(row.epoch, row.layer, low, low + width, row.counts[bin]);
        }
    }
    return table.text();
}

}  // namespace

Picture activation_histogram(const RunRecord& record) {
    Picture picture;
    picture.name = "activation_histogram";
    picture.caption =
        "How the activations of each layer are distributed on the probe images, epoch "
        "by epoch; the darker, the more of them, on a logarithmic scale. The row "
        "marked \"exactly 0\" counts exact zeros, which ReLU makes many of. Healthy: a "
        "broad band that changes slowly. Sudden spikes or a collapse mean that the "
        "rate is too high; mass that moves into the row of zeros, dying units.";
    picture.csv = csv(record.histograms);
    const std::string title = "Distribution of activations";
    if (record.histograms.empty()) {
        picture.figure = figure_of_words(title, "This run measured no layer.");
        return picture;
    }
    const auto layers = by_layer(record.histograms);
    picture.figure.title = title;
    picture.figure.columns = layers.size() > 1 ? 2 : 1;
    picture.figure.panel_height = 230;
    for (const History& history : layers) {
        picture.figure.panels.push_back(panel(record, history));
    }
    return picture;
}

}  // namespace chainrule::plots
