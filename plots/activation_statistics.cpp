#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/curves.hpp"
#include "plots/picture.hpp"

namespace chainrule::plots {

namespace {

using train::LayerStatistics;
using train::RunRecord;

Panel panel(const RunRecord& record,
            double LayerStatistics::*value,
            std::string title,
            std::string label,
            Scale scale) {
    Panel result;
    result.title = std::move(title);
    result.x = epoch_axis(record);
    const auto layers = curves(record.layers, &LayerStatistics::layer, value);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        result.layers.push_back(
            Line{layers[i].name, layers[i].epoch, layers[i].value, layer_colour(i)});
    }
    fit_y(result, std::move(label), scale, settled_epoch(record));
    return result;
}

}  // namespace

Picture activation_statistics(const RunRecord& record) {
    Picture picture;
    picture.name = "activation_statistics";
    picture.caption =
        "Mean and standard deviation of what each layer puts out, on the probe images "
        "and with dropout off. Healthy: standard deviations of about the same size in "
        "every layer, rising a little and then level. If they shrink or grow from "
        "layer to layer at epoch 0, the initial weights have the wrong size.";
    picture.csv = csv_of(record.layers,
                         "epoch,layer,mean,standard_deviation,zero_share",
                         &LayerStatistics::layer,
                         &LayerStatistics::mean,
                         &LayerStatistics::standard_deviation,
                         &LayerStatistics::zero_share);
    const std::string title = "Activations of each layer";
    if (record.layers.empty()) {
        picture.figure = figure_of_words(title, "This run measured no layer.");
        return picture;
    }
    picture.figure.title = title;
    picture.figure.columns = 2;
    picture.figure.panels = {
        panel(record, &LayerStatistics::mean, "Mean", "activation", Scale::linear),
        panel(record,
              &LayerStatistics::standard_deviation,
              "Standard deviation",
              "activation",
              Scale::logarithmic)};
    return picture;
}

}  // namespace chainrule::plots
