#pragma once

/// @step linear_weights
/// @title The weights of a layer, over a batch
/// @builds-on linear_example, mean
///
/// @statement
/// $N$ examples stand in the columns of $X$ and share the weights $W$:
/// $$ Z = W X, \qquad Z_{hn} = \sum_d W_{hd} X_{dn}, \qquad
///    W \in \mathbb R^{H \times D}, \quad X \in \mathbb R^{D \times N} . $$
/// Here $X$ is held still.
///
/// @rule
/// $$ \bar W = \bar Z X^\top . $$
///
/// @derivation
/// 1. For one example the rule is an outer product: example $n$ alone would give
///    $\bar Z_{hn} X_{dn}$.
/// 2. All examples read the same $W_{hd}$, and paths add:
///    $\bar W_{hd} = \sum_n \bar Z_{hn} X_{dn}$.
/// 3. A sum over the second index of both factors is a product with a transpose:
///    $\bar W = \bar Z X^\top$, of shape H x D. The sum over the batch is inside the
///    product; the $1/N$ of the mean came in with $\bar Z$ and is not taken again.
///
/// @symbols
/// | maths    | code          | shape | meaning                            |
/// |----------|---------------|-------|------------------------------------|
/// | $W$      | `weights`     | H x D | one row per unit                   |
/// | $X$      | `inputs`      | D x N | one column per example, a constant |
/// | $Z$      | `outputs`     | H x N | before bias and activation         |
/// | $\bar Z$ | `outputs_bar` | H x N | cotangent of $Z$                   |
/// | $\bar W$ | `weights_bar` | H x D | cotangent of $W$                   |
///
/// @numerics
/// A sum over $N$ examples, as accurate as the BLAS that forms it.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.3.1, equations 5.48 to 5.56.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LinearWeights {
    static constexpr std::string_view name = "linear_weights";
    static constexpr std::array inputs{Input{"weights", "W", "H", "D"},
                                       constant("inputs", "X", "D", "N", draw::normal)};
    static constexpr std::array outputs{Output{"outputs", "Z", "H", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> inputs;
        arma::SizeMat outputs_size;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> weights_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             const arma::Mat<eT>& inputs) {
        require_inputs<LinearWeights>(weights, inputs);
        arma::Mat<eT> outputs = weights * inputs;
        return {outputs, {inputs, arma::size(outputs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name, "outputs_bar", arma::size(outputs_bar), saved.outputs_size);
        //> learner: the sum over examples, as the product of line 3
        return {outputs_bar * saved.inputs.st()};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "averages_again",
                "The product is divided by N although the mean was already taken in "
                "the loss: N times too small.",
                &averages_again,
                Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "keeps_the_last_example",
                "A loop over examples assigns (=) each outer product where it should "
                "add it (+=), and the last example is all that is left.",
                &keeps_the_last_example,
                Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}}};
    }

private:
    static Cotangents<double> averages_again(const Saved<double>& saved,
                                             const arma::mat& outputs_bar) {
        return vjp(saved,
                   arma::mat(outputs_bar / static_cast<double>(outputs_bar.n_cols)));
    }

    static Cotangents<double> keeps_the_last_example(const Saved<double>& saved,
                                                     const arma::mat& outputs_bar) {
        const arma::uword last = outputs_bar.n_cols - 1;
        return {outputs_bar.col(last) * saved.inputs.col(last).st()};
    }
};

}  // namespace chainrule
