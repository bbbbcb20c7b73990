#pragma once

/// @file
/// The gradient of a batch by several threads, the same to the last bit for any number
/// of them: all work is cut by the batch's size alone, and sums have a fixed order.
///
/// The first layer holds most of the weights. Where it sums over its inputs, each thread
/// has pixels of its own, and with them some columns of W1, their gradient and later
/// their update, so that these stay in its cache. It takes three rounds:
///
/// 1. a share of the pixels: what these contribute to the first layer's outputs, for all
///    examples;
/// 2. a shard of the examples: the sum of that, the rest of the network, the loss, and
///    the way back to the first layer's outputs;
/// 3. a share of the gradient: columns of every weight matrix, to which each shard is
///    added in order. No thread has a gradient of its own that would have to be summed.
///    Whether these columns are finite is seen while they are still in the cache.
///
/// Any other first layer begins with the second round.

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

    struct Result {
        double loss = 0.0;    ///< mean over the batch
        bool finite = false;  ///< the loss and every entry of the gradient
    };

    /// The loss over the examples of `data` that `batch` names; writes its gradient into
    /// `gradient`. Allocates nothing after the first batch of that size.
    Result operator()(const arma::fvec& parameters,
                      const data::DataSet& data,
                      std::span<const std::size_t> batch,
                      const Pass& pass,
                      arma::fvec& gradient);

private:
    /// A share of the pixels of all examples, and what it gives the first layer.
    struct Strip {
        arma::fmat inputs, outputs;
    };

    /// A shard of the examples on its way through the network.
    struct Shard {
        Network<float> network;
        arma::fmat inputs;  // or, where pixels are shared, the first layer's outputs
        arma::urowvec labels;
    };

    /// The examples of one round: those of `batch` from `begin` on.
    struct Round;

    void make_ready(std::size_t shards);
    [[nodiscard]] bool in_strips() const;
    void read_strip(const Round& round, Share share);
    double pass_through(const Round& round, Share share);
    void add_share(Share share, arma::fvec& gradient) const;
    [[nodiscard]] const Layout& layout() const;

    const TrainConfig config_;
    Workers& workers_;
    std::vector<Shard> shards_;
    std::vector<Strip> strips_;
    arma::fmat first_bar_;        // of the first layer's outputs, all shards
    std::vector<double> losses_;  // of the shards
};

}  // namespace chainrule::train
