#pragma once

/// @step logarithm
/// @title Natural logarithm
/// @builds-on exponential
///
/// @statement
/// $$ Y = \log(X), \qquad Y_{dn} = \log X_{dn}, \qquad X_{dn} > 0 . $$
///
/// @rule
/// $$ \bar X = \bar Y \oslash X . $$
///
/// @derivation
/// 1. Only $Y_{dn}$ reads $X_{dn}$, hence
///    $\bar X_{dn} = \bar Y_{dn} \, \partial Y_{dn} / \partial X_{dn}$.
/// 2. The logarithm undoes the exponential: $e^{Y_{dn}} = X_{dn}$. Differentiate both
///    sides by $X_{dn}$: $e^{Y_{dn}} \, \partial Y_{dn} / \partial X_{dn} = 1$.
/// 3. Hence $\partial Y_{dn} / \partial X_{dn} = 1 / e^{Y_{dn}} = 1 / X_{dn}$: it is
///    the input, not the output, that divides.
///
/// @symbols
/// | maths    | code          | shape | meaning          |
/// |----------|---------------|-------|------------------|
/// | $X$      | `inputs`      | D x N | above 0          |
/// | $Y$      | `outputs`     | D x N | their logarithms |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$ |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$ |
///
/// @numerics
/// The slope grows without bound towards 0, where a finite difference must take a step
/// that is small against $X$ itself, or it leaves the domain. A probability that was
/// rounded to 0 has no logarithm: the fused losses of chapter 4 never ask for it.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN, infinite, 0 or negative.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, chapter 8, "The exponential and logarithmic functions".

#include "derivations/support/step.hpp"

namespace chainrule {

struct Logarithm {
    static constexpr std::string_view name = "logarithm";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N", draw::positive}};
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
        require_inputs<Logarithm>(inputs);
        require_each<Logarithm>(inputs, "inputs above 0", [](auto x) { return x > 0; });
        return {arma::log(inputs), {inputs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.inputs));
        //> learner: the slope of a logarithm, by line 3
        return {outputs_bar / saved.inputs};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "divides_by_the_output",
                "The cotangent is divided by log(X), the output, where X belongs.",
                &divides_by_the_output},
            UsualMistake{
                "multiplies",
                "The cotangent is multiplied by X where it should be divided: that "
                "is the slope of the exponential, not of its inverse.",
                &multiplies,
                Hiding{"every entry is 1", {}, [](Examples& given, Examples&) {
                           given[0].ones();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"entries near 1e-30", [](Examples& given) { given[0] *= 1e-30; }},
            HardInput{"entries near 1e30", [](Examples& given) { given[0] *= 1e30; }}};
    }

private:
    static Cotangents<double> divides_by_the_output(const Saved<double>& saved,
                                                    const arma::mat& outputs_bar) {
        return {outputs_bar / arma::log(saved.inputs)};
    }

    static Cotangents<double> multiplies(const Saved<double>& saved,
                                         const arma::mat& outputs_bar) {
        return {outputs_bar % saved.inputs};
    }
};

}  // namespace chainrule
