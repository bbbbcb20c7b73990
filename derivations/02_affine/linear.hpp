#pragma once

/// @step linear
/// @title The affine layer: weights, inputs and bias over a batch
/// @builds-on linear_weights, linear_inputs, broadcast
///
/// @statement
/// A layer of $H$ units reads $N$ examples of $D$ numbers, one example per column of
/// $X$; every unit adds its own bias:
/// $$ Z = W X + b \mathbf 1_N^\top, \qquad
///    Z_{hn} = \sum_d W_{hd} X_{dn} + b_h . $$
///
/// @rule
/// $$ \bar W = \bar Z X^\top, \qquad \bar X = W^\top \bar Z, \qquad
///    \bar b = \bar Z \mathbf 1_N . $$
///
/// @derivation
/// 1. $\partial Z_{hn} / \partial W_{hd} = X_{dn}$, and no other unit reads $W_{hd}$,
///    hence $\bar W_{hd} = \sum_n \bar Z_{hn} X_{dn}$: the product sums over examples.
/// 2. $X_{dn}$ feeds every unit: $\bar X_{dn} = \sum_h \bar Z_{hn} W_{hd}$.
/// 3. $b_h$ is copied to every example, and the cotangent of a copy is a sum:
///    $\bar b_h = \sum_n \bar Z_{hn}$, one number per unit.
///
/// @symbols
/// | maths    | code          | shape | meaning                |
/// |----------|---------------|-------|------------------------|
/// | $W$      | `weights`     | H x D | one row per unit       |
/// | $X$      | `inputs`      | D x N | one column per example |
/// | $b$      | `bias`        | H x 1 | one number per unit    |
/// | $Z$      | `outputs`     | H x N | before the activation  |
/// | $\bar Z$ | `outputs_bar` | H x N | cotangent of $Z$       |
/// | $\bar W$ | `weights_bar` | H x D | cotangent of $W$       |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$       |
/// | $\bar b$ | `bias_bar`    | H x 1 | cotangent of $b$       |
///
/// @numerics
/// Sums of products, as accurate as the BLAS that forms them.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an
/// entry is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.3.1, equations 5.48 to 5.56.

#include "derivations/support/added_product.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct Linear {
    static constexpr std::string_view name = "linear";
    static constexpr std::array inputs{Input{"weights", "W", "H", "D"},
                                       Input{"inputs", "X", "D", "N"},
                                       Input{"bias", "b", "H", "1"}};
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
        arma::Col<eT> bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Mat<eT>& inputs,
                                             const arma::Col<eT>& bias) {
        require_inputs<Linear>(weights, inputs, bias);
        arma::Mat<eT> outputs = weights * inputs;
        outputs.each_col() += bias;
        return {std::move(outputs), {weights, inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_outputs_bar(saved, outputs_bar);
        //> learner: weights by line 1, inputs by line 2, bias by line 3
        return {outputs_bar * saved.inputs.st(),
                saved.weights.st() * outputs_bar,
                arma::sum(outputs_bar, 1)};
        //< learner
    }

    /// Hot form of `forward`: `outputs` keeps its storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             const arma::Mat<eT>& weights,
                             const arma::Mat<eT>& inputs,
                             const arma::Col<eT>& bias) {
        outputs.set_size(weights.n_rows, inputs.n_cols);
        outputs.each_col() = bias;
        add_product(outputs, weights, inputs);
    }

    /// Hot form of `vjp`, line 2; left out below the first layer, where nobody asks for
    /// the cotangent of the pictures.
    template <Scalar eT>
    static void inputs_vjp_into(arma::Mat<eT>& inputs_bar,
                                const arma::Mat<eT>& weights,
                                const arma::Mat<eT>& outputs_bar) {
        inputs_bar = weights.st() * outputs_bar;
    }

    /// Hot form of `vjp`, line 1, for neighbouring columns of $\bar W$: column 0 of
    /// `weights_bar` is column `first` of all. The sum over these examples is added to
    /// what is there, so that the examples may come in shards; threads that have columns
    /// of their own need no sum of their results.
    template <Scalar eT>
    static void add_weights_vjp(arma::Mat<eT>& weights_bar,
                                const arma::Mat<eT>& inputs,
                                arma::uword first,
                                const arma::Mat<eT>& outputs_bar) {
        add_product_with_rows(weights_bar, outputs_bar, inputs, first);
    }

    /// Hot form of `vjp`, line 3, added to what is there.
    template <Scalar eT>
    static void add_bias_vjp(arma::Col<eT>& bias_bar,
                             const arma::Mat<eT>& outputs_bar) {
        for (arma::uword n = 0; n < outputs_bar.n_cols; ++n) {
            bias_bar += outputs_bar.unsafe_col(n);
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "one_bias_for_the_layer",
                "The bias cotangent is summed over units as well as examples, so "
                "every unit gets the same number. Below softmax and "
                "cross-entropy that number is exactly 0 and the bias never "
                "learns.",
                &one_bias_for_the_layer,
                Hiding{"the layer has one unit (H = 1)", {{"H", 1}}}},
            UsualMistake{"averages_again",
                         "The weight cotangent is divided by N although the mean was "
                         "already taken in the loss.",
                         &averages_again,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{"weights_not_transposed",
                         "W is used where its transpose is needed; the shapes only fit "
                         "when the layer is square.",
                         &weights_not_transposed,
                         Hiding{"W is square and symmetric",
                                {{"H", 4}, {"D", 4}},
                                [](Examples& inputs, Examples&) {
                                    inputs[0] = arma::symmatu(inputs[0]);
                                }}}};
    }

    /// Hot form of the first mistake, added to what is there: the second case study
    /// learnt by it, and its preset trains with it.
    template <Scalar eT>
    static void add_one_bias_vjp(arma::Col<eT>& bias_bar,
                                 const arma::Mat<eT>& outputs_bar) {
        bias_bar += arma::accu(outputs_bar);
    }

private:
    template <Scalar eT>
    static void require_outputs_bar(const Saved<eT>& saved,
                                    const arma::Mat<eT>& outputs_bar) {
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.weights.n_rows, saved.inputs.n_cols));
    }

    static Cotangents<double> one_bias_for_the_layer(const Saved<double>& saved,
                                                     const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.bias_bar.fill(arma::accu(wrong.bias_bar));
        return wrong;
    }

    static Cotangents<double> averages_again(const Saved<double>& saved,
                                             const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.weights_bar /= static_cast<double>(saved.inputs.n_cols);
        return wrong;
    }

    static Cotangents<double> weights_not_transposed(const Saved<double>& saved,
                                                     const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.inputs_bar = saved.weights * outputs_bar;
        return wrong;
    }
};

}  // namespace chainrule
