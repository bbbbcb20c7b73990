#pragma once

/// @file
/// Which examples a run uses, and in which order.

#include "chainrule/train/config.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::train {

/// The training images as index lists, and the batches of an epoch. All of it follows
/// from the seed, so that a run can be taken up at any step.
class Examples {
public:
    /// `count` training images, of which `config.validation` is held back.
    Examples(const TrainConfig& config, std::size_t count);

    [[nodiscard]] std::span<const std::size_t> training() const { return training_; }
    [[nodiscard]] std::span<const std::size_t> validation() const {
        return validation_;
    }

    /// Up to 10,000 training examples, evenly spread: those on which the network is scored
    /// after every epoch. Scoring all 60,000 of MNIST took a third of the time of training;
    /// a tenth of a per cent of accuracy is what the sample may be off by.
    [[nodiscard]] std::span<const std::size_t> scored() const { return scored_; }

    /// Up to 1,000 validation or, without those, training examples: the same all run.
    [[nodiscard]] std::span<const std::size_t> probe() const;

    /// The last batch of an epoch may be smaller.
    [[nodiscard]] std::size_t steps_per_epoch() const;

    /// The examples of step `step`, counted from 0 over all epochs; valid until the
    /// next call. Every epoch runs through the training examples once, in an order of
    /// its own.
    [[nodiscard]] std::span<const std::size_t> batch(std::size_t step);

private:
    static constexpr std::size_t no_epoch = static_cast<std::size_t>(-1);

    std::uint64_t seed_;
    std::vector<std::size_t> training_, validation_, scored_;
    std::size_t batch_size_;
    std::size_t ordered_epoch_ = no_epoch;
    std::vector<std::size_t> order_;  // of `ordered_epoch_`
};

}  // namespace chainrule::train
