#pragma once

/// @step sigmoid
/// @title Logistic sigmoid
/// @builds-on composition, exponential, reciprocal
///
/// @statement
/// $$ A = \sigma(Z) = \frac{1}{1 + e^{-Z}}, \qquad Z, A \in \mathbb R^{D \times N}, $$
/// entry by entry: every score becomes a number between $0$ and $1$.
///
/// @rule
/// $$ \bar Z = \bar A \odot A \odot (1 - A) . $$
///
/// @derivation
/// For one entry, with $u = 1 + e^{-z}$ and $a = 1/u$:
///
/// 1. $da/du = -1/u^2 = -a^2$ and $du/dz = -e^{-z}$, hence
///    $da/dz = a^2 e^{-z}$ by the chain rule.
/// 2. $e^{-z} = u - 1 = 1/a - 1$, hence $da/dz = a^2 (1/a - 1) = a (1 - a)$. The
///    slope is known from the output alone; no exponential is taken on the way back.
/// 3. Entry $Z_{dn}$ reaches $A_{dn}$ and nothing else, hence
///    $\bar Z_{dn} = \bar A_{dn} A_{dn} (1 - A_{dn})$.
///
/// @symbols
/// | maths     | code              | shape | meaning               |
/// |-----------|-------------------|-------|-----------------------|
/// | $Z$       | `inputs`          | D x N | before the activation |
/// | $A$       | `activations`     | D x N | between 0 and 1       |
/// | $\bar A$  | `activations_bar` | D x N | cotangent of $A$      |
/// | $\bar Z$  | `inputs_bar`      | D x N | cotangent of $Z$      |
///
/// @numerics
/// Where $e^{-Z}$ overflows, its reciprocal is $0$, the right limit. Above $Z = 37$
/// (17 in `float`) $A$ rounds to $1$ and the slope to $0$, where it is $e^{-Z}$: small
/// against $1$, but not $0$. Who needs that tail writes $1 - A$ as $\sigma(-Z)$.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $A$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.2, equation 4.88.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Sigmoid {
    static constexpr std::string_view name = "sigmoid";
    static constexpr std::array inputs{Input{"inputs", "Z", "D", "N"}};
    static constexpr std::array outputs{Output{"activations", "A", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> activations;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> activations;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs) {
        require_inputs<Sigmoid>(inputs);
        const arma::Mat<eT> activations = eT(1) / (eT(1) + arma::exp(-inputs));
        return {activations, {activations}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& activations_bar) {
        require_shape(name,
                      "activations_bar",
                      arma::size(activations_bar),
                      arma::size(saved.activations));
        //> learner: the slope from the activations alone (line 2), times the cotangent
        return {activations_bar % saved.activations % (eT(1) - saved.activations)};
        //< learner
    }

    /// Hot form of `forward`; `activations` may be `inputs`.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& activations, const arma::Mat<eT>& inputs) {
        activations.set_size(arma::size(inputs));
        for (arma::uword i = 0; i < inputs.n_elem; ++i) {
            activations[i] = eT(1) / (eT(1) + std::exp(-inputs[i]));
        }
    }

    /// Hot form of `vjp`; `inputs_bar` may be `activations_bar`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::Mat<eT>& activations,
                         const arma::Mat<eT>& activations_bar) {
        inputs_bar.set_size(arma::size(activations_bar));
        for (arma::uword i = 0; i < activations.n_elem; ++i) {
            inputs_bar[i] =
                activations_bar[i] * activations[i] * (eT(1) - activations[i]);
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "slope_of_the_input",
                "Z(1 - Z) where A(1 - A) belongs: the short formula holds for the "
                "output of the sigmoid, not for its input.",
                &slope_of_the_input},
            UsualMistake{
                "sigmoid_twice",
                "The activation is put through the sigmoid once more before the "
                "slope is taken, as when a function of Z is handed A.",
                &sigmoid_twice}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"inputs of size 10000", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all inputs 0", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> slope_of_the_input(const Saved<double>& saved,
                                                 const arma::mat& activations_bar) {
        const arma::mat inputs =  // $z = \log (a / (1 - a))$
            arma::log(saved.activations / (1.0 - saved.activations));
        return {activations_bar % inputs % (1.0 - inputs)};
    }

    static Cotangents<double> sigmoid_twice(const Saved<double>& saved,
                                            const arma::mat& activations_bar) {
        return vjp({forward(saved.activations).activations}, activations_bar);
    }
};

}  // namespace chainrule
