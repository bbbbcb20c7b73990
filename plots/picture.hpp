#pragma once

/// @file
/// The pictures of a run. Each function is one picture and has a file of its own; the
/// order here is the order in which they are best read. A run that lacks the data of
/// a picture gets it without that part, or with a sentence saying why it is empty.

#include "plots/figure.hpp"

#include "chainrule/train/run_record.hpp"

#include <string>
#include <vector>

namespace chainrule::plots {

struct Picture {
    std::string name;     ///< of its files, without extension: "loss"
    std::string caption;  ///< what it shows, and what healthy looks like
    std::string csv;      ///< the numbers in it
    Figure figure;
};

/// Loss in nats against epochs, linear and logarithmic, beside guessing's ln C.
[[nodiscard]] Picture loss(const train::RunRecord& record);

/// Error in percent on training and validation data, the gap between them shaded.
[[nodiscard]] Picture accuracy(const train::RunRecord& record);

/// Which class is read as which, with recall and precision.
[[nodiscard]] Picture confusion(const train::RunRecord& record);

/// The test images with the largest loss.
[[nodiscard]] Picture misclassified(const train::RunRecord& record);

/// What the first layer's units look for.
[[nodiscard]] Picture first_weights(const train::RunRecord& record);

/// Mean and standard deviation of each layer's activations.
[[nodiscard]] Picture activation_statistics(const train::RunRecord& record);

/// The distribution of each layer's activations over the run.
[[nodiscard]] Picture activation_histogram(const train::RunRecord& record);

/// Units that answer 0 to every example.
[[nodiscard]] Picture dead_units(const train::RunRecord& record);

/// The norm of each parameter's gradient.
[[nodiscard]] Picture gradient_norm(const train::RunRecord& record);

/// How much of itself each weight matrix changes in a step.
[[nodiscard]] Picture update_ratio(const train::RunRecord& record);

/// The error of numerical derivatives against their step.
[[nodiscard]] Picture v_curve(const train::RunRecord& record);

/// The same for numbers that belong to no run, in files called `name`.
[[nodiscard]] Picture v_curve(const train::VCurve& curve, std::string name);

/// All of the above in that order, the run's title under each one's own.
[[nodiscard]] std::vector<Picture> all_pictures(const train::RunRecord& record);

}  // namespace chainrule::plots
