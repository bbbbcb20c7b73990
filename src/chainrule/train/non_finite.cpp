#include "chainrule/train/non_finite.hpp"

#include "chainrule/train/gather.hpp"

#include "chainrule/train/network.hpp"

#include <cmath>
#include <ranges>

namespace chainrule::train {

std::string first_non_finite(const TrainConfig& config,
                             const arma::fvec& parameters,
                             const data::DataSet& data,
                             std::span<const std::size_t> batch,
                             const Pass& pass) {
    Network<float> network(config);
    arma::fmat inputs;
    arma::urowvec labels;
    gather(data, batch, inputs, labels);
    arma::fvec gradient(arma::size(parameters));
    const float loss = network.loss_and_gradient(
        parameters, inputs, labels, batch.size(), pass, gradient);

    for (std::size_t i = 0; i < network.layer_count(); ++i) {
        if (!network.outputs(i).is_finite()) {
            return "the activations of " + network.layer_name(i);
        }
    }
    if (!std::isfinite(loss)) return "the loss";
    // The way back begins at the last layer
    for (const Block& block : network.layout().blocks() | std::views::reverse) {
        if (!matrix(gradient, block).is_finite())
            return "the gradient of " + block.name;
    }
    return "";
}

std::string first_non_finite_block(const Layout& layout, const arma::fvec& parameters) {
    const auto& blocks = layout.blocks();
    const auto found = std::ranges::find_if(blocks, [&](const Block& block) {
        return !matrix(parameters, block).is_finite();
    });
    return found == blocks.end() ? "" : found->name;
}

}  // namespace chainrule::train
