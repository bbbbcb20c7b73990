#include "chainrule/train/batch_gradient.hpp"

#include "chainrule/train/gather.hpp"
#include "chainrule/train/gradient_size.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <numeric>

namespace chainrule::train {

namespace {

// Two shards keep two cores busy; more of them pay only where each is large, because
// every matrix product copies the weights into the order that its kernel reads.
constexpr std::size_t smallest_of_two = 16, smallest_of_many = 64, most_shards = 8;

// What a shard keeps for the way back has to stay in the cache: a larger batch is worked
// off in several goes.
constexpr std::size_t largest_piece = 256;

std::size_t shard_count(std::size_t batch_size) {
    const std::size_t few = std::min<std::size_t>(batch_size / smallest_of_two, 2);
    const std::size_t many = std::min(batch_size / smallest_of_many, most_shards);
    return std::bit_floor(std::max<std::size_t>({few, many, 1}));
}

void clear(const Layout& layout, Share share, arma::fvec& gradient) {
    for (const Block& block : layout.blocks()) {
        matrix(gradient, columns_of(block, share)).zeros();
    }
}

bool is_finite(const Layout& layout, Share share, const arma::fvec& gradient) {
    return std::ranges::all_of(layout.blocks(), [&](const Block& block) {
        const Block part = columns_of(block, share);
        return all_finite({gradient.memptr() + part.offset, part.size()});
    });
}

}  // namespace

struct BatchGradient::Round {
    const arma::fvec& parameters;
    const data::DataSet& data;
    std::span<const std::size_t> batch;
    std::size_t begin, size;
    Pass pass;

    [[nodiscard]] std::span<const std::size_t> examples() const {
        return batch.subspan(begin, size);
    }
};

BatchGradient::BatchGradient(const TrainConfig& config, Workers& workers)
    : config_(config), workers_(workers) {}

BatchGradient::Result BatchGradient::operator()(const arma::fvec& parameters,
                                                const data::DataSet& data,
                                                std::span<const std::size_t> batch,
                                                const Pass& pass,
                                                arma::fvec& gradient) {
    const std::size_t shards = shard_count(batch.size());
    const std::size_t in_a_round = shards * largest_piece;
    const std::size_t rounds = (batch.size() + in_a_round - 1) / in_a_round;
    make_ready(shards);
    gradient.set_size(arma::size(parameters));
    std::atomic<bool> finite = true;

    for (std::size_t r = 0; r < rounds; ++r) {
        const Share part{r, rounds};
        const std::size_t begin = part.begin(batch.size());
        const Round round{
            parameters, data, batch, begin, part.end(batch.size()) - begin, pass};
        if (in_strips()) {
            workers_.run(shards, [&](std::size_t s, std::size_t) {
                read_strip(round, {s, shards});
            });
            first_bar_.set_size(strips_.front().outputs.n_rows, round.size);
        }
        workers_.run(shards, [&](std::size_t s, std::size_t) {
            losses_[s] += pass_through(round, {s, shards});
        });
        workers_.run(shards, [&](std::size_t s, std::size_t) {
            const Share share{s, shards};
            if (r == 0) clear(layout(), share, gradient);
            add_share(share, gradient);
            if (!is_finite(layout(), share, gradient)) finite = false;
        });
    }
    const double loss = std::accumulate(losses_.begin(), losses_.end(), 0.0);
    return {loss, finite && std::isfinite(loss)};
}

const Layout& BatchGradient::layout() const {
    return shards_.front().network.layout();
}

void BatchGradient::make_ready(std::size_t shards) {
    while (shards_.size() < shards)
        shards_.push_back({Network<float>(config_), {}, {}});
    if (in_strips()) strips_.resize(shards_.size());
    losses_.assign(shards, 0.0);
}

bool BatchGradient::in_strips() const {
    return shards_.front().network.layer(0).sums_over_inputs();
}

void BatchGradient::read_strip(const Round& round, Share share) {
    Strip& strip = strips_[share.index];
    const std::size_t pixels = round.data.pixels.n_rows;
    gather_pixels(round.data,
                  round.examples(),
                  share.begin(pixels),
                  share.end(pixels),
                  strip.inputs);
    shards_.front().network.layer(0).forward_share(
        round.parameters, strip.inputs, share, strip.outputs);
}

double BatchGradient::pass_through(const Round& round, Share share) {
    Shard& shard = shards_[share.index];
    const std::size_t begin = share.begin(round.size), end = share.end(round.size);
    const auto examples = round.examples().subspan(begin, end - begin);
    Pass pass = round.pass;
    pass.first_example = round.begin + begin;

    gather_labels(round.data, examples, shard.labels);
    if (in_strips()) {
        shard.inputs = strips_.front().outputs.cols(begin, end - 1);
        for (std::size_t s = 1; s < share.count; ++s) {
            shard.inputs += strips_[s].outputs.cols(begin, end - 1);
        }
    } else {
        gather_pixels(round.data, examples, 0, round.data.pixels.n_rows, shard.inputs);
    }
    const double loss = shard.network.loss_and_cotangents(in_strips() ? 1 : 0,
                                                          round.parameters,
                                                          shard.inputs,
                                                          shard.labels,
                                                          round.batch.size(),
                                                          pass);
    if (in_strips()) first_bar_.cols(begin, end - 1) = shard.network.outputs_bar(0);
    return loss;
}

void BatchGradient::add_share(Share share, arma::fvec& gradient) const {
    if (in_strips()) {
        shards_.front().network.layer(0).add_gradient(
            strips_[share.index].inputs, first_bar_, share, gradient);
    }
    for (std::size_t s = 0; s < share.count; ++s) {
        const Shard& shard = shards_[s];
        shard.network.add_gradient(in_strips() ? 1 : 0, shard.inputs, share, gradient);
    }
}

}  // namespace chainrule::train
