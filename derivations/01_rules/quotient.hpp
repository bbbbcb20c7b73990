#pragma once

/// @step quotient
/// @title Quotient of two matrices, entry by entry
/// @builds-on product
///
/// @statement
/// One matrix is divided by another of the same shape, entry by entry:
/// $$ Y = U \oslash V, \qquad Y_{dn} = \frac{U_{dn}}{V_{dn}}, \qquad V_{dn} \ne 0 . $$
///
/// @rule
/// $$ \bar U = \bar Y \oslash V, \qquad
///    \bar V = -\bar Y \odot U \oslash (V \odot V) . $$
///
/// @derivation
/// 1. Only $Y_{dn}$ reads $U_{dn}$ and $V_{dn}$, so each cotangent is $\bar Y_{dn}$
///    times one partial derivative.
/// 2. With $V_{dn}$ held still, $Y_{dn}$ is a straight line in $U_{dn}$ of slope
///    $1 / V_{dn}$.
/// 3. $U_{dn} = Y_{dn} V_{dn}$ at all times. Hold $U_{dn}$ still and differentiate both
///    sides by $V_{dn}$, the right one as a product:
///    $0 = V_{dn} \, \partial Y_{dn} / \partial V_{dn} + Y_{dn}$.
/// 4. Solve line 3 for the derivative:
///    $\partial Y_{dn} / \partial V_{dn} = -Y_{dn} / V_{dn} = -U_{dn} / V_{dn}^2$.
///    For a positive $U_{dn}$ that is negative: a larger divisor makes a smaller
///    quotient.
///
/// @symbols
/// | maths    | code               | shape | meaning          |
/// |----------|--------------------|-------|------------------|
/// | $U$      | `numerators`       | D x N | what is divided  |
/// | $V$      | `denominators`     | D x N | never 0          |
/// | $Y$      | `outputs`          | D x N | the quotients    |
/// | $\bar Y$ | `outputs_bar`      | D x N | cotangent of $Y$ |
/// | $\bar U$ | `numerators_bar`   | D x N | cotangent of $U$ |
/// | $\bar V$ | `denominators_bar` | D x N | cotangent of $V$ |
///
/// @numerics
/// The first form of line 4 is computed: it reuses $Y$, and $V^2$, which overflows and
/// underflows long before $U / V$ does, is never formed. Where $V$ is near 0 a finite
/// difference must take a step in proportion to $V$.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite, or a denominator is 0.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, theorem 5.3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Quotient {
    static constexpr std::string_view name = "quotient";
    static constexpr std::array inputs{
        Input{"numerators", "U", "D", "N"},
        Input{"denominators", "V", "D", "N", draw::away_from_zero}};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> denominators;
        arma::Mat<eT> outputs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> numerators_bar;
        arma::Mat<eT> denominators_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& numerators,
                                             const arma::Mat<eT>& denominators) {
        require_inputs<Quotient>(numerators, denominators);
        require_each<Quotient>(
            denominators, "denominators other than 0", [](auto v) { return v != 0; });
        arma::Mat<eT> outputs = numerators / denominators;
        return {outputs, {denominators, outputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.outputs));
        //> learner: numerators by line 2, denominators by line 4
        arma::Mat<eT> numerators_bar = outputs_bar / saved.denominators;
        arma::Mat<eT> denominators_bar = -numerators_bar % saved.outputs;
        return {std::move(numerators_bar), std::move(denominators_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "loses_the_minus",
                "The denominator's cotangent has the wrong sign, as if dividing by "
                "more left more.",
                &loses_the_minus},
            UsualMistake{
                "loses_the_square",
                "The denominator's cotangent is divided by V once where V squared "
                "belongs.",
                &loses_the_square,
                Hiding{"every denominator is 1", {}, [](Examples& given, Examples&) {
                           given[1].ones();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"denominators near 1e-12",
                      [](Examples& given) { given[1] *= 1e-12; }},
            HardInput{"denominators near 1e25, whose squares overflow float",
                      [](Examples& given) { given[1] *= 1e25; }}};
    }

private:
    static Cotangents<double> loses_the_minus(const Saved<double>& saved,
                                              const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.denominators_bar *= -1.0;
        return wrong;
    }

    static Cotangents<double> loses_the_square(const Saved<double>& saved,
                                               const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.denominators_bar = -outputs_bar % saved.outputs;
        return wrong;
    }
};

}  // namespace chainrule
