#pragma once

/// @step reciprocal
/// @title Reciprocal
/// @builds-on quotient
///
/// @statement
/// $$ Y_{dn} = \frac{1}{X_{dn}}, \qquad X \in \mathbb R^{D \times N}, \qquad
///    X_{dn} \ne 0 . $$
///
/// @rule
/// $$ \bar X = -\bar Y \odot Y \odot Y . $$
///
/// @derivation
/// 1. This is the quotient with numerator $1$, which does not move. Its rule for the
///    denominator gives $\partial Y_{dn} / \partial X_{dn} = -1 / X_{dn}^2$.
/// 2. $1 / X_{dn}^2 = Y_{dn}^2$, and $Y$ is at hand: nothing is divided on the way
///    back.
/// 3. Only $Y_{dn}$ reads $X_{dn}$, hence $\bar X_{dn} = -\bar Y_{dn} Y_{dn}^2$.
///
/// @symbols
/// | maths    | code          | shape | meaning          |
/// |----------|---------------|-------|------------------|
/// | $X$      | `inputs`      | D x N | never 0          |
/// | $Y$      | `outputs`     | D x N | the reciprocals  |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$ |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$ |
///
/// @numerics
/// The slope grows with the square of $Y$ towards 0; a finite difference there must
/// take a step in proportion to $X$.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN, infinite or 0.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, theorem 5.3 with the numerator held at 1.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Reciprocal {
    static constexpr std::string_view name = "reciprocal";
    static constexpr std::array inputs{
        Input{"inputs", "X", "D", "N", draw::away_from_zero}};
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
        require_inputs<Reciprocal>(inputs);
        require_each<Reciprocal>(
            inputs, "inputs other than 0", [](auto x) { return x != 0; });
        arma::Mat<eT> outputs = eT(1) / inputs;
        return {outputs, {outputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.outputs));
        //> learner: the slope in terms of the output, by line 3
        return {-outputs_bar % saved.outputs % saved.outputs};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"loses_the_square",
                         "-Y where -Y^2 belongs: one factor of the slope is missing.",
                         &loses_the_square,
                         Hiding{"every entry is 1",
                                {},
                                [](Examples& given, Examples&) { given[0].ones(); }}},
            UsualMistake{"loses_the_minus",
                         "Y^2 where -Y^2 belongs: a larger input makes a smaller "
                         "reciprocal, and the sign must say so.",
                         &loses_the_minus}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"entries near 1e-15", [](Examples& given) { given[0] *= 1e-15; }},
            HardInput{"entries near 1e30", [](Examples& given) { given[0] *= 1e30; }}};
    }

private:
    static Cotangents<double> loses_the_square(const Saved<double>& saved,
                                               const arma::mat& outputs_bar) {
        return {-outputs_bar % saved.outputs};
    }

    static Cotangents<double> loses_the_minus(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        return vjp(saved, arma::mat(-outputs_bar));
    }
};

}  // namespace chainrule
