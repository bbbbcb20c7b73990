#pragma once

/// @file
/// A run that was never trained but looks like one: 784-128-64-10, 12 epochs. Its
/// numbers are simple functions, so that tests know what the pictures must hold.

#include "chainrule/random.hpp"
#include "chainrule/train/run_record.hpp"

#include <cmath>
#include <string>

namespace chainrule::tests {

inline constexpr std::size_t synthetic_epochs = 12;
inline constexpr std::size_t steps_per_epoch = 750;

inline void add_epochs(train::RunRecord& run) {
    for (std::size_t e = 0; e <= synthetic_epochs; ++e) {
        const double t = static_cast<double>(e);
        train::EpochMetrics row;
        row.epoch = e;
        row.step = e * steps_per_epoch;
        row.train_seconds = 0.25 * t;
        row.learning_rate = 0.1;
        row.train = {2.4 / (1 + 4 * t), 1.0 - 0.9 / (1 + 6 * t)};
        row.validation = {2.4 / (1 + 4 * t) + 0.004 * t, 1.0 - 0.9 / (1 + 4 * t)};
        row.test = {row.validation.loss + 0.01, row.validation.accuracy - 0.001};
        run.epochs.push_back(row);
    }
    run.kept_epoch = 9;
}

inline void add_batches(train::RunRecord& run, Random& random) {
    for (std::size_t step = 1; step <= synthetic_epochs * steps_per_epoch; ++step) {
        const double epoch =
            static_cast<double>(step) / static_cast<double>(steps_per_epoch);
        const double noise = std::exp(0.35 * random.normal());
        run.batches.push_back({step, epoch, 2.4 / (1 + 4 * epoch) * noise});
    }
}

inline void add_statistics(train::RunRecord& run) {
    const std::string layers[] = {"1 relu", "2 relu", "3 softmax_cross_entropy"};
    for (std::size_t e = 0; e <= synthetic_epochs; ++e) {
        const double t = static_cast<double>(e);
        for (std::size_t l = 0; l < 3; ++l) {
            const double depth = static_cast<double>(l);
            const double dead = l < 2 ? 0.01 * depth + 0.002 * t : 0.0;
            run.layers.push_back({e,
                                  layers[l],
                                  0.4 + 0.1 * depth + 0.02 * t,
                                  0.6 + 0.5 * depth + 0.08 * t,
                                  l < 2 ? 0.5 + 0.01 * t : 0.0,
                                  dead,
                                  e >= 4 ? 0.8 * dead : 0.0});
            if (e == 0) continue;
            const double shrink = 1.0 / (1.0 + 0.3 * t);
            const std::string number = std::to_string(l + 1);
            run.parameters.push_back({e,
                                      "W" + number,
                                      (0.2 + 0.3 * depth) * shrink,
                                      2e-3 * shrink / (1 + depth)});
            run.parameters.push_back(
                {e, "b" + number, 0.02 * (1 + depth) * shrink, 1e-2 * shrink});
        }
    }
}

inline void add_histograms(train::RunRecord& run) {
    for (const std::string layer : {"1 relu", "2 relu"}) {
        for (std::size_t e = 0; e <= synthetic_epochs; ++e) {
            train::ActivationHistogram histogram{
                e, layer, 0.0, 8.0, {}, 40000 + 500 * e};
            for (int bin = 0; bin < 40; ++bin) {
                const double width = 4.0 + 0.6 * static_cast<double>(e);
                histogram.counts.push_back(
                    static_cast<std::uint64_t>(9000.0 * std::exp(-bin / width)));
            }
            run.histograms.push_back(histogram);
        }
    }
}

inline void add_confusion(train::RunRecord& run, Random& random) {
    run.confusion.zeros(10, 10);
    for (arma::uword row = 0; row < 10; ++row) {
        for (arma::uword column = 0; column < 10; ++column) {
            run.confusion(row, column) =
                row == column ? 940 + 7 * row : random.below(12) / 4 * random.below(7);
        }
    }
}

/// A stroke through the picture, bent by `bend`.
inline std::vector<std::uint8_t> stroke(double bend) {
    std::vector<std::uint8_t> pixels;
    for (int row = 0; row < 28; ++row) {
        for (int column = 0; column < 28; ++column) {
            const double y = (row - 13.5) / 10.0;
            const double x = (column - 13.5) / 10.0 - bend * (1 - y * y);
            const double ink = std::abs(y) < 1 ? std::exp(-40 * x * x) : 0.0;
            pixels.push_back(static_cast<std::uint8_t>(255 * ink));
        }
    }
    return pixels;
}

inline void add_misread(train::RunRecord& run, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const double p = 0.999 - 0.01 * static_cast<double>(i);
        run.misread.push_back({137 * i + 8,
                               i % 10,
                               (i + 7) % 10,
                               p,
                               6.9 - 0.2 * static_cast<double>(i),
                               stroke(0.1 * static_cast<double>(i) - 1.2)});
    }
}

inline void add_first_weights(train::RunRecord& run, Random& random) {
    run.first_weights.set_size(128, 784);
    for (arma::uword unit = 0; unit < 128; ++unit) {
        const double cx = random.uniform(8, 20), cy = random.uniform(8, 20);
        const double angle = random.uniform(0, 3.1416);
        for (arma::uword pixel = 0; pixel < 784; ++pixel) {
            const double x = static_cast<double>(pixel % 28) - cx;
            const double y = static_cast<double>(pixel / 28) - cy;
            const double along = x * std::cos(angle) + y * std::sin(angle);
            run.first_weights(unit, pixel) = static_cast<float>(
                0.2 * std::sin(0.6 * along) * std::exp(-(x * x + y * y) / 60.0) +
                0.01 * random.normal());
        }
    }
}

inline void add_v_curve(train::RunRecord& run) {
    for (int i = -52; i <= 0; ++i)
        run.v_curve.steps.push_back(std::pow(10.0, 0.25 * i));
    for (const bool single : {false, true}) {
        const double rounding = single ? 6e-8 : 1.1e-16;
        train::VCurve::Series forward{"forward", single, {}};
        train::VCurve::Series central{"central", single, {}};
        train::VCurve::Series complex_step{"complex step", single, {}};
        for (const double h : run.v_curve.steps) {
            forward.errors.push_back(0.5 * h + rounding / h);
            central.errors.push_back(0.2 * h * h + rounding / h);
            complex_step.errors.push_back(0.2 * h * h + rounding);
        }
        run.v_curve.series.push_back(forward);
        run.v_curve.series.push_back(central);
        if (!single) run.v_curve.series.push_back(complex_step);
    }
}

[[nodiscard]] inline train::RunRecord synthetic_run() {
    Random random(2026);
    train::RunRecord run;
    run.title = "784-128-64-10, batch 64, sgd 0.1";
    run.config_toml = "layers = [784, 128, 64, 10]\nbatch = 64\noptimizer = \"sgd\"\n";
    for (int c = 0; c < 10; ++c) run.class_names.push_back(std::to_string(c));
    run.image_rows = run.image_cols = 28;
    add_epochs(run);
    add_batches(run, random);
    add_statistics(run);
    add_histograms(run);
    add_confusion(run, random);
    add_misread(run, 25);
    add_first_weights(run, random);
    add_v_curve(run);
    run.notes = {
        "The gradient of this network was checked before the first step: holds."};
    return run;
}

}  // namespace chainrule::tests
