#pragma once

/// @step relu_softmax_cross_entropy
/// @title ReLU on the logits, then softmax and cross-entropy
/// @builds-on relu, softmax_cross_entropy
///
/// @statement
/// The first case study ends its network so. With labels $y_n$, counted from $0$,
/// $$ P_{cn} = \frac{e^{R_{cn}}}{\sum_k e^{R_{kn}}}, \qquad R = \max(Z, 0), \qquad
///    L = -\frac{1}{N} \sum_n \log P_{y_n n} . $$
///
/// @rule
/// With $Y_{cn} = \delta_{c y_n}$,
/// $$ \bar Z = \frac{\bar L}{N} \left( P - Y \right) \odot [Z > 0] . $$
///
/// @derivation
/// 1. Down to $R$ this is `softmax_cross_entropy`: $\bar R = \frac{\bar L}{N} (P - Y)$.
/// 2. `relu` passes it where its input was positive: $\bar Z = \bar R \odot [Z > 0]$.
/// 3. Let the logit of class $c$ be $0$ or less on every example. Then row $c$ of
///    $\bar Z$ is $0$, whatever the labels are: the weights of class $c$ do not move,
///    and it is not predicted while another logit is positive. The rule is right; the
///    design is not.
///
/// @symbols
/// | maths     | code         | shape | meaning                             |
/// |-----------|--------------|-------|-------------------------------------|
/// | $Z$       | `logits`     | C x N | scores before the ReLU              |
/// | $y$       | `labels`     | 1 x N | true class, counted from 0          |
/// | $R$       | `rectified`  | C x N | never negative                      |
/// | $P$       | `probs`      | C x N | each column adds up to 1            |
/// | $L$       | `loss`       | 1     | mean over examples, in nats         |
/// | $\bar L$  | `loss_bar`   | 1     | cotangent of $L$                    |
/// | $\bar Z$  | `logits_bar` | C x N | cotangent of $Z$                    |
///
/// @numerics
/// As `softmax_cross_entropy`. The slope at a logit of $0$ itself is taken as $0$.
/// Columns of $\bar Z$ no longer add up to $0$.
///
/// @errors
/// `ShapeError` if `logits` is empty or there is not one label per column; `ValueError`
/// if a label is not below C, or a logit is NaN or infinite.
///
/// @source L. Lu, Y. Shin, Y. Su and G. E. Karniadakis, Dying ReLU and initialization:
/// theory and numerical examples, Communications in Computational Physics 28(5), 2020.

#include "derivations/03_activations/relu.hpp"
#include "derivations/04_losses/softmax_cross_entropy.hpp"
#include "derivations/support/one_hot.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct ReluSoftmaxCrossEntropy {
    static constexpr std::string_view name = "relu_softmax_cross_entropy";
    static constexpr std::array inputs{
        Input{"logits", "Z", "C", "N", draw::away_from_zero},
        chainrule::labels("labels", "y", "N", "C")};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
        arma::urowvec labels;
        arma::umat active;  ///< $[Z > 0]$
    };

    template <Scalar eT>
    struct Forward {
        eT loss;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits,
                                             const arma::urowvec& labels) {
        require_inputs<ReluSoftmaxCrossEntropy>(logits, labels);
        const auto rectified = Relu::forward(logits).activations;
        auto [loss, saved] = SoftmaxCrossEntropy::forward(rectified, labels);
        const arma::Mat<RealOf<eT>> real_logits = arma::real(logits);
        return {loss, {std::move(saved.probs), labels, real_logits > 0}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: the rule of softmax and cross-entropy, then the mask
        const auto example_count = static_cast<RealOf<eT>>(saved.labels.n_elem);
        const arma::Mat<eT> targets = one_hot<eT>(saved.labels, saved.probs.n_rows);
        const auto active = arma::conv_to<arma::Mat<eT>>::from(saved.active);
        return {loss_bar / example_count * (saved.probs - targets) % active};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"no_mask",
                         "P - Y alone: the ReLU between the logits and the softmax is "
                         "forgotten on the way back.",
                         &no_mask,
                         Hiding{"every logit is positive",
                                {},
                                [](Examples& given, Examples&) {
                                    given[0] = arma::abs(given[0]);
                                }}},
            UsualMistake{"forgets_the_mean",
                         "The 1/N of the mean is missing: N times too large.",
                         &forgets_the_mean,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits at the kink, 0",
                      [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> no_mask(const Saved<double>& saved, double loss_bar) {
        Saved<double> unmasked = saved;
        unmasked.active.ones();
        return vjp(unmasked, loss_bar);
    }

    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.labels.n_elem));
    }
};

}  // namespace chainrule
