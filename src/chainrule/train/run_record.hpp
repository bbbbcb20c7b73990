#pragma once

/// @file
/// What a run leaves behind, as values: the trainer fills it, the run folder stores
/// it in open formats, the pictures and the report are drawn from it alone.

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace chainrule::train {

/// Stands for "not measured": no validation split, say. Empty in the CSV files.
inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// Loss is in nats (or squared units, for the squared error) and a mean over
/// examples; accuracy a share in [0, 1].
struct Score {
    double loss = not_measured;
    double accuracy = not_measured;
};

/// One line of metrics.csv: the state at the end of an epoch; epoch 0 is the state
/// before the first step. `train` is measured on `Examples::scored()`.
struct EpochMetrics {
    std::size_t epoch = 0;
    std::size_t step = 0;
    double train_seconds = 0.0;  ///< the training steps alone, summed since the start
    double learning_rate = 0.0;
    Score train, validation, test;
};

/// One line of batches.csv: the loss of the batch that a step was taken on.
struct BatchLoss {
    std::size_t step = 0;
    double epoch = 0.0;  ///< fractional: examples seen over the training set's size
    double loss = 0.0;
};

/// The activations of one layer on the probe batch, dropout off.
struct LayerStatistics {
    std::size_t epoch = 0;
    std::string layer;  ///< "1 relu": position in the network and the step's name
    double mean = 0.0, standard_deviation = 0.0;
    double zero_share = 0.0;       ///< share of entries exactly 0
    double dead_share = 0.0;       ///< share of units 0 on the whole probe batch
    double dead_five_share = 0.0;  ///< share of units dead at five checks running
};

/// One parameter's gradient and step, averaged over an epoch's steps.
struct ParameterStatistics {
    std::size_t epoch = 0;
    std::string parameter;       ///< "W1"
    double gradient_norm = 0.0;  ///< Euclidean
    double update_ratio = 0.0;   ///< norm of the change over norm of the parameter
};

/// The distribution of a layer's activations on the probe batch.
struct ActivationHistogram {
    std::size_t epoch = 0;
    std::string layer;
    double low = 0.0, high = 0.0;  ///< the same for all epochs of a layer
    std::vector<std::uint64_t>
        counts;  ///< 40 bins of equal width; exact zeros left out
    std::uint64_t zeros = 0;
};

/// A test image that the kept network reads wrongly.
struct Misread {
    std::size_t index = 0;  ///< place in the test set, from 0
    std::size_t label = 0, predicted = 0;
    double probability = 0.0;  ///< given to `predicted`
    double loss = 0.0;
    std::vector<std::uint8_t> pixels;  ///< row by row, 0 black
};

/// Relative error of a numerical derivative of the loss against the step size.
struct VCurve {
    struct Series {
        std::string method;  ///< "forward", "central", "complex step"
        bool single_precision = false;
        std::vector<double> errors;  ///< one for each step of `steps`
    };
    std::vector<double> steps;  ///< from 1e-13 to 1
    std::vector<Series> series;
};

struct RunRecord {
    std::string title;        ///< "784-128-10, batch 64, sgd": shown, never executed
    std::string config_toml;  ///< every option of the run
    std::vector<std::string> class_names;
    std::size_t image_rows = 0, image_cols = 0;

    std::vector<EpochMetrics> epochs;
    std::size_t kept_epoch = 0;  ///< the epoch whose weights were kept
    double clip_norm = 0.0;      ///< 0: gradients were not clipped
    std::vector<BatchLoss> batches;
    std::vector<LayerStatistics> layers;
    std::vector<ParameterStatistics> parameters;
    std::vector<ActivationHistogram> histograms;

    arma::umat confusion;          ///< rows: true class; columns: predicted; test set
    std::vector<Misread> misread;  ///< the worst 25, largest loss first
    arma::fmat first_weights;      ///< units x pixels, of the kept epoch
    VCurve v_curve;

    std::vector<std::string> notes;  ///< sentences for the report: the gradient check,
                                     ///< a planted defect, classes never predicted
};

}  // namespace chainrule::train
