#pragma once

/// @step shared_bias
/// @title One bias shared by a whole layer
/// @builds-on linear, sum
///
/// @statement
/// All $H$ units of a layer add the same number $\beta$, as in the first case study:
/// $$ Z = W X + \beta \, \mathbf 1_H \mathbf 1_N^\top, \qquad
///    Z_{hn} = \sum_d W_{hd} X_{dn} + \beta, \qquad \beta \in \mathbb R . $$
///
/// @rule
/// $$ \bar W = \bar Z X^\top, \qquad \bar X = W^\top \bar Z, \qquad
///    \bar \beta = \mathbf 1_H^\top \bar Z \mathbf 1_N . $$
///
/// @derivation
/// 1. Weights and inputs do not notice who owns the bias: $\bar W$ and $\bar X$ are
///    those of the layer with one bias per unit.
/// 2. $\beta$ is copied to every unit of every example:
///    $\partial Z_{hn} / \partial \beta = 1$ for all $h$ and $n$.
/// 3. The cotangent of a copy is a sum over the copies:
///    $\bar \beta = \sum_h \sum_n \bar Z_{hn}$, one number for the layer. Where
///    every unit has a bias of its own, that same total is wrong.
/// 4. Directly below softmax and cross-entropy each column of $\bar Z$ sums to $0$, so
///    that $\bar \beta = 0$: a number added to all logits changes no probability. With
///    a ReLU in between it need not be $0$.
///
/// @symbols
/// | maths        | code          | shape | meaning                  |
/// |--------------|---------------|-------|--------------------------|
/// | $W$          | `weights`     | H x D | one row per unit         |
/// | $X$          | `inputs`      | D x N | one column per example   |
/// | $\beta$      | `bias`        | 1     | one number for the layer |
/// | $Z$          | `outputs`     | H x N | before the activation    |
/// | $\bar Z$     | `outputs_bar` | H x N | cotangent of $Z$         |
/// | $\bar W$     | `weights_bar` | H x D | cotangent of $W$         |
/// | $\bar X$     | `inputs_bar`  | D x N | cotangent of $X$         |
/// | $\bar \beta$ | `bias_bar`    | 1     | cotangent of $\beta$     |
///
/// @numerics
/// $\bar \beta$ adds up $HN$ numbers of either sign: where they cancel, as in line 4,
/// it is all rounding error.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM,
/// 2008, chapter 3.

#include "derivations/02_affine/linear.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct SharedBias {
    static constexpr std::string_view name = "shared_bias";
    static constexpr std::array inputs{Input{"weights", "W", "H", "D"},
                                       Input{"inputs", "X", "D", "N"},
                                       Input{"bias", "\\beta", "1", "1"}};
    static constexpr std::array outputs{Output{"outputs", "Z", "H", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> weights;
        arma::Mat<eT> inputs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> weights_bar;
        arma::Mat<eT> inputs_bar;
        eT bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Mat<eT>& inputs,
                                             eT bias) {
        require_inputs<SharedBias>(weights, inputs, bias);
        return {weights * inputs + bias, {weights, inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.weights.n_rows, saved.inputs.n_cols));
        //> learner: weights and inputs by line 1, the bias by line 3
        return {outputs_bar * saved.inputs.st(),
                saved.weights.st() * outputs_bar,
                arma::accu(outputs_bar)};
        //< learner
    }

    /// Hot form of `forward`: `outputs` keeps its storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             const arma::Mat<eT>& weights,
                             const arma::Mat<eT>& inputs,
                             eT bias) {
        outputs.set_size(weights.n_rows, inputs.n_cols);
        outputs.fill(bias);
        add_product(outputs, weights, inputs);
    }

    /// Hot form of `vjp`, line 3, added to what is there; those of line 1 are
    /// `Linear`'s.
    template <Scalar eT>
    static void add_bias_vjp(eT& bias_bar, const arma::Mat<eT>& outputs_bar) {
        bias_bar += arma::accu(outputs_bar);
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "one_number_per_unit",
            "The rule of a bias per unit, summed over examples only: H numbers "
            "come back for a bias that is one.",
            &one_number_per_unit,
            Hiding{"the layer has one unit (H = 1)", {{"H", 1}}}}};
    }

private:
    static Linear::Cotangents<double> one_number_per_unit(
        const Saved<double>& saved, const arma::mat& outputs_bar) {
        return Linear::vjp<double>({saved.weights, saved.inputs}, outputs_bar);
    }
};

}  // namespace chainrule
