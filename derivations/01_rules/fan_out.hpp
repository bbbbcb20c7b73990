#pragma once

/// @step fan_out
/// @title Fan-out: a value used twice
/// @builds-on product, exponential
///
/// @statement
/// $X$ reaches the output along two paths, times a constant $A$ and through the
/// exponential:
/// $$ Y = X \odot A + \exp(X), \qquad Y_{dn} = X_{dn} A_{dn} + e^{X_{dn}} . $$
///
/// @rule
/// The paths add:
/// $$ \bar X = \bar Y \odot A + \bar Y \odot \exp(X) . $$
///
/// @derivation
/// 1. Give each use of $X$ a name of its own: $Y_{dn} = U_{dn} A_{dn} + e^{V_{dn}}$,
///    and then $U_{dn} = V_{dn} = X_{dn}$.
/// 2. Moving $X_{dn}$ by $h$ moves both copies by $h$. To first order $Y_{dn}$ moves by
///    the sum of what each copy alone would do, hence
///    $\bar X_{dn} = \bar U_{dn} + \bar V_{dn}$.
/// 3. Along the product $\bar U_{dn} = \bar Y_{dn} A_{dn}$.
/// 4. Along the exponential $\bar V_{dn} = \bar Y_{dn} e^{X_{dn}}$. In code the second
///    path is added (`+=`) to what the first one left, never assigned over it.
///
/// @symbols
/// | maths    | code           | shape | meaning               |
/// |----------|----------------|-------|-----------------------|
/// | $X$      | `inputs`       | D x N | used twice            |
/// | $A$      | `factors`      | D x N | a constant            |
/// | $Y$      | `outputs`      | D x N | where the paths meet  |
/// | $e^X$    | `exponentials` | D x N | kept for the way back |
/// | $\bar Y$ | `outputs_bar`  | D x N | cotangent of $Y$      |
/// | $\bar X$ | `inputs_bar`   | D x N | cotangent of $X$      |
///
/// @numerics
/// Where the two paths nearly cancel, $\bar X$ keeps the rounding error of the larger
/// one.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite, or its exponential overflows.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 6.5.2.

#include "derivations/01_rules/exponential.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct FanOut {
    static constexpr std::string_view name = "fan_out";
    static constexpr std::array inputs{
        Input{"inputs", "X", "D", "N"},
        constant("factors", "A", "D", "N", draw::normal)};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> factors;
        arma::Mat<eT> exponentials;
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
                                             const arma::Mat<eT>& factors) {
        require_inputs<FanOut>(inputs, factors);
        const arma::Mat<eT> exponentials = Exponential::forward(inputs).outputs;
        return {inputs % factors + exponentials, {factors, exponentials}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.factors));
        //> learner: the path of line 3, and the path of line 4 added to it
        arma::Mat<eT> inputs_bar = outputs_bar % saved.factors;
        inputs_bar += outputs_bar % saved.exponentials;
        return {std::move(inputs_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "overwrites_the_first_path",
            "The second path is assigned (=) where it should be added (+=), so "
            "what came along the first one is lost.",
            &overwrites_the_first_path,
            Hiding{"the first path has slope 0 (A = 0)",
                   {},
                   [](Examples& given, Examples&) { given[1].zeros(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"entries of -1000, where one path has died out",
                                    [](Examples& given) { given[0].fill(-1000.0); }}};
    }

private:
    static Cotangents<double> overwrites_the_first_path(const Saved<double>& saved,
                                                        const arma::mat& outputs_bar) {
        return {outputs_bar % saved.exponentials};
    }
};

}  // namespace chainrule
