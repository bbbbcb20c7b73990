#include "chainrule/train/loss.hpp"

#include "chainrule/input_error.hpp"
#include "derivations/03_activations/sigmoid.hpp"
#include "derivations/04_losses/mean_squared_error.hpp"
#include "derivations/04_losses/sigmoid_cross_entropy.hpp"
#include "derivations/04_losses/softmax.hpp"
#include "derivations/04_losses/softmax_cross_entropy.hpp"

namespace chainrule::train {

template <Scalar eT>
LossRule<eT> loss_rule(std::string_view name) {
    if (name == "cross-entropy") return &SoftmaxCrossEntropy::loss_and_vjp_into<eT>;
    if (name == "mse") return &MeanSquaredError::loss_and_vjp_into<eT>;
    if (name == "sigmoid-bce") return &SigmoidCrossEntropy::loss_and_vjp_into<eT>;
    throw InputError(
        {"--loss", "", "cross-entropy, mse or sigmoid-bce", std::string(name), ""});
}

arma::fmat probabilities(std::string_view loss, const arma::fmat& logits) {
    if (loss == "cross-entropy") return Softmax::forward(logits).probs;
    if (loss == "sigmoid-bce") return Sigmoid::forward(logits).activations;
    return arma::clamp(logits, 0.0f, 1.0f);
}

template LossRule<float> loss_rule(std::string_view);
template LossRule<double> loss_rule(std::string_view);
template LossRule<std::complex<double>> loss_rule(std::string_view);

}  // namespace chainrule::train
