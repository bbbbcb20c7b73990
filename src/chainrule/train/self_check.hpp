#pragma once

/// @file
/// A network checks its own gradient before it learns by it.

#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/taylor_curve.hpp"
#include "chainrule/check/v_curve.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/run_record.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace chainrule::train {

/// The gradient of a network is wrong, and nobody asked for that.
class FailedSelfCheck : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Judges the gradient of the network that `config` describes, in double precision, on
/// 16 random examples: a sample of the entries of every parameter, and random directions
/// through all of them. The mask of dropout is held fixed, the penalty is part of the
/// loss, and biases that start at 0 are drawn instead, so that no rule hides behind
/// them.
///
/// At most `entries` are examined one by one, and the report lists as many.
[[nodiscard]] GradientReport check_network(const TrainConfig& config,
                                           std::size_t entries = 120);

/// The parameters of that network, as the report names them.
[[nodiscard]] std::vector<chainrule::Block> parameters_of(const TrainConfig& config);

/// What was found, as one sentence for the log and the report. `FailedSelfCheck` with
/// the evidence if the verdict is not `holds`, unless `config.bias` asks for the defect
/// and nothing but biases fails.
[[nodiscard]] std::string checked_sentence(const TrainConfig& config);

/// How the error of numerical slopes of this network's loss depends on the step.
[[nodiscard]] VCurve measure_v_curve(const TrainConfig& config);

/// The same as a run folder keeps it.
[[nodiscard]] VCurve series_of(const chainrule::VCurve& curve);

/// The remainders that the gradient leaves along a random direction.
[[nodiscard]] TaylorCurve measure_taylor_curve(const TrainConfig& config);

}  // namespace chainrule::train
