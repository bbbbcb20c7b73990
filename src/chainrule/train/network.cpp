#include "chainrule/train/network.hpp"

#include <fmt/format.h>

namespace chainrule::train {

template <Scalar eT>
Network<eT>::Network(const TrainConfig& config)
    : layers_(make_layers<eT>(config, layout_)),
      loss_rule_(loss_rule<eT>(config.loss)),
      outputs_(layers_.size()) {}

template <Scalar eT>
const arma::Mat<eT>& Network<eT>::logits(const arma::Col<eT>& parameters,
                                         const arma::Mat<eT>& inputs,
                                         const Pass& pass) {
    return forward(0, layers_.size(), parameters, inputs, pass);
}

template <Scalar eT>
const arma::Mat<eT>& Network<eT>::forward(std::size_t first,
                                          std::size_t last,
                                          const arma::Col<eT>& parameters,
                                          const arma::Mat<eT>& inputs,
                                          const Pass& pass) {
    const arma::Mat<eT>* flowing = &inputs;
    for (std::size_t i = first; i < last; ++i) {
        flowing = &layers_[i].layer->forward(parameters, *flowing, pass);
        outputs_[i] = flowing;
    }
    return *flowing;
}

template <Scalar eT>
eT Network<eT>::loss_and_gradient(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>& inputs,
                                  const arma::urowvec& labels,
                                  std::size_t example_count,
                                  const Pass& pass,
                                  arma::Col<eT>& gradient) {
    logits(parameters, inputs, pass);
    const eT loss_value = loss(labels, example_count);

    const arma::Mat<eT>* flowing_back = &logits_bar_;
    for (std::size_t i = layers_.size(); i-- > 0;) {
        // Nobody asks for the cotangent of the pictures
        const bool first = i == 0;
        const arma::Mat<eT>& layer_inputs = first ? inputs : *outputs_[i - 1];
        flowing_back = &layers_[i].layer->backward(
            parameters, layer_inputs, *outputs_[i], *flowing_back, !first, gradient);
    }
    return loss_value;
}

template <Scalar eT>
eT Network<eT>::loss(const arma::urowvec& labels, std::size_t example_count) {
    return loss_rule_(logits_bar_, *outputs_.back(), labels, example_count, eT(1));
}

template <Scalar eT>
std::string Network<eT>::layer_name(std::size_t layer) const {
    return fmt::format("{} {}", layers_[layer].depth, layers_[layer].layer->step());
}

template class Network<float>;
template class Network<double>;
template class Network<std::complex<double>>;

}  // namespace chainrule::train
