#include "chainrule/train/examples.hpp"

#include "chainrule/data/split.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/streams.hpp"

#include <algorithm>

namespace chainrule::train {

namespace {

constexpr std::size_t most_probed = 1000, most_scored = 10'000;

std::vector<std::size_t> evenly_spread(const std::vector<std::size_t>& all,
                                       std::size_t most) {
    const std::size_t count = std::min(most, all.size());
    std::vector<std::size_t> some(count);
    for (std::size_t i = 0; i < count; ++i) some[i] = all[i * all.size() / count];
    return some;
}

}  // namespace

Examples::Examples(const TrainConfig& config, std::size_t count) : seed_(config.seed) {
    const std::uint64_t split_seed = Random(seed_, stream::validation).bits();
    auto split = data::split_indices(count, config.validation, split_seed);
    training_ = std::move(split.kept);
    validation_ = std::move(split.held_back);
    scored_ = evenly_spread(training_, most_scored);
    batch_size_ =
        config.batch == 0 ? training_.size() : std::min(config.batch, training_.size());
}

std::span<const std::size_t> Examples::probe() const {
    const auto from = validation_.empty() ? training() : validation();
    return from.first(std::min(most_probed, from.size()));
}

std::size_t Examples::steps_per_epoch() const {
    return (training_.size() + batch_size_ - 1) / batch_size_;
}

std::span<const std::size_t> Examples::batch(std::size_t step) {
    const std::size_t epoch = step / steps_per_epoch();
    if (epoch != ordered_epoch_) {
        const auto places =
            Random(seed_, stream::order, epoch).permutation(training_.size());
        order_.resize(places.size());
        std::ranges::transform(
            places, order_.begin(), [&](std::size_t i) { return training_[i]; });
        ordered_epoch_ = epoch;
    }
    const std::size_t begin = step % steps_per_epoch() * batch_size_;
    return std::span(order_).subspan(begin,
                                     std::min(batch_size_, order_.size() - begin));
}

}  // namespace chainrule::train
