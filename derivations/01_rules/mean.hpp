#pragma once

/// @step mean
/// @title Mean over the batch
/// @builds-on sum
///
/// @statement
/// Each of $N$ examples has a loss of its own; the loss of the batch is their mean:
/// $$ L = \frac{1}{N} \sum_n \ell_n, \qquad \ell \in \mathbb R^{1 \times N} . $$
///
/// @rule
/// $$ \bar \ell_n = \frac{\bar L}{N} . $$
///
/// @derivation
/// 1. $\ell_n$ stands in the sum once, with factor $1 / N$:
///    $\partial L / \partial \ell_n = 1 / N$ for every $n$.
/// 2. Only $L$ reads $\ell_n$, hence $\bar \ell_n = \bar L / N$. This is the one place
///    where $N$ enters the gradient of a network: every product over the batch that
///    follows on the way back only adds up what has been divided here.
///
/// @symbols
/// | maths       | code         | shape | meaning              |
/// |-------------|--------------|-------|----------------------|
/// | $\ell$      | `losses`     | 1 x N | one loss per example |
/// | $L$         | `loss`       | 1     | their mean           |
/// | $\bar L$    | `loss_bar`   | 1     | cotangent of $L$     |
/// | $\bar \ell$ | `losses_bar` | 1 x N | cotangent of $\ell$  |
///
/// @numerics
/// Divided once, after the sum. Because of the $1 / N$ a learning rate keeps its
/// meaning when the batch size changes.
///
/// @errors
/// `ShapeError` if `losses` is empty; `ValueError` if an entry is NaN or infinite.
///
/// @source A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM,
/// 2008, chapter 3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Mean {
    static constexpr std::string_view name = "mean";
    static constexpr std::array inputs{Input{"losses", "\\ell", "1", "N"}};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::uword example_count;
    };

    template <Scalar eT>
    struct Forward {
        eT loss;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Row<eT> losses_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Row<eT>& losses) {
        require_inputs<Mean>(losses);
        const auto count = static_cast<RealOf<eT>>(losses.n_elem);
        return {arma::accu(losses) / count, {losses.n_elem}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: the part of every example, by line 2
        const eT part = loss_bar / static_cast<RealOf<eT>>(saved.example_count);
        return {arma::Row<eT>(saved.example_count, arma::fill::value(part))};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "forgets_the_mean",
                "The 1/N is missing: N times too large, and the learning rate has "
                "to be found anew for every batch size.",
                &forgets_the_mean,
                Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "averages_twice",
                "The 1/N is applied twice, here and once more in a later rule: N "
                "times too small.",
                &averages_twice,
                Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}}};
    }

private:
    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.example_count));
    }

    static Cotangents<double> averages_twice(const Saved<double>& saved,
                                             double loss_bar) {
        return vjp(saved, loss_bar / static_cast<double>(saved.example_count));
    }
};

}  // namespace chainrule
