#pragma once

/// @step composition
/// @title Composition: a function of a function
/// @builds-on power, product
///
/// @statement
/// The chain rule on its smallest example, the sine of a square:
/// $$ Y_{dn} = \sin(X_{dn}^2), \qquad X \in \mathbb R^{D \times N} . $$
///
/// @rule
/// $$ \bar X = \bar Y \odot \cos(X \odot X) \odot 2 X . $$
///
/// @derivation
/// 1. Name what is in between: $S_{dn} = X_{dn}^2$ and $Y_{dn} = \sin S_{dn}$.
/// 2. Move $X_{dn}$ by $h$: $S_{dn}$ moves by $2 X_{dn} h$ and then $Y_{dn}$ by
///    $\cos(S_{dn})$ times that, up to terms in $h^2$. Slopes in a row multiply.
/// 3. On the way back, outer function first: $\bar S_{dn} = \bar Y_{dn} \cos S_{dn}$.
///    The outer slope is taken where the outer function was, at $S_{dn}$.
/// 4. Then the inner one: $\bar X_{dn} = \bar S_{dn} \, 2 X_{dn}$.
///
/// @symbols
/// | maths    | code          | shape | meaning                    |
/// |----------|---------------|-------|----------------------------|
/// | $X$      | `inputs`      | D x N | any numbers                |
/// | $S$      | `squares`     | D x N | the inner function's value |
/// | $Y$      | `outputs`     | D x N | the outer function's value |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$           |
/// | $\bar S$ | `squares_bar` | D x N | cotangent of $S$           |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$           |
///
/// @numerics
/// The larger $X$, the faster $Y$ turns: its slope grows like $2X$ and its curvature
/// like $4X^2$, so a finite difference needs a step small against $1 / X$.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, theorem 5.5.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Composition {
    static constexpr std::string_view name = "composition";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> inputs;
        arma::Mat<eT> squares;
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
        require_inputs<Composition>(inputs);
        const arma::Mat<eT> squares = inputs % inputs;
        return {arma::sin(squares), {inputs, squares}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.inputs));
        //> learner: through the sine by line 3, then through the square by line 4
        const arma::Mat<eT> squares_bar = outputs_bar % arma::cos(saved.squares);
        return {squares_bar % (eT(2) * saved.inputs)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "outer_slope_only",
                "The slope of the square, 2X, is missing: the derivative stops at "
                "the outer function.",
                &outer_slope_only,
                Hiding{"every entry is 1/2, where 2X is 1",
                       {},
                       [](Examples& given, Examples&) { given[0].fill(0.5); }}},
            UsualMistake{
                "outer_slope_at_the_input",
                "The slope of the sine is taken at X; the sine was taken at the "
                "square of X.",
                &outer_slope_at_the_input,
                Hiding{"every entry is 1, its own square",
                       {},
                       [](Examples& given, Examples&) { given[0].ones(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"entries in the thousands",
                      [](Examples& given) { given[0] *= 1e3; }},
            HardInput{"all entries 0", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> outer_slope_only(const Saved<double>& saved,
                                               const arma::mat& outputs_bar) {
        return {outputs_bar % arma::cos(saved.squares)};
    }

    static Cotangents<double> outer_slope_at_the_input(const Saved<double>& saved,
                                                       const arma::mat& outputs_bar) {
        return {outputs_bar % arma::cos(saved.inputs) % (2.0 * saved.inputs)};
    }
};

}  // namespace chainrule
