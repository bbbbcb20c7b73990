#include "chainrule/train/predict.hpp"

#include "chainrule/train/loss.hpp"
#include "chainrule/train/network.hpp"
#include "derivations/02_affine/pixel_scaling.hpp"

namespace chainrule::train {

arma::vec class_probabilities(const Model& model,
                              std::span<const std::uint8_t> pixels) {
    arma::fmat inputs(pixels.size(), 1);
    PixelScaling::scale_into(inputs.memptr(), pixels.data(), inputs.n_elem, 0.0f, 1.0f);
    Network<float> network(model.config);
    const arma::fmat& logits = network.logits(model.parameters, inputs, {});
    return arma::conv_to<arma::vec>::from(probabilities(model.config.loss, logits));
}

}  // namespace chainrule::train
