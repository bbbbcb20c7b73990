#include "chainrule/train/objective.hpp"

#include "chainrule/random.hpp"
#include "chainrule/train/initialise.hpp"
#include "chainrule/train/penalty.hpp"
#include "chainrule/train/streams.hpp"

namespace chainrule::train {

Objective::Objective(const TrainConfig& config, std::size_t examples)
    : config_(config),
      real_(config),
      narrow_(config),
      complex_(config),
      inputs_(config.layers.front(), examples),
      labels_(examples) {
    Random random(config.seed, stream::self_check, 1);
    inputs_.imbue([&] { return random.uniform(); });
    labels_.imbue([&] { return random.below(config.layers.back()); });
}

arma::vec Objective::gradient(const arma::vec& x) {
    arma::vec result(arma::size(x));
    real_.loss_and_gradient(x, inputs_, labels_, labels_.n_elem, pass(), result);
    add_penalty_gradient(penalty_strength(), layout(), x, result);
    return result;
}

double Objective::penalty_strength() const {
    return config_.optimizer == "adamw" ? 0.0 : config_.l2;
}

template <Scalar eT>
eT Objective::loss(Network<eT>& network, const arma::Col<eT>& x) {
    network.logits(x, arma::conv_to<arma::Mat<eT>>::from(inputs_), pass());
    return network.loss(labels_, labels_.n_elem) +
           penalty(penalty_strength(), layout(), x);
}

template double Objective::loss(Network<double>&, const arma::vec&);
template float Objective::loss(Network<float>&, const arma::fvec&);
template std::complex<double> Objective::loss(Network<std::complex<double>>&,
                                              const arma::cx_vec&);

arma::vec starting_point(const TrainConfig& config,
                         const Layout& layout,
                         std::uint64_t point) {
    TrainConfig drawn = config;
    drawn.seed += point;
    arma::vec x = arma::conv_to<arma::vec>::from(initial_parameters(drawn, layout));
    Random random(drawn.seed, stream::self_check, 2);
    for (const Block& block : layout.blocks()) {
        if (block.is_weights()) continue;
        arma::vec bias = column(x, block);
        bias.imbue([&] { return 0.1 * random.normal(); });
    }
    return x;
}

std::vector<chainrule::Block> named_blocks(const Layout& layout) {
    std::vector<chainrule::Block> blocks;
    for (const Block& block : layout.blocks()) {
        blocks.push_back({block.name, block.rows, block.cols});
    }
    return blocks;
}

}  // namespace chainrule::train
