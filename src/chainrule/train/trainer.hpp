#pragma once

/// @file
/// From data to a trained network. The trainer does no calculus: every gradient comes
/// out of the derivation steps its network is made of.

#include "chainrule/data/load.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/run_record.hpp"
#include "chainrule/train/state.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chainrule::train {

/// How a run came to its end.
enum class Ending {
    finished,     ///< all epochs
    early_stop,   ///< `patience` epochs without a better validation loss
    interrupted,  ///< asked to stop; may be resumed from its state
    not_finite    ///< a loss, a gradient or a parameter was NaN or infinite
};

struct Progress {
    std::size_t epoch = 0;  ///< from 1
    std::size_t step = 0, total_steps = 0;
    double batch_loss = 0.0;
    double seconds_left = 0.0;  ///< of wall time, at the pace so far
};

/// What the trainer tells while it works, on the calling thread; any may be empty.
struct Callbacks {
    std::function<void(const std::string& sentence)> note;
    std::function<void(const Progress&)> progress;   ///< after every step
    std::function<void(const EpochMetrics&)> epoch;  ///< epoch 0 is the untrained net
    std::function<void(const TrainState&)> checkpoint;  ///< at the end of every epoch
};

/// The training seconds after which the test accuracy first stood at or above `mark` at
/// the end of an epoch.
struct TimeTo {
    double mark;
    double seconds;
};

struct Result {
    Ending ending = Ending::finished;
    std::string explanation;  ///< for not_finite: where, when, and what to try
    /// The network is `state.kept.parameters`; `state.record` is complete.
    TrainState state;
};

/// Trains the network that `config` describes and measures it.
///
/// The gradient of that network is checked first (self_check.hpp); a network that fails
/// is not trained, unless its defect is one that `config` asks for.
///
/// `stop` is looked at after every step. A state given as `resume` is continued to the
/// bits an uninterrupted run would have reached. `InputError` if the network does not
/// fit the data or the state; `FailedSelfCheck` if the gradient is wrong.
[[nodiscard]] Result train(const TrainConfig& config,
                           const data::Split& data,
                           const Callbacks& callbacks,
                           const std::atomic<bool>& stop,
                           std::optional<TrainState> resume = std::nullopt);

/// `mark` by `mark`, those that were reached.
[[nodiscard]] std::vector<TimeTo> time_to(const RunRecord& record,
                                          const std::vector<double>& marks);

}  // namespace chainrule::train
