#pragma once

/// @step relu
/// @title Rectified linear unit
/// @builds-on product
///
/// @statement
/// $$ A = \max(Z, 0), \qquad Z, A \in \mathbb R^{D \times N}, $$
/// entry by entry. The slope at $0$ itself is a convention; here it is $0$.
///
/// @rule
/// $$ \bar Z = \bar A \odot [Z > 0] . $$
///
/// @derivation
/// 1. Where $Z_{dn} > 0$, $A_{dn} = Z_{dn}$ and the slope is $1$.
/// 2. Where $Z_{dn} < 0$, $A_{dn} = 0$ and the slope is $0$.
/// 3. At $Z_{dn} = 0$ every value in $[0, 1]$ is a subgradient; $0$ is taken, so that
///    a unit that is not active passes nothing back.
///
/// @symbols
/// | maths    | code              | shape | meaning               |
/// |----------|-------------------|-------|-----------------------|
/// | $Z$      | `inputs`          | D x N | before the activation |
/// | $A$      | `activations`     | D x N | never negative        |
/// | $\bar A$ | `activations_bar` | D x N | cotangent of $A$      |
/// | $\bar Z$ | `inputs_bar`      | D x N | cotangent of $Z$      |
///
/// @numerics
/// Exact. $[Z > 0] = [A > 0]$, so the activations are all that is kept. A complex
/// argument is branched on its real part alone.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $A$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source V. Nair and G. E. Hinton, Rectified linear units improve restricted
/// Boltzmann machines, ICML 2010, pages 807 to 814.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Relu {
    static constexpr std::string_view name = "relu";
    static constexpr std::array inputs{
        Input{"inputs", "Z", "D", "N", draw::away_from_zero}};
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
        require_inputs<Relu>(inputs);
        arma::Mat<eT> activations = inputs % active(inputs);
        return {activations, {activations}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& activations_bar) {
        require_shape(name,
                      "activations_bar",
                      arma::size(activations_bar),
                      arma::size(saved.activations));
        //> learner: let the cotangent through where the unit is active
        return {activations_bar % active(saved.activations)};
        //< learner
    }

    /// Hot form of `forward`; `activations` may be `inputs`.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& activations, const arma::Mat<eT>& inputs) {
        activations.set_size(arma::size(inputs));
        const eT* z = inputs.memptr();
        eT* a = activations.memptr();
        for (arma::uword i = 0; i < inputs.n_elem; ++i) {
            a[i] = std::real(z[i]) > 0 ? z[i] : eT(0);
        }
    }

    /// Hot form of `vjp`; `inputs_bar` may be `activations_bar`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::Mat<eT>& activations,
                         const arma::Mat<eT>& activations_bar) {
        inputs_bar.set_size(arma::size(activations_bar));
        const eT* a = activations.memptr();
        const eT* a_bar = activations_bar.memptr();
        eT* z_bar = inputs_bar.memptr();
        for (arma::uword i = 0; i < activations.n_elem; ++i) {
            const eT passed = a_bar[i];  // read in any case: so the loop is vectorised
            z_bar[i] = std::real(a[i]) > 0 ? passed : eT(0);
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "masks_by_the_cotangent",
                "The mask is taken from the incoming cotangent, not from Z: what "
                "is negative on the way back is dropped, active or not.",
                &masks_by_the_cotangent,
                Hiding{"every cotangent is positive where Z is, and negative "
                       "elsewhere",
                       {},
                       [](Examples& given, Examples& bars) {
                           bars[0] = arma::abs(bars[0]) % arma::sign(given[0]);
                       }}},
            UsualMistake{
                "multiplies_by_the_activation",
                "The cotangent is multiplied by the activation itself where the "
                "slope, 0 or 1, belongs.",
                &multiplies_by_the_activation,
                Hiding{"every active unit is exactly 1",
                       {},
                       [](Examples& given, Examples&) {
                           given[0] = arma::sign(given[0]);
                       }}},
            UsualMistake{
                "no_mask",
                "The cotangent passes inactive units as if the step were not "
                "there.",
                &no_mask,
                Hiding{"every unit is active", {}, [](Examples& given, Examples&) {
                           given[0] = arma::abs(given[0]);
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"inputs of size 1e30", [](Examples& given) { given[0] *= 1e30; }},
            HardInput{"all inputs at the kink, 0",
                      [](Examples& given) { given[0].zeros(); }}};
    }

private:
    /// $[Z > 0]$, by the real part.
    template <Scalar eT>
    [[nodiscard]] static arma::Mat<eT> active(const arma::Mat<eT>& values) {
        const arma::Mat<RealOf<eT>> real_values = arma::real(values);
        return arma::conv_to<arma::Mat<eT>>::from(real_values > 0);
    }

    static Cotangents<double> masks_by_the_cotangent(const Saved<double>&,
                                                     const arma::mat& activations_bar) {
        return {activations_bar % active(activations_bar)};
    }

    static Cotangents<double> multiplies_by_the_activation(
        const Saved<double>& saved, const arma::mat& activations_bar) {
        return {activations_bar % saved.activations};
    }

    static Cotangents<double> no_mask(const Saved<double>&,
                                      const arma::mat& activations_bar) {
        return {activations_bar};
    }
};

}  // namespace chainrule
