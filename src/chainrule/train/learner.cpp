#include "chainrule/train/learner.hpp"

#include "chainrule/train/gradient_size.hpp"
#include "chainrule/train/non_finite.hpp"
#include "chainrule/train/penalty.hpp"

#include <atomic>
#include <cmath>

namespace chainrule::train {

Learner::Learner(const TrainConfig& config,
                 const data::DataSet& training_set,
                 std::size_t steps_per_epoch,
                 Workers& workers)
    : config_(config),
      training_set_(training_set),
      workers_(workers),
      batch_gradient_(config, workers),
      optimizer_(config),
      schedule_(config, steps_per_epoch) {}

Learner::Step Learner::step(TrainState& state, std::span<const std::size_t> batch) {
    const Pass pass{true, config_.seed, state.step};
    const double loss =
        batch_gradient_(state.parameters, training_set_, batch, pass, gradient_);
    if (!optimizer_.decays_weights()) {
        add_penalty_gradient(config_.l2, state.layout, state.parameters, gradient_);
    }
    clip(gradient_, config_.clip);
    if (!std::isfinite(loss) || !gradient_is_finite()) {
        return {
            loss,
            first_non_finite(config_, state.parameters, training_set_, batch, pass)};
    }
    if (!move(state)) {
        return {
            loss,
            "the parameters " + first_non_finite_block(state.layout, state.parameters)};
    }
    ++state.step;
    return {loss};
}

bool Learner::gradient_is_finite() {
    std::atomic<bool> finite = true;
    workers_.run_ranges(gradient_.n_elem, [&](std::size_t begin, std::size_t end) {
        if (!all_finite({gradient_.memptr() + begin, end - begin})) finite = false;
    });
    return finite;
}

bool Learner::move(TrainState& state) {
    const double rate = schedule_.rate(state.step);
    optimizer_.decay(state.parameters, state.layout, rate);
    std::atomic<bool> finite = true;
    workers_.run_ranges(gradient_.n_elem, [&](std::size_t begin, std::size_t end) {
        optimizer_.update(state.parameters,
                          gradient_,
                          state.moments,
                          rate,
                          state.step + 1,
                          begin,
                          end);
        const std::span moved(state.parameters.memptr() + begin, end - begin);
        if (!all_finite(moved)) finite = false;
    });
    return finite;
}

}  // namespace chainrule::train
