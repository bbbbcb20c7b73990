#pragma once

/// @step l2_penalty
/// @title A penalty on the squares of the weights
/// @builds-on power, sum
///
/// @statement
/// For weights $W \in \mathbb R^{H \times D}$ and a fixed strength $\lambda \ge 0$,
/// $$ \Omega = \frac{\lambda}{2} \sum_{hd} W_{hd}^2 , $$
/// added to the loss. Biases are left out: they do not make a function steeper.
///
/// @rule
/// $$ \bar W = \bar \Omega \, \lambda W . $$
///
/// @derivation
/// 1. One term, $\frac{\lambda}{2} W_{hd}^2$, holds $W_{hd}$, and no other does.
/// 2. Its slope is $\frac{\lambda}{2} \cdot 2 W_{hd} = \lambda W_{hd}$: the half is
///    there to cancel the $2$.
/// 3. $W$ reaches the total also through the data, and paths add: this $\bar W$ is
///    added to the one of the affine layer. No $1/N$ stands here, because the penalty
///    is added once to a loss that is already a mean; whoever divides $\Omega$ by $N$
///    divides its rule as well.
///
/// @symbols
/// | maths         | code          | shape | meaning                        |
/// |---------------|---------------|-------|--------------------------------|
/// | $W$           | `weights`     | H x D | without the bias               |
/// | $\lambda$     | `strength`    | 1     | at least 0, never learnt       |
/// | $\Omega$      | `penalty`     | 1     | added to the mean loss         |
/// | $\bar \Omega$ | `penalty_bar` | 1     | cotangent of $\Omega$          |
/// | $\bar W$      | `weights_bar` | H x D | cotangent of $W$, by this path |
///
/// @numerics
/// A sum of squares: nothing cancels. A large $\lambda$ makes this path so large that a
/// check of the sum no longer sees an error in the path through the data: check the two
/// apart.
///
/// @errors
/// `ShapeError` if `weights` is empty; `ValueError` if an entry is NaN or infinite, or
/// $\lambda$ is below 0.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 7.1.1.

#include "derivations/support/step.hpp"

namespace chainrule {

struct L2Penalty {
    static constexpr std::string_view name = "l2_penalty";
    static constexpr std::array inputs{
        Input{"weights", "W", "H", "D"},
        constant("strength", "\\lambda", "1", "1", draw::fraction)};
    static constexpr std::array outputs{Output{"penalty", "\\Omega", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> weights;
        RealOf<eT> strength;
    };

    template <Scalar eT>
    struct Forward {
        eT penalty;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> weights_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& weights,
                                             RealOf<eT> strength) {
        require_inputs<L2Penalty>(weights, strength);
        if (strength < 0) {
            throw ValueError(name, "strength of at least 0", number_text(strength));
        }
        const eT penalty = strength / 2 * arma::accu(arma::square(weights));
        return {penalty, {weights, strength}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT penalty_bar) {
        //> learner: the half and the square have cancelled (line 2)
        return {penalty_bar * saved.strength * saved.weights};
        //< learner
    }

    /// Hot form of `forward` and `vjp` in one, for training: returns the penalty and
    /// adds its cotangent for `penalty_bar` to `weights_bar`, which already holds the
    /// path through the data.
    template <Scalar eT>
    static eT penalty_and_vjp_onto(arma::Mat<eT>& weights_bar,
                                   const arma::Mat<eT>& weights,
                                   RealOf<eT> strength,
                                   eT penalty_bar) {
        weights_bar += penalty_bar * strength * weights;
        return strength / 2 * arma::accu(arma::square(weights));
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "forgets_the_half",
                "Twice the strength times W: the rule of a penalty without its "
                "half.",
                &forgets_the_half,
                Hiding{"the strength is 0",
                       {},
                       [](Examples& given, Examples&) { given[1].zeros(); }}},
            UsualMistake{
                "forgets_the_strength",
                "W alone: the strength stands in the penalty but not in its rule.",
                &forgets_the_strength,
                Hiding{"the strength is 1", {}, [](Examples& given, Examples&) {
                           given[1].ones();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"weights of size 1e15",
                                    [](Examples& given) { given[0] *= 1e15; }},
                          HardInput{"weights of size 1e-30",
                                    [](Examples& given) { given[0] *= 1e-30; }}};
    }

private:
    static Cotangents<double> forgets_the_half(const Saved<double>& saved,
                                               double penalty_bar) {
        return vjp(saved, 2.0 * penalty_bar);
    }

    static Cotangents<double> forgets_the_strength(const Saved<double>& saved,
                                                   double penalty_bar) {
        return {penalty_bar * saved.weights};
    }
};

}  // namespace chainrule
