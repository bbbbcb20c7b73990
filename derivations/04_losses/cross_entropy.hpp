#pragma once

/// @step cross_entropy
/// @title Cross-entropy of given probabilities
/// @builds-on pick_class, mean
///
/// @statement
/// Column $n$ of $P \in \mathbb R^{C \times N}$ holds probabilities of the classes of
/// example $n$, and $y_n$ its true class:
/// $$ L = -\frac{1}{N} \sum_n \log P_{y_n n} . $$
///
/// @rule
/// With $Y_{cn} = \delta_{c y_n}$,
/// $$ \bar P = -\frac{\bar L}{N} \, Y \oslash P, \qquad
///    \bar P_{cn} = -\frac{\bar L}{N} \frac{\delta_{c y_n}}{P_{cn}} . $$
///
/// @derivation
/// 1. $L$ reads one probability of each column, $P_{y_n n}$; all others have slope $0$,
///    although they decide, through softmax, what is left for it.
/// 2. $\partial \log P_{y_n n} / \partial P_{y_n n} = 1 / P_{y_n n}$.
/// 3. The mean and its minus multiply by $-1/N$, and $\bar L$ comes from above:
///    $\bar P_{cn} = -\bar L \delta_{c y_n} / (N P_{cn})$.
///
/// @symbols
/// | maths     | code        | shape | meaning                           |
/// |-----------|-------------|-------|-----------------------------------|
/// | $P$       | `probs`     | C x N | above 0 in the true classes       |
/// | $y$       | `labels`    | 1 x N | true class, counted from 0        |
/// | $Y$       | `one_hot`   | C x N | 1 in the row of the label, else 0 |
/// | $L$       | `loss`      | 1     | mean over examples, in nats       |
/// | $\bar L$  | `loss_bar`  | 1     | cotangent of $L$                  |
/// | $\bar P$  | `probs_bar` | C x N | cotangent of $P$                  |
///
/// @numerics
/// A network that is sure and wrong rounds $P_{y_n n}$ to $0$, and both loss and
/// cotangent are lost. `softmax_cross_entropy` computes the same loss from the logits
/// and keeps them.
///
/// @errors
/// `ShapeError` if an argument is empty or there is not one label per column;
/// `ValueError` if a label is not below C, an entry is NaN or infinite, or a true class
/// has a probability that is not above 0.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.4, equation 4.108.

#include "derivations/support/one_hot.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct CrossEntropy {
    static constexpr std::string_view name = "cross_entropy";
    static constexpr std::array inputs{
        Input{"probs", "P", "C", "N", draw::probabilities},
        chainrule::labels("labels", "y", "N", "C")};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
        arma::urowvec labels;
    };

    template <Scalar eT>
    struct Forward {
        eT loss;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> probs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& probs,
                                             const arma::urowvec& labels) {
        require_inputs<CrossEntropy>(probs, labels);
        arma::Row<eT> true_probs(labels.n_elem);
        for (arma::uword n = 0; n < labels.n_elem; ++n) {
            true_probs(n) = probs(labels(n), n);
        }
        require_each<CrossEntropy>(true_probs,
                                   "a true class of probability above 0",
                                   [](auto prob) { return prob > 0; });
        return {-arma::mean(arma::log(true_probs)), {probs, labels}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: one over the probability, in the row of the true class only
        const auto example_count = static_cast<RealOf<eT>>(saved.labels.n_elem);
        arma::Mat<eT> probs_bar(arma::size(saved.probs), arma::fill::zeros);
        for (arma::uword n = 0; n < saved.labels.n_elem; ++n) {
            const arma::uword c = saved.labels(n);
            probs_bar(c, n) = -loss_bar / (example_count * saved.probs(c, n));
        }
        return {std::move(probs_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "rule_of_the_logits",
                "P - Y is the cotangent of the logits: it has come back through "
                "softmax already, which is no part of this step.",
                &rule_of_the_logits},
            UsualMistake{"forgets_the_mean",
                         "The 1/N of the mean is missing: N times too large.",
                         &forgets_the_mean,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "every_class_pays",
                "-1/P in every row: the other classes are punished as if each were "
                "the true one.",
                &every_class_pays,
                Hiding{"there is one class (C = 1)", {{"C", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"probabilities of size 1e-30",
                                    [](Examples& given) { given[0] *= 1e-30; }}};
    }

private:
    static Cotangents<double> rule_of_the_logits(const Saved<double>& saved,
                                                 double loss_bar) {
        const auto example_count = static_cast<double>(saved.labels.n_elem);
        const arma::mat targets = one_hot<double>(saved.labels, saved.probs.n_rows);
        return {loss_bar / example_count * (saved.probs - targets)};
    }

    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.labels.n_elem));
    }

    static Cotangents<double> every_class_pays(const Saved<double>& saved,
                                               double loss_bar) {
        const auto example_count = static_cast<double>(saved.labels.n_elem);
        return {-loss_bar / example_count / saved.probs};
    }
};

}  // namespace chainrule
