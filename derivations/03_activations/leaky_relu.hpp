#pragma once

/// @step leaky_relu
/// @title Leaky rectified linear unit
/// @builds-on relu
///
/// @statement
/// With a fixed slope $\alpha$ between $0$ and $1$, entry by entry,
/// $$ A = \max(Z, \alpha Z), \qquad Z, A \in \mathbb R^{D \times N} . $$
/// The slope at $0$ itself is a convention; here it is $\alpha$.
///
/// @rule
/// $$ \bar Z = \bar A \odot \left( \alpha + (1 - \alpha) [Z > 0] \right) . $$
///
/// @derivation
/// 1. Where $Z_{dn} > 0$, $\alpha Z_{dn}$ is the smaller of the two, hence
///    $A_{dn} = Z_{dn}$ and the slope is $1$.
/// 2. Where $Z_{dn} < 0$, multiplying by $\alpha < 1$ makes it larger, hence
///    $A_{dn} = \alpha Z_{dn}$ and the slope is $\alpha$, not $0$: a unit that is
///    negative on every example still learns.
/// 3. $\alpha + (1 - \alpha) [Z > 0]$ is both lines in one. At $Z_{dn} = 0$ every value
///    in $[\alpha, 1]$ is a subgradient; $\alpha$ is taken.
///
/// @symbols
/// | maths     | code              | shape | meaning                            |
/// |-----------|-------------------|-------|------------------------------------|
/// | $Z$       | `inputs`          | D x N | before the activation              |
/// | $\alpha$  | `negative_slope`  | 1     | between 0 and 1, never learnt here |
/// | $A$       | `activations`     | D x N | has the sign of $Z$                |
/// | $\bar A$  | `activations_bar` | D x N | cotangent of $A$                   |
/// | $\bar Z$  | `inputs_bar`      | D x N | cotangent of $Z$                   |
///
/// @numerics
/// Exact but for the product with $\alpha$. $[Z > 0] = [A > 0]$ since $\alpha > 0$, so
/// the activations are all that is kept. A complex argument is branched on its real
/// part alone.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $A$;
/// `ValueError` if an entry is NaN or infinite, or $\alpha$ is not between 0 and 1.
///
/// @source A. L. Maas, A. Y. Hannun and A. Y. Ng, Rectifier nonlinearities improve
/// neural network acoustic models, ICML 2013 workshop on deep learning for audio,
/// speech and language processing.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LeakyRelu {
    static constexpr std::string_view name = "leaky_relu";
    static constexpr std::array inputs{
        Input{"inputs", "Z", "D", "N", draw::away_from_zero},
        constant("negative_slope", "\\alpha", "1", "1", draw::fraction)};
    static constexpr std::array outputs{Output{"activations", "A", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> activations;
        RealOf<eT> negative_slope;
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
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             RealOf<eT> negative_slope) {
        require_inputs<LeakyRelu>(inputs, negative_slope);
        if (negative_slope <= 0 || negative_slope >= 1) {
            throw ValueError(
                name, "negative_slope between 0 and 1", number_text(negative_slope));
        }
        const arma::Mat<eT> activations = inputs % slopes(inputs, negative_slope);
        return {activations, {activations, negative_slope}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& activations_bar) {
        require_shape(name,
                      "activations_bar",
                      arma::size(activations_bar),
                      arma::size(saved.activations));
        //> learner: each entry by the slope of its own side
        return {activations_bar % slopes(saved.activations, saved.negative_slope)};
        //< learner
    }

    /// Hot form of `forward`; `activations` may be `inputs`.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& activations,
                             const arma::Mat<eT>& inputs,
                             RealOf<eT> negative_slope) {
        activations.set_size(arma::size(inputs));
        for (arma::uword i = 0; i < inputs.n_elem; ++i) {
            activations[i] =
                std::real(inputs[i]) > 0 ? inputs[i] : negative_slope * inputs[i];
        }
    }

    /// Hot form of `vjp`; `inputs_bar` may be `activations_bar`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::Mat<eT>& activations,
                         RealOf<eT> negative_slope,
                         const arma::Mat<eT>& activations_bar) {
        inputs_bar.set_size(arma::size(activations_bar));
        for (arma::uword i = 0; i < activations.n_elem; ++i) {
            inputs_bar[i] = std::real(activations[i]) > 0
                                ? activations_bar[i]
                                : negative_slope * activations_bar[i];
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "zero_on_the_left",
                "The rule of the plain ReLU: nothing passes a negative unit, so "
                "what the leak was built for is lost.",
                &zero_on_the_left,
                Hiding{"every input is positive",
                       {},
                       [](Examples& given, Examples&) {
                           given[0] = arma::abs(given[0]);
                       }}},
            UsualMistake{
                "slopes_swapped",
                "The small slope is used where Z is positive and 1 where it is "
                "negative.",
                &slopes_swapped}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"inputs of size 1e30", [](Examples& given) { given[0] *= 1e30; }},
            HardInput{"all inputs at the kink, 0",
                      [](Examples& given) { given[0].zeros(); }}};
    }

private:
    /// $\alpha + (1 - \alpha) [Z > 0]$, by the real part.
    template <Scalar eT>
    [[nodiscard]] static arma::Mat<eT> slopes(const arma::Mat<eT>& values,
                                              RealOf<eT> negative_slope) {
        arma::Mat<eT> result(arma::size(values));
        std::ranges::transform(values, result.begin(), [&](const eT& value) {
            return eT(std::real(value) > 0 ? RealOf<eT>(1) : negative_slope);
        });
        return result;
    }

    static Cotangents<double> zero_on_the_left(const Saved<double>& saved,
                                               const arma::mat& activations_bar) {
        return {activations_bar % slopes(saved.activations, 0.0)};
    }

    static Cotangents<double> slopes_swapped(const Saved<double>& saved,
                                             const arma::mat& activations_bar) {
        return {activations_bar %
                slopes<double>(-saved.activations, saved.negative_slope)};
    }
};

}  // namespace chainrule
