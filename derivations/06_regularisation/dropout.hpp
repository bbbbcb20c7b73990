#pragma once

/// @step dropout
/// @title Inverted dropout, with the mask held fixed
/// @builds-on product
///
/// @statement
/// Each entry is dropped with probability $p$; what is kept grows by as much as is lost
/// on average, so that nothing has to change at test time. The mask
/// $M \in \{0, 1\}^{D \times N}$ is drawn once for a batch and is a constant of the
/// step:
/// $$ Y = X \odot \frac{M}{1 - p} . $$
///
/// @rule
/// $$ \bar X = \bar Y \odot \frac{M}{1 - p} . $$
///
/// @derivation
/// 1. $Y_{dn} = X_{dn} M_{dn} / (1 - p)$ is linear in $X_{dn}$, and nothing else reads
///    $X_{dn}$: the slope is the factor itself, $M_{dn} / (1 - p)$.
/// 2. Hence $\bar X_{dn} = \bar Y_{dn} M_{dn} / (1 - p)$: what was dropped on the way
///    forward passes nothing back, what was scaled is scaled again.
/// 3. Both ways take the very same mask. With a new one each time there is no function
///    to differentiate, and a difference quotient measures the draw of the mask.
///
/// @symbols
/// | maths    | code          | shape | meaning                        |
/// |----------|---------------|-------|--------------------------------|
/// | $X$      | `inputs`      | D x N | activations of a hidden layer  |
/// | $M$      | `mask`        | D x N | 1 where kept, 0 where dropped  |
/// | $p$      | `rate`        | 1     | share that is dropped, below 1 |
/// | $Y$      | `outputs`     | D x N | $X$ on average over masks      |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$               |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$               |
///
/// @numerics
/// One product an entry; the factor $M / (1 - p)$ is formed once and kept.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite, an entry of the mask is neither 0 nor 1, or the rate is below 0
/// or not below 1.
///
/// @source N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov,
/// Dropout: a simple way to prevent neural networks from overfitting, Journal of
/// Machine Learning Research 15, 2014.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Dropout {
    static constexpr std::string_view name = "dropout";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"},
                                       constant("mask", "M", "D", "N", draw::mask),
                                       constant("rate", "p", "1", "1", draw::fraction)};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> factors;  ///< $M / (1 - p)$
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
                                             const arma::Mat<eT>& mask,
                                             RealOf<eT> rate) {
        require_inputs<Dropout>(inputs, mask, rate);
        require_each<Dropout>(mask, "a mask of 0 and 1", [](auto kept) {
            return kept == 0 || kept == 1;
        });
        if (rate < 0 || rate >= 1) {
            throw ValueError(name, "rate of at least 0 and below 1", number_text(rate));
        }
        const arma::Mat<eT> factors = mask * kept_factor(rate);
        return {inputs % factors, {factors}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.factors));
        //> learner: the same factors as on the way forward
        return {outputs_bar % saved.factors};
        //< learner
    }

    /// $1 / (1 - p)$, by which a kept entry grows.
    template <std::floating_point T>
    [[nodiscard]] static T kept_factor(T rate) {
        return T(1) / (T(1) - rate);
    }

    /// Hot form of `forward`; `outputs` may be `inputs`. An entry of `factors` is 0
    /// where dropped and `kept_factor(rate)` where kept.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             const arma::Mat<eT>& inputs,
                             const arma::Mat<eT>& factors) {
        outputs = inputs % factors;
    }

    /// Hot form of `vjp`, with the factors of `forward_into`; `inputs_bar` may be
    /// `outputs_bar`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::Mat<eT>& factors,
                         const arma::Mat<eT>& outputs_bar) {
        inputs_bar = outputs_bar % factors;
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "forgets_the_mask",
                "Everything passes back, kept or dropped, as in the hidden layers "
                "of the first case study.",
                &forgets_the_mask,
                Hiding{"nothing is dropped (p = 0)",
                       {},
                       [](Examples& given, Examples&) {
                           given[1].ones();
                           given[2].zeros();
                       }}},
            UsualMistake{"forgets_the_scale",
                         "The mask is applied on the way back, but what is kept is not "
                         "scaled by 1/(1 - p) again.",
                         &forgets_the_scale,
                         Hiding{"the rate is 0", {}, [](Examples& given, Examples&) {
                                    given[2].zeros();
                                }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"a rate of 0.999", [](Examples& given) { given[2].fill(0.999); }},
            HardInput{"everything dropped", [](Examples& given) { given[1].zeros(); }}};
    }

private:
    static Cotangents<double> forgets_the_mask(const Saved<double>&,
                                               const arma::mat& outputs_bar) {
        return {outputs_bar};
    }

    static Cotangents<double> forgets_the_scale(const Saved<double>& saved,
                                                const arma::mat& outputs_bar) {
        return {outputs_bar % arma::sign(saved.factors)};
    }
};

}  // namespace chainrule
