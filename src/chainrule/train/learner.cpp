#include "chainrule/train/learner.hpp"

#include "chainrule/train/gradient_size.hpp"
#include "chainrule/train/non_finite.hpp"
#include "chainrule/train/penalty.hpp"

#include <algorithm>
#include <atomic>

namespace chainrule::train {

namespace {

// So few parameters are still in the nearest cache when they are looked at again
constexpr std::size_t piece = 2048;

}  // namespace

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
    const auto [loss, finite] =
        batch_gradient_(state.parameters, training_set_, batch, pass, gradient_);
    if (!finite) {
        return {
            loss,
            first_non_finite(config_, state.parameters, training_set_, batch, pass)};
    }
    if (!optimizer_.decays_weights()) {
        add_penalty_gradient(config_.l2, state.layout, state.parameters, gradient_);
    }
    clip(gradient_, config_.clip);
    if (!move(state)) {
        return {
            loss,
            "the parameters " + first_non_finite_block(state.layout, state.parameters)};
    }
    ++state.step;
    return {loss};
}

bool Learner::move(TrainState& state) {
    const double rate = schedule_.rate(state.step);
    optimizer_.decay(state.parameters, state.layout, rate);
    std::atomic<bool> finite = true;
    workers_.run_ranges(gradient_.n_elem, [&](std::size_t begin, std::size_t end) {
        for (std::size_t first = begin; first < end; first += piece) {
            const std::size_t last = std::min(first + piece, end);
            optimizer_.update(state.parameters,
                              gradient_,
                              state.moments,
                              rate,
                              state.step + 1,
                              first,
                              last);
            const std::span moved(state.parameters.memptr() + first, last - first);
            if (!all_finite(moved)) finite = false;
        }
    });
    return finite;
}

}  // namespace chainrule::train
