#pragma once

/// @file
/// The gradient of a batch by several threads, the same to the last bit for any number
/// of them: the batch is cut into shards by its size alone, and the shards' gradients
/// are added in order.

#include "chainrule/data/dataset.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/workers.hpp"

#include <armadillo>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::train {

class BatchGradient {
public:
    /// Keeps a reference to `workers`.
    BatchGradient(const TrainConfig& config, Workers& workers);

    /// Mean loss over the examples of `data` that `batch` names; writes its gradient
    /// into `gradient`. Allocates nothing after the first batch of that size.
    double operator()(const arma::fvec& parameters,
                      const data::DataSet& data,
                      std::span<const std::size_t> batch,
                      const Pass& pass,
                      arma::fvec& gradient);

private:
    /// One thread's network and the examples it is working on.
    struct Bench {
        Network<float> network;
        arma::fmat inputs;
        arma::urowvec labels;
        arma::fvec piece_gradient;
    };

    double shard(Bench& bench,
                 const arma::fvec& parameters,
                 const data::DataSet& data,
                 std::span<const std::size_t> batch,
                 std::size_t begin,
                 std::size_t end,
                 Pass pass,
                 arma::fvec& gradient);

    Workers& workers_;
    std::vector<Bench> benches_;               // one a worker
    std::vector<arma::fvec> shard_gradients_;  // of all shards but the first
    std::vector<double> shard_losses_;
};

}  // namespace chainrule::train
