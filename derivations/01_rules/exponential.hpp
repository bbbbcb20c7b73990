#pragma once

/// @step exponential
/// @title Exponential
/// @builds-on product
///
/// @statement
/// $$ Y = \exp(X), \qquad Y_{dn} = e^{X_{dn}}, \qquad X \in \mathbb R^{D \times N} . $$
///
/// @rule
/// $$ \bar X = \bar Y \odot Y . $$
///
/// @derivation
/// 1. Only $Y_{dn}$ reads $X_{dn}$, hence
///    $\bar X_{dn} = \bar Y_{dn} \, \partial Y_{dn} / \partial X_{dn}$.
/// 2. $e^{x + h} = e^x e^h$, so that $(e^{x+h} - e^x) / h = e^x (e^h - 1) / h$.
/// 3. From the series $e^h = 1 + h + h^2 / 2 + \dots$ the quotient $(e^h - 1) / h$ goes
///    to $1$. The slope of $e^x$ is $e^x$ itself, which the forward pass has already
///    computed: $\bar X_{dn} = \bar Y_{dn} Y_{dn}$.
///
/// @symbols
/// | maths    | code          | shape | meaning                         |
/// |----------|---------------|-------|---------------------------------|
/// | $X$      | `inputs`      | D x N | exponents                       |
/// | $Y$      | `outputs`     | D x N | positive, kept for the way back |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$                |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$                |
///
/// @numerics
/// Overflows above 709.78 in `double` and 88.72 in `float`: refused, because an
/// infinity here can become a NaN one step later. Far below zero both $Y$ and its slope
/// round to 0, so a check there needs an absolute tolerance.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN or infinite, or its exponential overflows.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, theorem 8.6.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Exponential {
    static constexpr std::string_view name = "exponential";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> outputs;
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
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs) {
        require_inputs<Exponential>(inputs);
        require_each<Exponential>(inputs,
                                  "inputs whose exponential does not overflow",
                                  [](auto x) { return std::isfinite(std::exp(x)); });
        arma::Mat<eT> outputs = arma::exp(inputs);
        return {outputs, {outputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.outputs));
        //> learner: the slope is the output itself, by line 3
        return {outputs_bar % saved.outputs};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"uses_the_input",
                         "The cotangent is multiplied by X where exp(X), the output, "
                         "belongs.",
                         &uses_the_input},
            UsualMistake{"passes_unchanged",
                         "exp is taken for its own derivative and then left out: the "
                         "cotangent passes as it came.",
                         &passes_unchanged,
                         Hiding{"every entry is 0, where the slope is 1",
                                {},
                                [](Examples& given, Examples&) { given[0].zeros(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"entries of -1000, whose exponential rounds to 0",
                                    [](Examples& given) { given[0].fill(-1000.0); }},
                          HardInput{"entries of 80, close to float's overflow",
                                    [](Examples& given) { given[0].fill(80.0); }}};
    }

private:
    static Cotangents<double> uses_the_input(const Saved<double>& saved,
                                             const arma::mat& outputs_bar) {
        return {outputs_bar % arma::log(saved.outputs)};
    }

    static Cotangents<double> passes_unchanged(const Saved<double>&,
                                               const arma::mat& outputs_bar) {
        return {outputs_bar};
    }
};

}  // namespace chainrule
