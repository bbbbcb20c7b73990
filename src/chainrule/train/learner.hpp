#pragma once

/// @file
/// One training step: gradient, penalty, clipping, update.

#include "chainrule/data/dataset.hpp"
#include "chainrule/train/batch_gradient.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/optimizer.hpp"
#include "chainrule/train/schedule.hpp"
#include "chainrule/train/state.hpp"
#include "chainrule/train/workers.hpp"

#include <armadillo>

#include <cstddef>
#include <span>
#include <string>

namespace chainrule::train {

class Learner {
public:
    /// Keeps references to `training_set` and `workers`.
    Learner(const TrainConfig& config,
            const data::DataSet& training_set,
            std::size_t steps_per_epoch,
            Workers& workers);

    struct Step {
        double loss = 0.0;     ///< mean over the batch, before the step
        std::string broken{};  ///< what stopped being finite; empty if all is well
    };

    /// Moves the parameters and the memory of `state` by one step on the examples that
    /// `batch` names, and counts it. Where a loss or gradient is not finite, nothing is
    /// moved; where the update itself leaves the finite numbers, the parameters are
    /// lost.
    Step step(TrainState& state, std::span<const std::size_t> batch);

    /// Of the last step, clipped.
    [[nodiscard]] const arma::fvec& gradient() const { return gradient_; }

    /// Of step `step`, counted from 0.
    [[nodiscard]] double rate(std::size_t step) const { return schedule_.rate(step); }

    /// How many vectors of memory a state needs.
    [[nodiscard]] std::size_t memory() const { return optimizer_.memory(); }

private:
    /// False if a parameter left the finite numbers.
    bool move(TrainState& state);

    TrainConfig config_;
    const data::DataSet& training_set_;
    Workers& workers_;
    BatchGradient batch_gradient_;
    Optimizer optimizer_;
    Schedule schedule_;
    arma::fvec gradient_;
};

}  // namespace chainrule::train
