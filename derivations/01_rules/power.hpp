#pragma once

/// @step power
/// @title Power: every entry cubed
///
/// @statement
/// Every entry of $X \in \mathbb R^{D \times N}$ is cubed:
/// $$ Y = X \odot X \odot X, \qquad Y_{dn} = X_{dn}^3 . $$
///
/// @rule
/// $$ \bar X = \bar Y \odot 3 X \odot X . $$
///
/// @derivation
/// 1. The loss $L$ sees $X_{dn}$ through $Y_{dn}$ alone. Moving $X_{dn}$ by a little
///    moves $L$ by $\bar Y_{dn}$ times what it moves $Y_{dn}$, hence
///    $\bar X_{dn} = \bar Y_{dn} \, \partial Y_{dn} / \partial X_{dn}$.
/// 2. $(x + h)^3 - x^3 = 3 x^2 h + 3 x h^2 + h^3$. Divided by $h$ this is
///    $3 x^2 + 3 x h + h^2$, and only $3 x^2$ is left as $h$ goes to $0$.
/// 3. Put $x = X_{dn}$ into line 1: $\bar X_{dn} = \bar Y_{dn} \, 3 X_{dn}^2$. The
///    exponent comes down as a factor, and one power of $X_{dn}$ is gone.
///
/// @symbols
/// | maths    | code          | shape | meaning                       |
/// |----------|---------------|-------|-------------------------------|
/// | $X$      | `inputs`      | D x N | any numbers                   |
/// | $Y$      | `outputs`     | D x N | their cubes                   |
/// | $\bar Y$ | `outputs_bar` | D x N | how the loss changes with $Y$ |
/// | $\bar X$ | `inputs_bar`  | D x N | how the loss changes with $X$ |
///
/// @numerics
/// Two multiplications, accurate to rounding, where the general power function would
/// take a logarithm. Overflows above the cube root of the largest number.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, chapter 5, examples 5.4.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Power {
    static constexpr std::string_view name = "power";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> inputs;
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
        require_inputs<Power>(inputs);
        return {inputs % inputs % inputs, {inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.inputs));
        //> learner: the slope of a cube, by line 3
        return {outputs_bar % (eT(3) * saved.inputs % saved.inputs)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "drops_the_power",
                "3X where 3X^2 belongs: the exponent came down as a factor, and the "
                "power that should stay was dropped with it.",
                &drops_the_power,
                Hiding{"every entry is 1",
                       {},
                       [](Examples& given, Examples&) { given[0].ones(); }}},
            UsualMistake{
                "keeps_the_power",
                "3X^3 where 3X^2 belongs: the exponent came down as a factor, but "
                "was not lowered by one.",
                &keeps_the_power,
                Hiding{"every entry is 0", {}, [](Examples& given, Examples&) {
                           given[0].zeros();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"all entries 0", [](Examples& given) { given[0].zeros(); }},
            HardInput{"entries near 1e12", [](Examples& given) { given[0] *= 1e12; }}};
    }

private:
    static Cotangents<double> drops_the_power(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        return {outputs_bar % (3.0 * saved.inputs)};
    }

    static Cotangents<double> keeps_the_power(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        return {vjp(saved, outputs_bar).inputs_bar % saved.inputs};
    }
};

}  // namespace chainrule
