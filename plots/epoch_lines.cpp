#include "plots/epoch_lines.hpp"

#include "plots/colours.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

using train::EpochMetrics;
using train::RunRecord;
using train::Score;

Line line(const RunRecord& record,
          Score EpochMetrics::*part,
          const Quantity& quantity,
          std::string name,
          const Colour& colour) {
    const arma::uword count = record.epochs.size();
    Line result{std::move(name), arma::vec(count), arma::vec(count), colour};
    for (arma::uword i = 0; i < count; ++i) {
        result.x(i) = static_cast<double>(record.epochs[i].epoch);
        result.y(i) = quantity(record.epochs[i].*part);
    }
    return result;
}

}  // namespace

Line training_line(const RunRecord& record, const Quantity& quantity) {
    return line(record, &EpochMetrics::train, quantity, "training", training_colour);
}

Line validation_line(const RunRecord& record, const Quantity& quantity) {
    return line(
        record, &EpochMetrics::validation, quantity, "validation", validation_colour);
}

bool has_validation(const RunRecord& record) {
    return std::any_of(record.epochs.begin(), record.epochs.end(), [](const auto& row) {
        return !std::isnan(row.validation.loss);
    });
}

void mark_test(Panel& panel, const RunRecord& record, const Quantity& quantity) {
    for (const EpochMetrics& row : record.epochs) {
        const double value = quantity(row.test);
        if (row.epoch != record.kept_epoch || !std::isfinite(value)) continue;
        panel.layers.push_back(
            Points{"test, weights kept",
                   {static_cast<double>(row.epoch)},
                   {std::clamp(value, panel.y.range.low, panel.y.range.high)},
                   test_colour,
                   Shape::diamond,
                   11.0});
    }
}

}  // namespace chainrule::plots
