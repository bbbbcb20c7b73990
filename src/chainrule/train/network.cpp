#include "chainrule/train/network.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::train {

template <Scalar eT>
Network<eT>::Network(const TrainConfig& config)
    : layers_(make_layers<eT>(config, layout_)),
      loss_rule_(loss_rule<eT>(config.loss)),
      outputs_(layers_.size()),
      outputs_bars_(layers_.size() - 1) {}

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
    const eT loss_value =
        loss_and_cotangents(0, parameters, inputs, labels, example_count, pass);
    gradient.zeros();
    add_gradient(0, inputs, {}, gradient);
    return loss_value;
}

template <Scalar eT>
eT Network<eT>::loss_and_cotangents(std::size_t first,
                                    const arma::Col<eT>& parameters,
                                    const arma::Mat<eT>& inputs,
                                    const arma::urowvec& labels,
                                    std::size_t example_count,
                                    const Pass& pass) {
    const arma::Mat<eT>& scores =
        forward(first, layers_.size(), parameters, inputs, pass);
    const eT loss_value = loss_rule_(logits_bar_, scores, labels, example_count, eT(1));

    // Nobody asks for the cotangent of the pictures, which is the first layer's to give
    for (std::size_t i = layers_.size() - 1; i >= std::max<std::size_t>(first, 1);
         --i) {
        outputs_bars_[i - 1] =
            &layers_[i].layer->backward(parameters, *outputs_[i], outputs_bar(i));
    }
    return loss_value;
}

template <Scalar eT>
void Network<eT>::add_gradient(std::size_t first,
                               const arma::Mat<eT>& inputs,
                               Share share,
                               arma::Col<eT>& gradient) const {
    for (std::size_t i = first; i < layers_.size(); ++i) {
        layers_[i].layer->add_gradient(
            i == first ? inputs : *outputs_[i - 1], outputs_bar(i), share, gradient);
    }
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
