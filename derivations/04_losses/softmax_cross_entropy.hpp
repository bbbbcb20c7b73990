#pragma once

/// @step softmax_cross_entropy
/// @title Softmax followed by cross-entropy, as one step
/// @builds-on softmax, cross_entropy, mean
///
/// @statement
/// Logits $Z \in \mathbb{R}^{C \times N}$ hold one example per column; labels
/// $y_n \in \{0, \dots, C-1\}$ name the true class of each. Let
/// $$ P_{cn} = \frac{e^{Z_{cn}}}{\sum_k e^{Z_{kn}}}, \qquad
///    L = -\frac{1}{N} \sum_n \log P_{y_n n} . $$
///
/// @rule
/// With $\delta$ the Kronecker delta,
/// $$ \bar Z_{cn} = \bar L \, \frac{\partial L}{\partial Z_{cn}}
///      = \frac{\bar L}{N} \left( P_{cn} - \delta_{c y_n} \right) . $$
///
/// @derivation
/// 1. $\log P_{y_n n} = Z_{y_n n} - \log \sum_k e^{Z_{kn}}$, hence
///    $L = \frac{1}{N} \sum_n \left( \log \sum_k e^{Z_{kn}} - Z_{y_n n} \right)$.
/// 2. $\partial \log \sum_k e^{Z_{kn}} / \partial Z_{cn}
///    = e^{Z_{cn}} / \sum_k e^{Z_{kn}} = P_{cn}$.
/// 3. $\partial Z_{y_n n} / \partial Z_{cn} = \delta_{c y_n}$. Subtract from line
///    2, divide by $N$, multiply by $\bar L$.
///
/// @symbols
/// | maths     | code         | shape | meaning                          |
/// |-----------|--------------|-------|----------------------------------|
/// | $Z$       | `logits`     | C x N | scores before softmax            |
/// | $y$       | `labels`     | 1 x N | class index, counted from 0      |
/// | $P$       | `probs`      | C x N | each column sums to 1            |
/// | $L$       | `loss`       | 1     | mean over examples, in nats      |
/// | $\bar L$  | `loss_bar`   | 1     | cotangent of $L$                 |
/// | $\bar Z$  | `logits_bar` | C x N | cotangent of $Z$                 |
/// | $\dot Z$  | `logits_dot` | C x N | tangent of $Z$                   |
///
/// @numerics
/// $L$ does not change when a constant is added to a column of $Z$, so each
/// column is shifted by the largest of its real parts. That shift is held
/// constant: no derivative passes through it and the complex step stays exact.
/// No logarithm of a probability that was rounded to zero is ever taken.
///
/// @errors
/// `ShapeError` if `logits` is empty or there is not one label per column;
/// `ValueError` if a label is not below C, or a logit is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer,
/// 2006, section 4.3.4, equations 4.104 to 4.109.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct SoftmaxCrossEntropy {
    static constexpr std::string_view name = "softmax_cross_entropy";

    static constexpr std::array inputs{Input{"logits", "Z", "C", "N"},
                                       chainrule::labels("labels", "y", "N", "C")};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    /// What the backward pass needs from the forward pass.
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
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits,
                                             const arma::urowvec& labels) {
        require_inputs<SoftmaxCrossEntropy>(logits, labels);

        // $P$ from the statement, with columns shifted by a constant
        const arma::Mat<eT> shifted = logits.each_row() - column_maxima(logits);
        arma::Mat<eT> probs = arma::exp(shifted);
        const arma::Row<eT> sums = arma::sum(probs, 0);
        probs.each_row() /= sums;

        // $L$ from derivation line 1
        eT loss(0);
        for (arma::uword n = 0; n < logits.n_cols; ++n) {
            loss += std::log(sums(n)) - shifted(labels(n), n);
        }
        loss /= static_cast<RealOf<eT>>(logits.n_cols);

        return {loss, {std::move(probs), labels}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: turn the probabilities into the cotangent of the logits
        arma::Mat<eT> logits_bar = saved.probs;
        for (arma::uword n = 0; n < saved.labels.n_elem; ++n) {
            logits_bar(saved.labels(n), n) -= eT(1);
        }
        logits_bar *= loss_bar / static_cast<RealOf<eT>>(saved.labels.n_elem);
        return {std::move(logits_bar)};
        //< learner
    }

    /// $\dot L$, taken from derivation lines 2 and 3 and not from `vjp`, so that
    /// each can be tested against the other.
    template <Scalar eT>
    [[nodiscard]] static eT jvp(const Saved<eT>& saved,
                                const arma::Mat<eT>& logits_dot) {
        require_shape(
            name, "logits_dot", arma::size(logits_dot), arma::size(saved.probs));
        eT loss_dot = arma::accu(saved.probs % logits_dot);
        for (arma::uword n = 0; n < saved.labels.n_elem; ++n) {
            loss_dot -= logits_dot(saved.labels(n), n);
        }
        return loss_dot / static_cast<RealOf<eT>>(saved.labels.n_elem);
    }

    /// Hot form of `forward` and `vjp` in one, for training: returns the loss and
    /// writes its cotangent for `loss_bar` into `logits_bar`. `example_count` is the
    /// N of the mean, larger than the number of columns where these are one shard of
    /// a batch; the loss returned is this shard's part of the mean.
    template <Scalar eT>
    static eT loss_and_vjp_into(arma::Mat<eT>& logits_bar,
                                const arma::Mat<eT>& logits,
                                const arma::urowvec& labels,
                                arma::uword example_count,
                                eT loss_bar) {
        logits_bar.set_size(arma::size(logits));
        const auto count = static_cast<RealOf<eT>>(example_count);
        eT loss(0);
        for (arma::uword n = 0; n < logits.n_cols; ++n) {
            const eT* z = logits.colptr(n);
            eT* z_bar = logits_bar.colptr(n);
            const RealOf<eT> shift = largest_real_part(z, logits.n_rows);
            eT sum(0);
            for (arma::uword c = 0; c < logits.n_rows; ++c) {
                z_bar[c] = std::exp(z[c] - shift);
                sum += z_bar[c];
            }
            loss += std::log(sum) - (z[labels[n]] - shift);
            const eT scale = loss_bar / (sum * count);
            for (arma::uword c = 0; c < logits.n_rows; ++c) z_bar[c] *= scale;
            z_bar[labels[n]] -= loss_bar / count;
        }
        return loss / count;
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"sign_flipped",
                         "Y - P where P - Y belongs: every step climbs.",
                         &sign_flipped},
            UsualMistake{"forgets_the_mean",
                         "The 1/N of the mean is missing: N times too large.",
                         &forgets_the_mean,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "softmax_slope_again",
                "P(1 - P) is multiplied in once more; it has cancelled against "
                "the 1/P of the logarithm.",
                &softmax_slope_again}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits equal", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    template <Scalar eT>
    [[nodiscard]] static RealOf<eT> largest_real_part(const eT* values,
                                                      arma::uword count) {
        RealOf<eT> largest = std::real(values[0]);
        for (arma::uword i = 1; i < count; ++i) {
            largest = std::max(largest, std::real(values[i]));
        }
        return largest;
    }

    static Cotangents<double> sign_flipped(const Saved<double>& saved,
                                           double loss_bar) {
        return vjp(saved, -loss_bar);
    }

    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.labels.n_elem));
    }

    static Cotangents<double> softmax_slope_again(const Saved<double>& saved,
                                                  double loss_bar) {
        return {vjp(saved, loss_bar).logits_bar % saved.probs % (1.0 - saved.probs)};
    }
};

}  // namespace chainrule
