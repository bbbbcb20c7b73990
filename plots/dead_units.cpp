#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/curves.hpp"
#include "plots/picture.hpp"

#include <algorithm>

namespace chainrule::plots {

namespace {

using train::LayerStatistics;
using train::RunRecord;

Line line(const Curve& layer, std::size_t position) {
    return {layer.name, layer.epoch, 100.0 * layer.value, layer_colour(position)};
}

/// The same colours, dashed; one entry in the legend stands for all of them.
void add_five_running(Panel& panel, const RunRecord& record) {
    const auto layers = curves(
        record.layers, &LayerStatistics::layer, &LayerStatistics::dead_five_share);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        Line dashed = line(layers[i], i);
        dashed.name.clear();
        dashed.dash = Dash::dashed;
        panel.layers.push_back(dashed);
    }
    panel.layers.push_back(Line{"dashed: dead at five checks running",
                                {},
                                {},
                                reference_colour,
                                2.0,
                                Dash::dashed});
}

/// "Classes never predicted: 9", or nothing.
std::string never_predicted(const RunRecord& record) {
    std::string names;
    for (arma::uword c = 0; c < record.confusion.n_cols; ++c) {
        if (arma::accu(record.confusion.col(c)) > 0) continue;
        names += names.empty() ? "Classes never predicted on the test images: " : ", ";
        names +=
            c < record.class_names.size() ? record.class_names[c] : std::to_string(c);
    }
    return names;
}

}  // namespace

Picture dead_units(const RunRecord& record) {
    Picture picture;
    picture.name = "dead_units";
    picture.caption =
        "The share of units that are exactly 0 on every probe image, and of those that "
        "have been so at five checks running. No gradient passes through such a unit, "
        "so it hardly ever comes back. Healthy: level and below about 10 %. Steps "
        "upwards after a few epochs mean a rate too high. A class that is never "
        "predicted is the same trouble in the last layer.";
    picture.csv = csv_of(record.layers,
                         "epoch,layer,dead_share,dead_five_share",
                         &LayerStatistics::layer,
                         &LayerStatistics::dead_share,
                         &LayerStatistics::dead_five_share);
    const std::string title = "Dead units";
    const std::string classes = never_predicted(record);
    if (record.layers.empty()) {
        picture.figure = figure_of_words(
            title, classes.empty() ? "This run measured no layer." : classes);
        return picture;
    }
    Panel panel;
    panel.title = classes;
    panel.x = epoch_axis(record);
    const auto layers =
        curves(record.layers, &LayerStatistics::layer, &LayerStatistics::dead_share);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        panel.layers.push_back(line(layers[i], i));
    }
    add_five_running(panel, record);
    fit_y(panel, "units / %", Scale::linear, 0.0, {0.0, 10.0});
    panel.y.range.low = 0.0;
    panel.y.range.high = std::min(panel.y.range.high, 100.0);
    picture.figure.title = title;
    picture.figure.panels = {panel};
    return picture;
}

}  // namespace chainrule::plots
