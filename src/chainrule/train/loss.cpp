#include "chainrule/train/loss.hpp"

#include "chainrule/input_error.hpp"
#include "derivations/04_losses/softmax_cross_entropy.hpp"

namespace chainrule::train {

template <Scalar eT>
LossRule<eT> loss_rule(std::string_view name) {
    if (name == "cross-entropy") return &SoftmaxCrossEntropy::loss_and_vjp_into<eT>;
    throw InputError(
        {"--loss", "", "cross-entropy, mse or sigmoid-bce", std::string(name), ""});
}

template LossRule<float> loss_rule(std::string_view);
template LossRule<double> loss_rule(std::string_view);
template LossRule<std::complex<double>> loss_rule(std::string_view);

}  // namespace chainrule::train
