#pragma once

/// @step sigmoid_cross_entropy
/// @title Sigmoid followed by binary cross-entropy, as one step
/// @builds-on sigmoid, cross_entropy
///
/// @statement
/// Each of $C$ questions about an example is answered by itself, yes or no: logits
/// $Z \in \mathbb R^{C \times N}$ and targets $T$ between $0$ and $1$. With
/// $A = \sigma(Z)$,
/// $$ L = -\frac{1}{N} \sum_{cn} \left( T_{cn} \log A_{cn}
///      + (1 - T_{cn}) \log (1 - A_{cn}) \right) . $$
///
/// @rule
/// $$ \bar Z = \frac{\bar L}{N} \left( \sigma(Z) - T \right) . $$
///
/// @derivation
/// For one entry, with $a = \sigma(z)$:
///
/// 1. $-\log a = \log (1 + e^{-z})$ and $-\log (1 - a) = z + \log (1 + e^{-z})$.
///    Weighted with $t$ and $1 - t$ they add up to $(1 - t) z + \log (1 + e^{-z})$.
/// 2. $d \log (1 + e^{-z}) / dz = -e^{-z} / (1 + e^{-z}) = -(1 - a)$.
/// 3. The slope of line 1 is $(1 - t) - (1 - a) = a - t$. The $a (1 - a)$ of the
///    sigmoid has cancelled against the logarithms, and with it the stalling of a
///    saturated unit.
/// 4. Divide by $N$ for the mean over examples (the sum over the $C$ questions is not
///    averaged), multiply by $\bar L$.
/// 5. For $z < 0$ the exponential of line 1 grows; with
///    $\log (1 + e^{-z}) = -z + \log (1 + e^{z})$ both signs read
///    $\max(z, 0) - z t + \log (1 + e^{-|z|})$.
///
/// @symbols
/// | maths     | code          | shape | meaning                       |
/// |-----------|---------------|-------|-------------------------------|
/// | $Z$       | `logits`      | C x N | scores before the sigmoid     |
/// | $T$       | `targets`     | C x N | between 0 and 1, a constant   |
/// | $A$       | `activations` | C x N | $\sigma(Z)$                   |
/// | $L$       | `loss`        | 1     | mean over examples, in nats   |
/// | $\bar L$  | `loss_bar`    | 1     | cotangent of $L$              |
/// | $\bar Z$  | `logits_bar`  | C x N | cotangent of $Z$              |
///
/// @numerics
/// Line 5 never overflows and takes no logarithm of a rounded probability. Its maximum
/// and its absolute value both have a kink at $z = 0$; the kinks cancel.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite, or a target is not between 0 and 1.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.2, equations 4.90 and 4.91.

#include "derivations/03_activations/sigmoid.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct SigmoidCrossEntropy {
    static constexpr std::string_view name = "sigmoid_cross_entropy";
    static constexpr std::array inputs{Input{"logits", "Z", "C", "N"},
                                       constant("targets", "T", "C", "N", draw::mask)};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> activations;
        arma::Mat<eT> targets;
    };

    template <Scalar eT>
    struct Forward {
        eT loss;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits,
                                             const arma::Mat<eT>& targets) {
        require_inputs<SigmoidCrossEntropy>(logits, targets);
        require_each<SigmoidCrossEntropy>(
            targets, "targets between 0 and 1", [](auto target) {
                return target >= 0 && target <= 1;
            });
        eT loss(0);
        for (arma::uword i = 0; i < logits.n_elem; ++i) {
            loss += loss_of(logits(i), targets(i));
        }
        loss /= static_cast<RealOf<eT>>(logits.n_cols);
        return {loss, {Sigmoid::forward(logits).activations, targets}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: what the unit said less what it should have said
        const auto example_count = static_cast<RealOf<eT>>(saved.targets.n_cols);
        return {loss_bar / example_count * (saved.activations - saved.targets)};
        //< learner
    }

    /// Hot form of `forward` and `vjp` in one, for training: returns the loss and
    /// writes its cotangent for `loss_bar` into `logits_bar`. `example_count` is the
    /// N of the mean, larger than the number of columns where these are one shard of
    /// a batch; the loss returned is this shard's part of the mean.
    template <Scalar eT>
    static eT loss_and_vjp_into(arma::Mat<eT>& logits_bar,
                                const arma::Mat<eT>& logits,
                                const arma::Mat<eT>& targets,
                                arma::uword example_count,
                                eT loss_bar) {
        const auto target = [&](arma::uword c, arma::uword n) {
            return targets.at(c, n);
        };
        return by_target(logits_bar, logits, target, example_count, loss_bar);
    }

    /// The same with the one-hot targets of class labels, which are not formed.
    template <Scalar eT>
    static eT loss_and_vjp_into(arma::Mat<eT>& logits_bar,
                                const arma::Mat<eT>& logits,
                                const arma::urowvec& labels,
                                arma::uword example_count,
                                eT loss_bar) {
        const auto target = [&](arma::uword c, arma::uword n) {
            return eT(c == labels[n] ? 1 : 0);
        };
        return by_target(logits_bar, logits, target, example_count, loss_bar);
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "sigmoid_slope_again",
                "A(1 - A) is multiplied in once more; it has cancelled against the "
                "logarithms. A unit that is sure and wrong then hardly learns.",
                &sigmoid_slope_again},
            UsualMistake{"forgets_the_mean",
                         "The 1/N of the mean is missing: N times too large.",
                         &forgets_the_mean,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "averages_over_questions",
                "Divided by C N, the number of entries, where this loss is a mean "
                "over examples alone.",
                &averages_over_questions,
                Hiding{"there is one question (C = 1)", {{"C", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits 0", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    /// Line 5 of the derivation; $|z|$ by the sign of the real part.
    template <Scalar eT>
    [[nodiscard]] static eT loss_of(eT logit, eT target) {
        const bool positive = std::real(logit) > 0;
        const eT magnitude = positive ? logit : -logit;
        return (positive ? logit : eT(0)) - logit * target +
               std::log(eT(1) + std::exp(-magnitude));
    }

    /// Both hot forms, with the target of each entry from a function of row and column.
    template <Scalar eT, class Target>
    static eT by_target(arma::Mat<eT>& logits_bar,
                        const arma::Mat<eT>& logits,
                        const Target& target,
                        arma::uword example_count,
                        eT loss_bar) {
        const auto count = static_cast<RealOf<eT>>(example_count);
        Sigmoid::forward_into(logits_bar, logits);
        eT loss(0);
        for (arma::uword n = 0; n < logits.n_cols; ++n) {
            for (arma::uword c = 0; c < logits.n_rows; ++c) {
                eT& entry_bar = logits_bar.at(c, n);
                entry_bar = loss_bar / count * (entry_bar - target(c, n));
                loss += loss_of(logits.at(c, n), target(c, n));
            }
        }
        return loss / count;
    }

    static Cotangents<double> sigmoid_slope_again(const Saved<double>& saved,
                                                  double loss_bar) {
        return {vjp(saved, loss_bar).logits_bar % saved.activations %
                (1.0 - saved.activations)};
    }

    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.targets.n_cols));
    }

    static Cotangents<double> averages_over_questions(const Saved<double>& saved,
                                                      double loss_bar) {
        return vjp(saved, loss_bar / static_cast<double>(saved.targets.n_rows));
    }
};

}  // namespace chainrule
