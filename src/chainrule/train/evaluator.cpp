#include "chainrule/train/evaluator.hpp"

#include "chainrule/train/gather.hpp"

#include <algorithm>

namespace chainrule::train {

namespace {

// Small enough for the cache, and fixed: sums must not depend on the threads.
constexpr std::size_t piece_size = 256;

std::size_t piece_count(std::size_t examples) {
    return (examples + piece_size - 1) / piece_size;
}

}  // namespace

arma::urowvec predictions(const arma::fmat& logits) {
    return arma::index_max(logits, 0);
}

Evaluator::Evaluator(const TrainConfig& config, Workers& workers)
    : workers_(workers), classes_(config.layers.back()) {
    for (std::size_t i = 0; i < workers.count(); ++i) {
        benches_.push_back({Network<float>(config), {}, {}});
    }
}

template <class Use>
void Evaluator::for_each_piece(const arma::fvec& parameters,
                               const data::DataSet& data,
                               std::span<const std::size_t> which,
                               Use&& use) {
    workers_.run(piece_count(which.size()), [&](std::size_t piece, std::size_t worker) {
        Bench& bench = benches_[worker];
        const std::size_t first = piece * piece_size;
        const std::size_t size = std::min(piece_size, which.size() - first);
        gather(data, which.subspan(first, size), bench.inputs, bench.labels);
        use(first, piece, bench.network.logits(parameters, bench.inputs, {}), bench);
    });
}

Score Evaluator::score(const arma::fvec& parameters,
                       const data::DataSet& data,
                       std::span<const std::size_t> which) {
    if (which.empty()) return {};
    struct Part {
        double loss = 0.0;
        arma::uword right = 0;
    };
    std::vector<Part> parts(piece_count(which.size()));
    for_each_piece(
        parameters,
        data,
        which,
        [&](std::size_t, std::size_t piece, const arma::fmat& logits, Bench& bench) {
            parts[piece] = {bench.network.loss(bench.labels, bench.labels.n_elem),
                            arma::accu(predictions(logits) == bench.labels)};
            parts[piece].loss *= static_cast<double>(bench.labels.n_elem);
        });
    Part sum;
    for (const Part& part : parts) {
        sum.loss += part.loss;
        sum.right += part.right;
    }
    const auto count = static_cast<double>(which.size());
    return {sum.loss / count, static_cast<double>(sum.right) / count};
}

arma::fmat Evaluator::logits(const arma::fvec& parameters,
                             const data::DataSet& data,
                             std::span<const std::size_t> which) {
    arma::fmat all(classes_, which.size());
    for_each_piece(
        parameters,
        data,
        which,
        [&](std::size_t first, std::size_t, const arma::fmat& logits, Bench&) {
            all.cols(first, first + logits.n_cols - 1) = logits;
        });
    return all;
}

}  // namespace chainrule::train
