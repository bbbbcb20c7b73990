#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/curves.hpp"
#include "plots/picture.hpp"

namespace chainrule::plots {

using train::ParameterStatistics;

Picture update_ratio(const train::RunRecord& record) {
    Picture picture;
    picture.name = "update_ratio";
    picture.caption =
        "How far a step moves each weight matrix, as a share of its own norm, averaged "
        "over the steps of an epoch. Healthy: near 1/1000, inside the shaded band, and "
        "alike in all layers. Above the band the rate is too high, below it too low "
        "for that layer.";
    picture.csv = csv_of(record.parameters,
                         "epoch,parameter,update_ratio",
                         &ParameterStatistics::parameter,
                         &ParameterStatistics::update_ratio);
    const std::string title = "Size of a step against size of the weights";
    if (record.parameters.empty()) {
        picture.figure =
            figure_of_words(title, "The run ended before its first epoch.");
        return picture;
    }
    Panel panel;
    panel.x = epoch_axis(record);
    panel.top = step_axis(record);
    for (const Curve& parameter : curves(record.parameters,
                                         &ParameterStatistics::parameter,
                                         &ParameterStatistics::update_ratio)) {
        // A bias may start at 0, against which every step is infinitely large
        if (is_bias(parameter.name)) continue;
        panel.layers.push_back(Line{parameter.name,
                                    parameter.epoch,
                                    parameter.value,
                                    layer_colour(layer_of_parameter(parameter.name))});
    }
    constexpr double low = 1e-4, usual = 1e-3, high = 1e-2;
    fit_y(panel,
          "norm of the step / norm of the weights",
          Scale::logarithmic,
          settled_epoch(record),
          {low, high});
    const arma::vec ends{panel.x.range.low, panel.x.range.high};
    panel.layers.insert(
        panel.layers.begin(),
        Band{"usual: 0.0001 to 0.01", ends, {low, low}, {high, high}, healthy_colour});
    panel.layers.push_back(across_at(panel, usual, "0.001"));
    picture.figure.title = title;
    picture.figure.panels = {panel};
    return picture;
}

}  // namespace chainrule::plots
