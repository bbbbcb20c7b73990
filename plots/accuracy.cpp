#include "plots/axes.hpp"
#include "plots/csv.hpp"
#include "plots/epoch_lines.hpp"
#include "plots/picture.hpp"

namespace chainrule::plots {

namespace {

using train::EpochMetrics;
using train::RunRecord;
using train::Score;

double error_percent(const Score& score) {
    return 100.0 * (1.0 - score.accuracy);
}

Band gap(const Panel& panel, const RunRecord& record) {
    const Line training = training_line(record, error_percent);
    const Line validation = validation_line(record, error_percent);
    const double low = panel.y.range.low, high = panel.y.range.high;
    return {"gap between them",
            training.x,
            arma::clamp(training.y, low, high),
            arma::clamp(validation.y, low, high),
            "#f6dccb"};
}

std::string csv(const RunRecord& record) {
    Csv table(
        "epoch,step,training_error_percent,validation_error_percent,"
        "test_error_percent");
    for (const EpochMetrics& row : record.epochs) {
        table.row(row.epoch,
                  row.step,
                  error_percent(row.train),
                  error_percent(row.validation),
                  error_percent(row.test));
    }
    return table.text();
}

}  // namespace

Picture accuracy(const RunRecord& record) {
    Picture picture;
    picture.name = "accuracy";
    picture.caption =
        "The share of images read wrongly, on a logarithmic axis, so that going from "
        "4 % to 2 % looks as large as from 40 % to 20 %. Healthy: both lines fall "
        "together and the gap between them stays narrow. A widening gap is "
        "overfitting; two high lines mean a network too small or a rate too low.";
    picture.csv = csv(record);
    if (record.epochs.empty()) {
        picture.figure =
            figure_of_words("Error", "The run ended before its first epoch.");
        return picture;
    }

    const bool split = has_validation(record);
    Panel panel;
    panel.x = epoch_axis(record);
    panel.top = step_axis(record);
    panel.layers = {training_line(record, error_percent)};
    if (split) panel.layers.push_back(validation_line(record, error_percent));
    fit_y(panel, "error / %", Scale::logarithmic, settled_epoch(record));
    if (split) panel.layers.insert(panel.layers.begin(), gap(panel, record));
    mark_kept_epoch(panel, record);
    mark_test(panel, record, error_percent);
    if (!split) panel.title = "No images were held back for validation.";

    picture.figure.title = "Error";
    picture.figure.panels = {panel};
    return picture;
}

}  // namespace chainrule::plots
