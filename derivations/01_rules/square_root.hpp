#pragma once

/// @step square_root
/// @title Square root, kept away from zero
/// @builds-on product
///
/// @statement
/// A small constant $\varepsilon$ keeps the root away from $0$, where its slope is
/// infinite:
/// $$ Y_{dn} = \sqrt{X_{dn} + \varepsilon}, \qquad X \in \mathbb R^{D \times N}, \qquad
///    X_{dn} + \varepsilon > 0 . $$
///
/// @rule
/// $$ \bar X = \bar Y \oslash (2 Y) . $$
///
/// @derivation
/// 1. Square the statement: $Y_{dn}^2 = X_{dn} + \varepsilon$.
/// 2. Differentiate both sides by $X_{dn}$, the left one as a product of $Y_{dn}$ and
///    itself: $2 Y_{dn} \, \partial Y_{dn} / \partial X_{dn} = 1$.
/// 3. Only $Y_{dn}$ reads $X_{dn}$, hence $\bar X_{dn} = \bar Y_{dn} / (2 Y_{dn})$.
///
/// @symbols
/// | maths         | code          | shape | meaning                |
/// |---------------|---------------|-------|------------------------|
/// | $X$           | `inputs`      | D x N | above $-\varepsilon$   |
/// | $\varepsilon$ | `epsilon`     | 1     | a constant, not learnt |
/// | $Y$           | `outputs`     | D x N | positive               |
/// | $\bar Y$      | `outputs_bar` | D x N | cotangent of $Y$       |
/// | $\bar X$      | `inputs_bar`  | D x N | cotangent of $X$       |
///
/// @numerics
/// The slope is at most $1 / (2 \sqrt \varepsilon)$ for $X \ge 0$. With
/// $\varepsilon = 0$ an input of exactly 0 is refused rather than answered with
/// infinity.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an argument is NaN or infinite, or $X + \varepsilon$ is not above 0.
///
/// @source S. Ioffe and C. Szegedy, Batch normalization: accelerating deep network
/// training by reducing internal covariate shift, ICML 2015, algorithm 1, whose
/// $\varepsilon$ this is.

#include "derivations/support/step.hpp"

namespace chainrule {

struct SquareRoot {
    static constexpr std::string_view name = "square_root";
    static constexpr std::array inputs{
        Input{"inputs", "X", "D", "N", draw::positive},
        constant("epsilon", "\\varepsilon", "1", "1", draw::fraction)};
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
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             RealOf<eT> epsilon) {
        require_inputs<SquareRoot>(inputs, epsilon);
        const arma::Mat<eT> radicands = inputs + eT(epsilon);
        require_each<SquareRoot>(
            radicands, "inputs + epsilon above 0", [](auto x) { return x > 0; });
        arma::Mat<eT> outputs = arma::sqrt(radicands);
        return {outputs, {outputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.outputs));
        //> learner: the slope of a root in terms of the root, by line 3
        return {outputs_bar / (eT(2) * saved.outputs)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"forgets_the_two",
                         "The 2 of line 2 is missing: every slope is twice too large.",
                         &forgets_the_two},
            UsualMistake{
                "forgets_the_root",
                "The cotangent is divided by 2(X + epsilon) where 2Y, twice its "
                "root, belongs.",
                &forgets_the_root,
                Hiding{"X + epsilon is 1", {}, [](Examples& given, Examples&) {
                           given[0].fill(0.75);
                           given[1].fill(0.25);
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"entries of 0 with an epsilon of 1e-8",
                      [](Examples& given) {
                          given[0].zeros();
                          given[1].fill(1e-8);
                      }},
            HardInput{"entries near 1e-30 without epsilon", [](Examples& given) {
                          given[0] *= 1e-30;
                          given[1].zeros();
                      }}};
    }

private:
    static Cotangents<double> forgets_the_two(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        return {outputs_bar / saved.outputs};
    }

    static Cotangents<double> forgets_the_root(const Saved<double>& saved,
                                               const arma::mat& outputs_bar) {
        return {outputs_bar / (2.0 * arma::square(saved.outputs))};
    }
};

}  // namespace chainrule
