#pragma once

/// @step linear_rows
/// @title The affine layer with examples in rows
/// @builds-on linear, transpose
///
/// @statement
/// Many libraries put one example in each row of $X$. The layer is then
/// $$ Z = X W + \mathbf 1_N b^\top, \qquad Z_{nh} = \sum_d X_{nd} W_{dh} + b_h, \qquad
///    X \in \mathbb R^{N \times D}, \quad W \in \mathbb R^{D \times H} . $$
///
/// @rule
/// $$ \bar X = \bar Z W^\top, \qquad \bar W = X^\top \bar Z, \qquad
///    \bar b = \bar Z^\top \mathbf 1_N . $$
///
/// @derivation
/// 1. $X_{nd}$ is read by the $H$ units of its own row:
///    $\bar X_{nd} = \sum_h \bar Z_{nh} W_{dh}$, which is $\bar Z W^\top$.
/// 2. $W_{dh}$ is read by every example:
///    $\bar W_{dh} = \sum_n X_{nd} \bar Z_{nh}$, which is $X^\top \bar Z$.
/// 3. $b_h$ is copied to every row: $\bar b_h = \sum_n \bar Z_{nh}$, the sums of the
///    columns of $\bar Z$.
/// 4. The same follows by transposing both sides of the layer with examples in columns,
///    $Z^\top = W^\top X^\top + b \mathbf 1_N^\top$, and using its rule.
///
/// @symbols
/// | maths    | code          | shape | meaning               |
/// |----------|---------------|-------|-----------------------|
/// | $X$      | `inputs`      | N x D | one row per example   |
/// | $W$      | `weights`     | D x H | one column per unit   |
/// | $b$      | `bias`        | H x 1 | one number per unit   |
/// | $Z$      | `outputs`     | N x H | before the activation |
/// | $\bar Z$ | `outputs_bar` | N x H | cotangent of $Z$      |
/// | $\bar X$ | `inputs_bar`  | N x D | cotangent of $X$      |
/// | $\bar W$ | `weights_bar` | D x H | cotangent of $W$      |
/// | $\bar b$ | `bias_bar`    | H x 1 | cotangent of $b$      |
///
/// @numerics
/// Sums of products, as accurate as the BLAS that forms them. A matrix stored by rows
/// and read with examples in rows is, in memory, the same as one stored by columns with
/// examples in columns.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source M. B. Giles, Collected matrix derivative results for forward and reverse
/// mode algorithmic differentiation, in *Advances in Automatic Differentiation*,
/// Springer, 2008.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LinearRows {
    static constexpr std::string_view name = "linear_rows";
    static constexpr std::array inputs{Input{"inputs", "X", "N", "D"},
                                       Input{"weights", "W", "D", "H"},
                                       Input{"bias", "b", "H", "1"}};
    static constexpr std::array outputs{Output{"outputs", "Z", "N", "H"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> inputs;
        arma::Mat<eT> weights;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
        arma::Mat<eT> weights_bar;
        arma::Col<eT> bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             const arma::Mat<eT>& weights,
                                             const arma::Col<eT>& bias) {
        require_inputs<LinearRows>(inputs, weights, bias);
        arma::Mat<eT> outputs = inputs * weights;
        outputs.each_row() += bias.st();
        return {std::move(outputs), {inputs, weights}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.inputs.n_rows, saved.weights.n_cols));
        //> learner: inputs by line 1, weights by line 2, bias by line 3
        return {outputs_bar * saved.weights.st(),
                saved.inputs.st() * outputs_bar,
                arma::sum(outputs_bar, 0).st()};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "weights_by_the_column_rule",
                "The weight rule of examples in columns is used with examples in "
                "rows; the shapes only fit when there are as many examples as "
                "inputs and as units.",
                &weights_by_the_column_rule,
                Hiding{"everything is square and X is the identity",
                       {{"N", 4}, {"D", 4}, {"H", 4}},
                       [](Examples& given, Examples&) { given[0].eye(); }}},
            UsualMistake{
                "bias_by_the_column_rule",
                "The bias is summed along the rows, as for examples in columns: over "
                "units, where the sum belongs over examples.",
                &bias_by_the_column_rule,
                Hiding{"the cotangent is square and symmetric",
                       {{"N", 4}, {"H", 4}},
                       [](Examples&, Examples& bars) {
                           bars[0] = arma::symmatu(bars[0]);
                       }}}};
    }

private:
    static Cotangents<double> weights_by_the_column_rule(const Saved<double>& saved,
                                                         const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.weights_bar = outputs_bar * saved.inputs.st();
        return wrong;
    }

    static Cotangents<double> bias_by_the_column_rule(const Saved<double>& saved,
                                                      const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.bias_bar = arma::sum(outputs_bar, 1);
        return wrong;
    }
};

}  // namespace chainrule
