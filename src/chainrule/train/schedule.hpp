#pragma once

/// @file
/// The learning rate over a run.

#include "chainrule/train/config.hpp"

#include <cstddef>

namespace chainrule::train {

/// The learning rate of one step, as a pure function of where it stands in the run,
/// so that a resumed run continues with the same rates.
///
/// | schedule      | rate after a share $t$ of the run                              |
/// |---------------|----------------------------------------------------------------|
/// | constant      | `lr`                                                           |
/// | step          | `lr`, a tenth from $t = 1/2$ and a hundredth from $t = 3/4$ on |
/// | cosine        | from `lr` down to 0 as $(1 + \cos \pi t) / 2$                  |
/// | warmup-cosine | a straight rise over `warmup` epochs, then cosine over the rest |
///
/// Sources: step: K. He et al., Deep residual learning, CVPR 2016, section 4.2; cosine:
/// I. Loshchilov and F. Hutter, SGDR, ICLR 2017, equation 5 with one period; warm-up:
/// P. Goyal et al., Accurate, large minibatch SGD, 2017, section 2.2.
class Schedule {
public:
    /// `InputError` if the configuration names no schedule of the table.
    Schedule(const TrainConfig& config, std::size_t steps_per_epoch);

    /// Rate of step `step`, counted from 0; never negative.
    [[nodiscard]] double rate(std::size_t step) const;

private:
    enum class Kind { constant, step, cosine };

    Kind kind_;
    double peak_;
    double warmup_steps_, total_steps_;
};

}  // namespace chainrule::train
