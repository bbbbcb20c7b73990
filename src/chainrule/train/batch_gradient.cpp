#include "chainrule/train/batch_gradient.hpp"

#include "chainrule/train/gather.hpp"

#include <algorithm>
#include <numeric>

namespace chainrule::train {

namespace {

// A shard of fewer columns wastes the matrix product; more shards waste memory on
// their gradients.
constexpr std::size_t smallest_shard = 32, most_shards = 8;

// A shard of a large batch is worked off in pieces whose activations stay in the cache.
constexpr std::size_t largest_piece = 256;

std::size_t shard_count(std::size_t batch_size) {
    return std::clamp<std::size_t>(batch_size / smallest_shard, 1, most_shards);
}

}  // namespace

BatchGradient::BatchGradient(const TrainConfig& config, Workers& workers)
    : workers_(workers) {
    for (std::size_t i = 0; i < workers.count(); ++i) {
        benches_.push_back({Network<float>(config), {}, {}, {}});
    }
}

double BatchGradient::operator()(const arma::fvec& parameters,
                                 const data::DataSet& data,
                                 std::span<const std::size_t> batch,
                                 const Pass& pass,
                                 arma::fvec& gradient) {
    const std::size_t shards = shard_count(batch.size());
    shard_losses_.resize(shards);
    if (shard_gradients_.size() + 1 < shards) shard_gradients_.resize(shards - 1);

    workers_.run(shards, [&](std::size_t s, std::size_t worker) {
        shard_losses_[s] = shard(benches_[worker],
                                 parameters,
                                 data,
                                 batch,
                                 batch.size() * s / shards,
                                 batch.size() * (s + 1) / shards,
                                 pass,
                                 s == 0 ? gradient : shard_gradients_[s - 1]);
    });
    workers_.run_ranges(gradient.n_elem, [&](std::size_t begin, std::size_t end) {
        for (std::size_t s = 1; s < shards; ++s) {
            const float* part = shard_gradients_[s - 1].memptr();
            float* sum = gradient.memptr();
            for (std::size_t i = begin; i < end; ++i) sum[i] += part[i];
        }
    });
    return std::accumulate(shard_losses_.begin(), shard_losses_.end(), 0.0);
}

double BatchGradient::shard(Bench& bench,
                            const arma::fvec& parameters,
                            const data::DataSet& data,
                            std::span<const std::size_t> batch,
                            std::size_t begin,
                            std::size_t end,
                            Pass pass,
                            arma::fvec& gradient) {
    double loss = 0.0;
    gradient.set_size(arma::size(parameters));
    for (std::size_t at = begin; at < end; at += largest_piece) {
        const std::size_t size = std::min(largest_piece, end - at);
        gather(data, batch.subspan(at, size), bench.inputs, bench.labels);
        pass.first_example = at;
        const bool first = at == begin;
        if (!first) bench.piece_gradient.set_size(arma::size(parameters));
        loss +=
            bench.network.loss_and_gradient(parameters,
                                            bench.inputs,
                                            bench.labels,
                                            batch.size(),
                                            pass,
                                            first ? gradient : bench.piece_gradient);
        if (!first) gradient += bench.piece_gradient;
    }
    return loss;
}

}  // namespace chainrule::train
