#pragma once

/// @step tanh
/// @title Hyperbolic tangent
/// @builds-on quotient, exponential
///
/// @statement
/// $$ A = \tanh(Z) = \frac{e^{Z} - e^{-Z}}{e^{Z} + e^{-Z}}, \qquad
///    Z, A \in \mathbb R^{D \times N}, $$
/// entry by entry: every score becomes a number between $-1$ and $1$.
///
/// @rule
/// $$ \bar Z = \bar A \odot (1 - A \odot A) . $$
///
/// @derivation
/// For one entry, with $s = e^z - e^{-z}$, $c = e^z + e^{-z}$ and $a = s/c$:
///
/// 1. $ds/dz = c$ and $dc/dz = s$: each is the other's slope.
/// 2. By the quotient rule $da/dz = (c \cdot c - s \cdot s) / c^2 = 1 - a^2$. The slope
///    is known from the output alone.
/// 3. Entry $Z_{dn}$ reaches $A_{dn}$ and nothing else, hence
///    $\bar Z_{dn} = \bar A_{dn} (1 - A_{dn}^2)$.
///
/// @symbols
/// | maths     | code              | shape | meaning               |
/// |-----------|-------------------|-------|-----------------------|
/// | $Z$       | `inputs`          | D x N | before the activation |
/// | $A$       | `activations`     | D x N | between -1 and 1      |
/// | $\bar A$  | `activations_bar` | D x N | cotangent of $A$      |
/// | $\bar Z$  | `inputs_bar`      | D x N | cotangent of $Z$      |
///
/// @numerics
/// The library's `tanh` does not overflow as the statement's exponentials would. Above
/// $|Z| = 19$ (9 in `float`) $A$ rounds to $1$ or $-1$ and the slope to exactly $0$: a
/// saturated unit no longer learns.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $A$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.3.2.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Tanh {
    static constexpr std::string_view name = "tanh";
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
        require_inputs<Tanh>(inputs);
        const arma::Mat<eT> activations = arma::tanh(inputs);
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
        return {activations_bar % (eT(1) - arma::square(saved.activations))};
        //< learner
    }

    /// Hot form of `forward`; `activations` may be `inputs`.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& activations, const arma::Mat<eT>& inputs) {
        activations.set_size(arma::size(inputs));
        for (arma::uword i = 0; i < inputs.n_elem; ++i) {
            activations[i] = std::tanh(inputs[i]);
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
                activations_bar[i] * (eT(1) - activations[i] * activations[i]);
        }
    }

    [[nodiscard]] static auto mistakes() {
        const Hiding tiny_inputs{"every input is so near 0 that Z and tanh Z agree",
                                 {},
                                 [](Examples& given, Examples&) { given[0] *= 1e-5; }};
        return std::array{
            UsualMistake{"slope_of_the_input",
                         "1 - Z squared where 1 - A squared belongs: the short formula "
                         "holds for the output of tanh, not for its input.",
                         &slope_of_the_input,
                         tiny_inputs},
            UsualMistake{"tanh_twice",
                         "The activation is put through tanh once more before it is "
                         "squared, as when a function of Z is handed A.",
                         &tanh_twice,
                         tiny_inputs}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"inputs of size 10000", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all inputs 0", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> slope_of_the_input(const Saved<double>& saved,
                                                 const arma::mat& activations_bar) {
        return vjp({arma::atanh(saved.activations)}, activations_bar);
    }

    static Cotangents<double> tanh_twice(const Saved<double>& saved,
                                         const arma::mat& activations_bar) {
        return vjp({arma::tanh(saved.activations)}, activations_bar);
    }
};

}  // namespace chainrule
