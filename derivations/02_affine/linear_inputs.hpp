#pragma once

/// @step linear_inputs
/// @title The inputs of a layer, over a batch
/// @builds-on linear_example
///
/// @statement
/// The same product as before, seen from the layer below, with $W$ held still:
/// $$ Z = W X, \qquad Z_{hn} = \sum_d W_{hd} X_{dn}, \qquad
///    W \in \mathbb R^{H \times D}, \quad X \in \mathbb R^{D \times N} . $$
///
/// @rule
/// $$ \bar X = W^\top \bar Z . $$
///
/// @derivation
/// 1. Example $n$ reaches column $n$ of $Z$ and no other, so the batch is $N$ separate
///    examples and nothing is summed over $n$.
/// 2. Within its column $X_{dn}$ is read by all $H$ units:
///    $\bar X_{dn} = \sum_h \bar Z_{hn} W_{hd}$.
/// 3. A sum over the first index of $W$ is a product with its transpose:
///    $\bar X = W^\top \bar Z$, of shape D x N. What flowed from $D$ to $H$ numbers
///    flows back from $H$ to $D$.
///
/// @symbols
/// | maths    | code          | shape | meaning                      |
/// |----------|---------------|-------|------------------------------|
/// | $W$      | `weights`     | H x D | one row per unit, a constant |
/// | $X$      | `inputs`      | D x N | one column per example       |
/// | $Z$      | `outputs`     | H x N | before bias and activation   |
/// | $\bar Z$ | `outputs_bar` | H x N | cotangent of $Z$             |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$             |
///
/// @numerics
/// A sum over $H$ units, as accurate as the BLAS that forms it.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.3.1, equations 5.48 to 5.56.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LinearInputs {
    static constexpr std::string_view name = "linear_inputs";
    static constexpr std::array inputs{constant("weights", "W", "H", "D", draw::normal),
                                       Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Z", "H", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> weights;
        arma::SizeMat outputs_size;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Mat<eT>& inputs) {
        require_inputs<LinearInputs>(weights, inputs);
        arma::Mat<eT> outputs = weights * inputs;
        return {outputs, {weights, arma::size(outputs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name, "outputs_bar", arma::size(outputs_bar), saved.outputs_size);
        //> learner: the sum over units, as the product of line 3
        return {saved.weights.st() * outputs_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "weights_not_transposed",
            "W is used where its transpose is needed; the shapes only fit when "
            "the layer is square.",
            &weights_not_transposed,
            Hiding{"W is square and symmetric",
                   {{"H", 4}, {"D", 4}},
                   [](Examples& given, Examples&) {
                       given[0] = arma::symmatu(given[0]);
                   }}}};
    }

private:
    static Cotangents<double> weights_not_transposed(const Saved<double>& saved,
                                                     const arma::mat& outputs_bar) {
        return {saved.weights * outputs_bar};
    }
};

}  // namespace chainrule
