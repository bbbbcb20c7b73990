#pragma once

/// @step neuron
/// @title One neuron, one example
/// @builds-on product, sum
///
/// @statement
/// A neuron weighs the $D$ numbers of one example, adds them up, and adds its bias
/// $\beta$:
/// $$ z = w^\top x + \beta = \sum_d w_d x_d + \beta, \qquad w, x \in \mathbb R^D . $$
///
/// @rule
/// $$ \bar w = \bar z \, x, \qquad \bar x = \bar z \, w, \qquad
///    \bar \beta = \bar z . $$
///
/// @derivation
/// 1. $w_d$ stands in one term of the sum, $w_d x_d$, so that
///    $\partial z / \partial w_d = x_d$. A large input makes its weight matter.
/// 2. By the same term $\partial z / \partial x_d = w_d$.
/// 3. The bias stands alone: $\partial z / \partial \beta = 1$.
/// 4. Only $z$ reads them, so each cotangent is $\bar z$ times the derivative above.
///
/// @symbols
/// | maths        | code          | shape | meaning               |
/// |--------------|---------------|-------|-----------------------|
/// | $w$          | `weights`     | D x 1 | one per input         |
/// | $x$          | `inputs`      | D x 1 | one example           |
/// | $\beta$      | `bias`        | 1     | shifts the sum        |
/// | $z$          | `output`      | 1     | before the activation |
/// | $\bar z$     | `output_bar`  | 1     | cotangent of $z$      |
/// | $\bar w$     | `weights_bar` | D x 1 | cotangent of $w$      |
/// | $\bar x$     | `inputs_bar`  | D x 1 | cotangent of $x$      |
/// | $\bar \beta$ | `bias_bar`    | 1     | cotangent of $\beta$  |
///
/// @numerics
/// A sum of products, as accurate as any; cancellation between its terms costs digits
/// of $z$ but none of the cotangents.
///
/// @errors
/// `ShapeError` if there is not one weight per input, or there are none; `ValueError`
/// if an entry is NaN or infinite.
///
/// @source D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning representations
/// by back-propagating errors, *Nature* 323, 1986, pages 533 to 536.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Neuron {
    static constexpr std::string_view name = "neuron";
    static constexpr std::array inputs{Input{"weights", "w", "D", "1"},
                                       Input{"inputs", "x", "D", "1"},
                                       Input{"bias", "\\beta", "1", "1"}};
    static constexpr std::array outputs{Output{"output", "z", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Col<eT> weights;
        arma::Col<eT> inputs;
    };

    template <Scalar eT>
    struct Forward {
        eT output;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Col<eT> weights_bar;
        arma::Col<eT> inputs_bar;
        eT bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Col<eT>& weights,
                                             const arma::Col<eT>& inputs,
                                             eT bias) {
        require_inputs<Neuron>(weights, inputs, bias);
        return {arma::dot(weights, inputs) + bias, {weights, inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT output_bar) {
        //> learner: weights by line 1, inputs by line 2, bias by line 3
        return {output_bar * saved.inputs, output_bar * saved.weights, output_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "swaps_weights_and_inputs",
            "Each cotangent is multiplied by its own value: the weights' by the "
            "weights, the inputs' by the inputs. Each needs the other's.",
            &swaps_weights_and_inputs,
            Hiding{"the weights equal the inputs", {}, [](Examples& given, Examples&) {
                       given[0] = given[1];
                   }}}};
    }

private:
    static Cotangents<double> swaps_weights_and_inputs(const Saved<double>& saved,
                                                       double output_bar) {
        return vjp({saved.inputs, saved.weights}, output_bar);
    }
};

}  // namespace chainrule
