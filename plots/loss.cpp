#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/csv.hpp"
#include "plots/epoch_lines.hpp"
#include "plots/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chainrule::plots {

namespace {

using train::BatchLoss;
using train::EpochMetrics;
using train::RunRecord;
using train::Score;

struct BatchCurve {
    std::string name;
    std::vector<BatchLoss> points;
};

/// The first batches in full, then the lowest and the highest of each of some hundred
/// runs of batches, so that no spike is lost however long the training was.
std::vector<BatchLoss> thinned(const std::vector<BatchLoss>& batches) {
    constexpr std::size_t runs = 400, in_full = 100;
    const std::size_t length = batches.size() / runs;
    if (length <= 2) return batches;
    std::vector<BatchLoss> kept(batches.begin(), batches.begin() + in_full);
    for (std::size_t start = in_full; start < batches.size(); start += length) {
        const std::size_t end = std::min(start + length, batches.size());
        const auto less = [](const auto& a, const auto& b) { return a.loss < b.loss; };
        auto [low, high] =
            std::minmax_element(&batches[start], batches.data() + end, less);
        if (high < low) std::swap(low, high);
        kept.push_back(*low);
        if (low != high) kept.push_back(*high);
    }
    return kept;
}

/// The mean of the last few batches, a twentieth of the run at most.
BatchCurve running_mean(const std::vector<BatchLoss>& batches) {
    const std::size_t window = std::clamp<std::size_t>(batches.size() / 20, 1, 100);
    const std::size_t stride = std::max<std::size_t>(1, batches.size() / 400);
    BatchCurve curve{fmt::format("mean of the last {} batches", window), {}};
    double sum = 0.0;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        sum += batches[i].loss;
        if (i + 1 < window) continue;
        if (i + 1 > window) sum -= batches[i - window].loss;
        if ((i + 1 - window) % stride != 0) continue;
        curve.points.push_back(batches[i]);
        curve.points.back().loss = sum / static_cast<double>(window);
    }
    return curve;
}

Line line(const BatchCurve& curve, const Colour& colour, double width) {
    Line result{curve.name,
                arma::vec(curve.points.size()),
                arma::vec(curve.points.size()),
                colour,
                width};
    for (arma::uword i = 0; i < curve.points.size(); ++i) {
        result.x(i) = curve.points[i].epoch;
        result.y(i) = curve.points[i].loss;
    }
    return result;
}

double loss_of(const Score& score) {
    return score.loss;
}

/// What a network loses that gives every class the same probability.
double guessing(const RunRecord& record) {
    return std::log(static_cast<double>(record.class_names.size()));
}

Panel panel(const RunRecord& record,
            const BatchCurve& batches,
            const BatchCurve& mean,
            Axis x,
            Axis steps) {
    Panel result;
    result.x = std::move(x);
    result.top = std::move(steps);
    if (!batches.points.empty()) {
        result.layers = {line(batches, faint_colour, 1.0), line(mean, "#8fa3af", 1.6)};
    }
    result.layers.push_back(training_line(record, loss_of));
    if (has_validation(record))
        result.layers.push_back(validation_line(record, loss_of));

    const bool classes = record.class_names.size() > 1;
    const std::string label = "loss / nats";
    if (classes) {
        fit_y(result,
              label,
              Scale::logarithmic,
              settled_epoch(record),
              {guessing(record)});
        result.layers.push_back(across_at(result,
                                          guessing(record),
                                          fmt::format("guessing: ln {} = {:.3f}",
                                                      record.class_names.size(),
                                                      guessing(record))));
    } else {
        fit_y(result, label, Scale::logarithmic, settled_epoch(record));
    }
    mark_kept_epoch(result, record);
    mark_test(result, record, loss_of);
    return result;
}

std::string csv(const RunRecord& record,
                const BatchCurve& batches,
                const BatchCurve& mean) {
    Csv table("series,epoch,step,loss");
    for (const EpochMetrics& row : record.epochs) {
        table.row("training", row.epoch, row.step, row.train.loss);
        table.row("validation", row.epoch, row.step, row.validation.loss);
        table.row("test", row.epoch, row.step, row.test.loss);
    }
    for (const BatchCurve& curve : {batches, mean}) {
        for (const BatchLoss& row : curve.points) {
            table.row(curve.name, row.epoch, row.step, row.loss);
        }
    }
    return table.text();
}

}  // namespace

Picture loss(const RunRecord& record) {
    Picture picture;
    picture.name = "loss";
    picture.caption =
        "The mean loss, on a logarithmic axis; on the right the same against the "
        "logarithm of time, which opens up the first steps. Healthy: it starts near "
        "guessing, falls fast, then ever more slowly, and validation stays close to "
        "training. A rate too high shows as a sawtooth or a loss above guessing, a "
        "rate too low as a straight slow line; validation that turns upwards while "
        "training falls on is overfitting.";
    const BatchCurve batches{"batch", thinned(record.batches)};
    const BatchCurve mean = running_mean(record.batches);
    picture.csv = csv(record, batches, mean);
    if (record.epochs.empty()) {
        picture.figure =
            figure_of_words("Loss", "The run ended before its first epoch.");
        return picture;
    }

    const double epochs = last_epoch(record), steps = last_step(record);
    const double first = std::min(1.0, 0.5 * steps) / steps;
    picture.figure.title = "Loss";
    picture.figure.columns = 2;
    picture.figure.panels = {
        panel(record, batches, mean, epoch_axis(record), step_axis(record)),
        panel(record,
              batches,
              mean,
              logarithmic_axis("epochs, logarithmic", {first * epochs, epochs}),
              logarithmic_axis("steps, logarithmic", {first * steps, steps}))};
    return picture;
}

}  // namespace chainrule::plots
