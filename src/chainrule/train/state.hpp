#pragma once

/// @file
/// Where a run stands between two steps: all that is needed to go on to the same bits.

#include "chainrule/train/parameters.hpp"
#include "chainrule/train/run_record.hpp"

#include <armadillo>

#include <cstddef>
#include <limits>
#include <vector>

namespace chainrule::train {

/// The best epoch so far by validation loss or, without a validation split, the last.
struct Kept {
    std::size_t epoch = 0;
    double loss = std::numeric_limits<double>::infinity();
    arma::fvec parameters;
};

struct TrainState {
    Layout layout;
    std::size_t step = 0;  ///< steps taken; the epoch and the batch follow from it
    double train_seconds = 0.0;
    arma::fvec parameters;
    std::vector<arma::fvec> moments;  ///< the optimiser's memory: 0, 1 or 2 vectors
    Kept kept;
    /// For each layer and unit, the number of checks running at which it was dead.
    std::vector<arma::uvec> dead_checks;
    RunRecord record;  ///< what was measured so far
};

}  // namespace chainrule::train
