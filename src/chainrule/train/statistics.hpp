#pragma once

/// @file
/// What is measured of a network while it learns: activations on a fixed probe batch,
/// and the size of gradients and steps.

#include "chainrule/train/network.hpp"
#include "chainrule/train/parameters.hpp"
#include "chainrule/train/run_record.hpp"

#include <armadillo>

#include <cstddef>
#include <vector>

namespace chainrule::train {

/// Measures the activations of a network on a probe batch and appends them to
/// `record`: one `LayerStatistics` and one `ActivationHistogram` for each activation
/// layer and for the last layer. `network` has just been through the probe batch.
/// `dead_checks` counts, for each of these layers and each unit, at how many checks
/// running it was dead; it is empty before the first.
void record_activations(const Network<float>& network,
                        std::size_t epoch,
                        RunRecord& record,
                        std::vector<arma::uvec>& dead_checks);

/// Averages the norms of gradients and steps over the steps it is shown.
class StepStatistics {
public:
    /// One step: the gradient, the parameters before and the parameters after it.
    void add(const Layout& layout,
             const arma::fvec& gradient,
             const arma::fvec& before,
             const arma::fvec& after);

    /// Appends the averages to `record` and begins again.
    void record(std::size_t epoch, const Layout& layout, RunRecord& record);

private:
    std::size_t steps_ = 0;
    std::vector<ParameterStatistics> sums_;  // one a block
};

}  // namespace chainrule::train
