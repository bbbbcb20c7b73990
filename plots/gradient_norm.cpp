#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/curves.hpp"
#include "plots/picture.hpp"

#include <cmath>
#include <map>

namespace chainrule::plots {

namespace {

using train::ParameterStatistics;
using train::RunRecord;

/// The norm of all parameters' gradients taken as one vector.
Line total(const RunRecord& record) {
    std::map<std::size_t, double> squares;
    for (const ParameterStatistics& row : record.parameters) {
        squares[row.epoch] += row.gradient_norm * row.gradient_norm;
    }
    Line line{"all together",
              arma::vec(squares.size()),
              arma::vec(squares.size()),
              "#222222",
              3.0};
    arma::uword i = 0;
    for (const auto& [epoch, square] : squares) {
        line.x(i) = static_cast<double>(epoch);
        line.y(i++) = std::sqrt(square);
    }
    return line;
}

Line line(const Curve& parameter) {
    return {parameter.name,
            parameter.epoch,
            parameter.value,
            layer_colour(layer_of_parameter(parameter.name)),
            is_bias(parameter.name) ? 1.6 : 2.0,
            is_bias(parameter.name) ? Dash::dashed : Dash::solid};
}

}  // namespace

Picture gradient_norm(const RunRecord& record) {
    Picture picture;
    picture.name = "gradient_norm";
    picture.caption =
        "The Euclidean norm of the gradient of each weight matrix and each bias, "
        "averaged over the steps of an epoch. Healthy: layers within a factor of ten "
        "of each other, falling slowly as the loss falls. Norms that shrink from the "
        "last layer to the first vanish, upward spikes explode (clip them); a norm of "
        "exactly 0 is a parameter that cannot learn.";
    picture.csv = csv_of(record.parameters,
                         "epoch,parameter,gradient_norm",
                         &ParameterStatistics::parameter,
                         &ParameterStatistics::gradient_norm);
    const std::string title = "Gradient of each parameter";
    if (record.parameters.empty()) {
        picture.figure =
            figure_of_words(title, "The run ended before its first epoch.");
        return picture;
    }
    Panel panel;
    panel.x = epoch_axis(record);
    panel.top = step_axis(record);
    panel.layers.push_back(total(record));
    for (const Curve& parameter : curves(record.parameters,
                                         &ParameterStatistics::parameter,
                                         &ParameterStatistics::gradient_norm)) {
        panel.layers.push_back(line(parameter));
    }
    const std::string label = "norm of the gradient";
    if (record.clip_norm > 0) {
        fit_y(panel,
              label,
              Scale::logarithmic,
              settled_epoch(record),
              {record.clip_norm});
        panel.layers.push_back(
            across_at(panel,
                      record.clip_norm,
                      fmt::format("clipped above {:g}", record.clip_norm)));
    } else {
        fit_y(panel, label, Scale::logarithmic, settled_epoch(record));
    }
    picture.figure.title = title;
    picture.figure.panels = {panel};
    return picture;
}

}  // namespace chainrule::plots
