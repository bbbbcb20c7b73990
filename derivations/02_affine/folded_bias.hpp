#pragma once

/// @step folded_bias
/// @title The bias folded into the weights
/// @builds-on linear
///
/// @statement
/// A row of ones below $X$ turns the bias into one more column of weights. With
/// $F = [W, b]$, and $G$ the matrix $X$ with the row $\mathbf 1_N^\top$ below it,
/// $$ Z = F G, \qquad Z_{hn} = \sum_d W_{hd} X_{dn} + b_h . $$
///
/// @rule
/// $$ \bar F = \bar Z G^\top = [\bar Z X^\top, \bar Z \mathbf 1_N], \qquad
///    \bar X = W^\top \bar Z . $$
///
/// @derivation
/// 1. $Z = F G$ is a layer without bias, so $\bar F = \bar Z G^\top$, of shape
///    H x (D + 1).
/// 2. The first $D$ rows of $G$ are $X$, so the first $D$ columns of line 1 are
///    $\bar W = \bar Z X^\top$.
/// 3. The last row of $G$ is all ones, so the last column of line 1 is
///    $\bar b = \bar Z \mathbf 1_N$: the rule of the bias falls out of that of the
///    weights.
/// 4. $F^\top \bar Z$ has $D + 1$ rows. The last is the cotangent of the ones,
///    which are a constant that no layer below computed: it is dropped, and the first
///    $D$ rows are $\bar X = W^\top \bar Z$.
///
/// @symbols
/// | maths    | code             | shape       | meaning                     |
/// |----------|------------------|-------------|-----------------------------|
/// | $W$      | `weights`        | H x D       | one row per unit            |
/// | $b$      | `bias`           | H x 1       | one number per unit         |
/// | $X$      | `inputs`         | D x N       | one column per example      |
/// | $F$      | `folded_weights` | H x (D + 1) | the bias is its last column |
/// | $G$      | `folded_inputs`  | (D + 1) x N | its last row is all ones    |
/// | $Z$      | `outputs`        | H x N       | before the activation       |
/// | $\bar Z$ | `outputs_bar`    | H x N       | cotangent of $Z$            |
/// | $\bar W$ | `weights_bar`    | H x D       | cotangent of $W$            |
/// | $\bar b$ | `bias_bar`       | H x 1       | cotangent of $b$            |
/// | $\bar X$ | `inputs_bar`     | D x N       | cotangent of $X$            |
///
/// @numerics
/// The same sums as with a separate bias, in another order. Whatever is done to $F$
/// as a whole is done to $b$ too: a weight decay must leave out the last column.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.1, equation 5.8.

#include "derivations/support/step.hpp"

namespace chainrule {

struct FoldedBias {
    static constexpr std::string_view name = "folded_bias";
    static constexpr std::array inputs{Input{"weights", "W", "H", "D"},
                                       Input{"bias", "b", "H", "1"},
                                       Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Z", "H", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> folded_weights;
        arma::Mat<eT> folded_inputs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> weights_bar;
        arma::Col<eT> bias_bar;
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Col<eT>& bias,
                                             const arma::Mat<eT>& inputs) {
        require_inputs<FoldedBias>(weights, bias, inputs);
        const arma::Mat<eT> folded_weights = arma::join_rows(weights, bias);
        const arma::Row<eT> ones(inputs.n_cols, arma::fill::ones);
        const arma::Mat<eT> folded_inputs = arma::join_cols(inputs, ones);
        return {folded_weights * folded_inputs, {folded_weights, folded_inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name,
            "outputs_bar",
            arma::size(outputs_bar),
            arma::SizeMat(saved.folded_weights.n_rows, saved.folded_inputs.n_cols));
        const arma::uword ones = saved.folded_inputs.n_rows - 1;
        //> learner: the product of line 1, cut by lines 2 and 3; the inputs by line 4
        const arma::Mat<eT> folded_weights_bar = outputs_bar * saved.folded_inputs.st();
        const arma::Mat<eT> folded_inputs_bar = saved.folded_weights.st() * outputs_bar;
        return {folded_weights_bar.head_cols(ones),
                folded_weights_bar.col(ones),
                folded_inputs_bar.head_rows(ones)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "passes_on_the_ones",
                "The cotangent of the row of ones is handed to the layer below, "
                "which never computed that row: D + 1 rows where X has D.",
                &passes_on_the_ones},
            UsualMistake{
                "decays_the_bias",
                "A weight decay meant for W is added to the whole folded matrix, and "
                "pulls the bias to 0 as well.",
                &decays_the_bias,
                Hiding{"the bias still stands at 0",
                       {},
                       [](Examples& given, Examples&) { given[1].zeros(); }}}};
    }

private:
    static Cotangents<double> passes_on_the_ones(const Saved<double>& saved,
                                                 const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.inputs_bar = saved.folded_weights.st() * outputs_bar;
        return wrong;
    }

    /// Decay is right for the weights, by a path of its own that is no part of this
    /// step; only what reaches the bias is wrong, so only that is added.
    static Cotangents<double> decays_the_bias(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        constexpr double decay = 0.1;
        auto wrong = vjp(saved, outputs_bar);
        wrong.bias_bar += decay * saved.folded_weights.tail_cols(1);
        return wrong;
    }
};

}  // namespace chainrule
