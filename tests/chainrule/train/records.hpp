#pragma once

/// @file
/// A record with a value in every field, and what it is to be equal.

#include "chainrule/train/config_file.hpp"
#include "chainrule/train/run_record.hpp"
#include "tests/support/matrices.hpp"

#include <armadillo>

#include <bit>
#include <cstdint>

namespace chainrule::tests {

/// Values that are hard to store: not measured, 17 digits, infinite, quoted. The first
/// weights fit the network of `TrainConfig{}`.
[[nodiscard]] inline train::RunRecord full_record() {
    using namespace train;
    constexpr double third = 1.0 / 3.0;
    constexpr double infinity = std::numeric_limits<double>::infinity();

    RunRecord record;
    record.title = "784-128-10, \"fast\" `date`\nsecond line";
    record.config_toml = to_toml({});
    record.class_names = {"0", "one, two", "\"", "", "4", "5", "6", "7", "8", "9"};
    record.image_rows = 28;
    record.image_cols = 27;
    record.epochs = {
        {0, 0, 0.0, 0.1, {2.302585092994046, 0.1}, {}, {2.4, third}},
        {1, 938, 0.1 + 0.2, 1e-5, {infinity, 0.0}, {5e-324, 1.0}, {0.25, 0.5}}};
    record.kept_epoch = 1;
    record.clip_norm = 1.5;
    record.batches = {{1, 1.0 / 938.0, 2.3}, {2, 2.0 / 938.0, not_measured}};
    record.layers = {{0, "1 relu", 0.5, 1.5, third, 0.25, not_measured},
                     {1, "3 linear", -0.5, 2.5, 0.0, 0.0, 0.0}};
    record.parameters = {{0, "W1", 0.7, 1e-3}, {1, "b2", not_measured, 0.0}};
    record.histograms = {{0, "1 relu", -1.0, third, {1, 2, 3}, 77},
                         {1, "1 relu", -1.0, third, {4, 5, 1ull << 60}, 0}};
    record.confusion = arma::umat{{980, 0, 3}, {1, 1135, 0}};
    record.misread = {{17, 4, 9, 0.99, 7.5, {0, 128, 255}},
                      {3, 9, 4, 0.75, 5.25, {1, 2, 3}}};
    record.first_weights = arma::conv_to<arma::fmat>::from(random_matrix(128, 784, 5));
    record.v_curve = {{1e-13, 1e-6, 1.0},
                      {{"central", false, {1e-3, 1e-11, not_measured}},
                       {"central", true, {1.0, 1e-4, third}},
                       {"complex step", false, {0.0, 1e-16, 1.0}}}};
    record.notes = {"gradient of 101,770 parameters: holds", "", "\"quoted\"\nlines"};
    return record;
}

/// Same bits, so that NaN equals NaN and 0 differs from -0.
[[nodiscard]] inline bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

template <class T, class Same>
[[nodiscard]] bool all_same(const std::vector<T>& a, const std::vector<T>& b, Same is) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), is);
}

[[nodiscard]] inline bool same(const train::Score& a, const train::Score& b) {
    return same(a.loss, b.loss) && same(a.accuracy, b.accuracy);
}

[[nodiscard]] inline bool same(const train::EpochMetrics& a,
                               const train::EpochMetrics& b) {
    return a.epoch == b.epoch && a.step == b.step &&
           same(a.train_seconds, b.train_seconds) &&
           same(a.learning_rate, b.learning_rate) && same(a.train, b.train) &&
           same(a.validation, b.validation) && same(a.test, b.test);
}

[[nodiscard]] inline bool same(const train::BatchLoss& a, const train::BatchLoss& b) {
    return a.step == b.step && same(a.epoch, b.epoch) && same(a.loss, b.loss);
}

[[nodiscard]] inline bool same(const train::LayerStatistics& a,
                               const train::LayerStatistics& b) {
    return a.epoch == b.epoch && a.layer == b.layer && same(a.mean, b.mean) &&
           same(a.standard_deviation, b.standard_deviation) &&
           same(a.zero_share, b.zero_share) && same(a.dead_share, b.dead_share) &&
           same(a.dead_five_share, b.dead_five_share);
}

[[nodiscard]] inline bool same(const train::ParameterStatistics& a,
                               const train::ParameterStatistics& b) {
    return a.epoch == b.epoch && a.parameter == b.parameter &&
           same(a.gradient_norm, b.gradient_norm) &&
           same(a.update_ratio, b.update_ratio);
}

[[nodiscard]] inline bool same(const train::ActivationHistogram& a,
                               const train::ActivationHistogram& b) {
    return a.epoch == b.epoch && a.layer == b.layer && same(a.low, b.low) &&
           same(a.high, b.high) && a.counts == b.counts && a.zeros == b.zeros;
}

[[nodiscard]] inline bool same(const train::Misread& a, const train::Misread& b) {
    return a.index == b.index && a.label == b.label && a.predicted == b.predicted &&
           same(a.probability, b.probability) && same(a.loss, b.loss) &&
           a.pixels == b.pixels;
}

[[nodiscard]] inline bool same(const train::VCurve& a, const train::VCurve& b) {
    const auto same_number = [](double x, double y) { return same(x, y); };
    return all_same(a.steps, b.steps, same_number) &&
           all_same(a.series, b.series, [&](const auto& s, const auto& t) {
               return s.method == t.method &&
                      s.single_precision == t.single_precision &&
                      all_same(s.errors, t.errors, same_number);
           });
}

[[nodiscard]] inline bool same(const train::RunRecord& a, const train::RunRecord& b) {
    const auto is = [](const auto& x, const auto& y) { return same(x, y); };
    return a.title == b.title && a.config_toml == b.config_toml &&
           a.class_names == b.class_names && a.image_rows == b.image_rows &&
           a.image_cols == b.image_cols && a.kept_epoch == b.kept_epoch &&
           same(a.clip_norm, b.clip_norm) && all_same(a.epochs, b.epochs, is) &&
           all_same(a.batches, b.batches, is) && all_same(a.layers, b.layers, is) &&
           all_same(a.parameters, b.parameters, is) &&
           all_same(a.histograms, b.histograms, is) &&
           equal(a.confusion, b.confusion) && all_same(a.misread, b.misread, is) &&
           equal(a.first_weights, b.first_weights) && same(a.v_curve, b.v_curve) &&
           a.notes == b.notes;
}

}  // namespace chainrule::tests
