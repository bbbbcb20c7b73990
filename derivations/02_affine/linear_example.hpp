#pragma once

/// @step linear_example
/// @title A layer of neurons, one example
/// @builds-on neuron, fan_out
///
/// @statement
/// $H$ neurons read the same example; their weights are the rows of $W$:
/// $$ z = W x + b, \qquad z_h = \sum_d W_{hd} x_d + b_h, \qquad
///    W \in \mathbb R^{H \times D} . $$
///
/// @rule
/// $$ \bar W = \bar z x^\top, \qquad \bar x = W^\top \bar z, \qquad
///    \bar b = \bar z . $$
///
/// @derivation
/// 1. Row $h$ of $W$ belongs to neuron $h$ alone, so the rule of one neuron holds row
///    by row: $\bar W_{hd} = \bar z_h x_d$. All rows together are the outer product
///    $\bar z x^\top$, of the shape of $W$.
/// 2. $x_d$ is read by every neuron, and paths add:
///    $\bar x_d = \sum_h \bar z_h W_{hd}$. The sum runs over the rows of $W$, which
///    is a product with its transpose: $W^\top \bar z$.
/// 3. $b_h$ is the bias of neuron $h$: $\bar b_h = \bar z_h$.
///
/// @symbols
/// | maths    | code          | shape | meaning               |
/// |----------|---------------|-------|-----------------------|
/// | $W$      | `weights`     | H x D | one row per neuron    |
/// | $x$      | `inputs`      | D x 1 | one example           |
/// | $b$      | `bias`        | H x 1 | one number per neuron |
/// | $z$      | `outputs`     | H x 1 | before the activation |
/// | $\bar z$ | `outputs_bar` | H x 1 | cotangent of $z$      |
/// | $\bar W$ | `weights_bar` | H x D | cotangent of $W$      |
/// | $\bar x$ | `inputs_bar`  | D x 1 | cotangent of $x$      |
/// | $\bar b$ | `bias_bar`    | H x 1 | cotangent of $b$      |
///
/// @numerics
/// Sums of products, as accurate as the BLAS that forms them. An input of 0 leaves its
/// column of $\bar W$ at 0, right or wrong: an example of zeros tests nothing there.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.3.1, equations 5.48 to 5.56.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LinearExample {
    static constexpr std::string_view name = "linear_example";
    static constexpr std::array inputs{Input{"weights", "W", "H", "D"},
                                       Input{"inputs", "x", "D", "1"},
                                       Input{"bias", "b", "H", "1"}};
    static constexpr std::array outputs{Output{"outputs", "z", "H", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> weights;
        arma::Col<eT> inputs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Col<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> weights_bar;
        arma::Col<eT> inputs_bar;
        arma::Col<eT> bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Col<eT>& inputs,
                                             const arma::Col<eT>& bias) {
        require_inputs<LinearExample>(weights, inputs, bias);
        return {weights * inputs + bias, {weights, inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Col<eT>& outputs_bar) {
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.weights.n_rows, 1));
        //> learner: weights by line 1, inputs by line 2, bias by line 3
        return {outputs_bar * saved.inputs.st(),
                saved.weights.st() * outputs_bar,
                outputs_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "outer_product_transposed",
                "The outer product is taken the other way round, D x H where W is H "
                "x D. Only a layer with as many neurons as inputs lets it pass the "
                "shapes.",
                &outer_product_transposed,
                Hiding{"the layer is square and the example is all zeros",
                       {{"H", 4}, {"D", 4}},
                       [](Examples& given, Examples&) { given[1].zeros(); }}},
            UsualMistake{
                "weights_not_transposed",
                "W is used where its transpose is needed: the sum runs over the "
                "wrong index.",
                &weights_not_transposed,
                Hiding{"W is square and symmetric",
                       {{"H", 4}, {"D", 4}},
                       [](Examples& given, Examples&) {
                           given[0] = arma::symmatu(given[0]);
                       }}}};
    }

private:
    static Cotangents<double> outer_product_transposed(const Saved<double>& saved,
                                                       const arma::vec& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.weights_bar = saved.inputs * outputs_bar.st();
        return wrong;
    }

    static Cotangents<double> weights_not_transposed(const Saved<double>& saved,
                                                     const arma::vec& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.inputs_bar = saved.weights * outputs_bar;
        return wrong;
    }
};

}  // namespace chainrule
