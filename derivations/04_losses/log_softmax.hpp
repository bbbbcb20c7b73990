#pragma once

/// @step log_softmax
/// @title Logarithm of softmax, without the softmax
/// @builds-on log_sum_exp, log_probabilities
///
/// @statement
/// The logarithm of each column's probabilities, straight from its logits:
/// $$ \Lambda = Z - \mathbf 1_C l, \qquad
///    \Lambda_{cn} = Z_{cn} - l_n, \qquad l_n = \log \sum_k e^{Z_{kn}} . $$
///
/// @rule
/// $$ \bar Z = \bar \Lambda - P \odot \left( \mathbf 1_C \mathbf 1_C^\top
///      \bar \Lambda \right), \qquad
///    \bar Z_{cn} = \bar \Lambda_{cn} - P_{cn} \sum_k \bar \Lambda_{kn} . $$
///
/// @derivation
/// 1. $Z_{cn}$ reaches $\Lambda_{cn}$ with slope $1$: that path gives
///    $\bar \Lambda_{cn}$.
/// 2. $l_n$ is subtracted from every entry of its column, hence
///    $\bar l_n = -\sum_k \bar \Lambda_{kn}$.
/// 3. `log_sum_exp` turns that into $P_{cn} \bar l_n$ for each logit, with
///    $P = \exp(\Lambda)$. The paths of lines 1 and 3 add.
///
/// @symbols
/// | maths           | code            | shape | meaning                        |
/// |-----------------|-----------------|-------|--------------------------------|
/// | $Z$             | `logits`        | C x N | scores, one column per example |
/// | $\Lambda$       | `log_probs`     | C x N | at most 0, in nats             |
/// | $P$             | `probs`         | C x N | $\exp(\Lambda)$                |
/// | $\bar \Lambda$  | `log_probs_bar` | C x N | cotangent of $\Lambda$         |
/// | $\bar Z$        | `logits_bar`    | C x N | cotangent of $Z$               |
///
/// @numerics
/// No logarithm of a probability is taken, so one that would round to $0$ keeps its
/// logarithm: logits $20000$ apart give $-20000$, not minus infinity. The shift by the
/// largest logit is held constant.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of
/// $\Lambda$; `ValueError` if a logit is NaN or infinite.
///
/// @source P. Blanchard, D. J. Higham and N. J. Higham, Accurately computing the
/// log-sum-exp and softmax functions, IMA Journal of Numerical Analysis 41(4), 2021.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct LogSoftmax {
    static constexpr std::string_view name = "log_softmax";
    static constexpr std::array inputs{Input{"logits", "Z", "C", "N"}};
    static constexpr std::array outputs{Output{"log_probs", "\\Lambda", "C", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> log_probs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits) {
        require_inputs<LogSoftmax>(logits);
        // Z - l, both shifted, so that a large shift does not swallow the difference
        const arma::Mat<eT> shifted = logits.each_row() - column_maxima(logits);
        const arma::Row<eT> log_sums = arma::log(arma::sum(arma::exp(shifted), 0));
        const arma::Mat<eT> log_probs = shifted.each_row() - log_sums;
        return {log_probs, {arma::exp(log_probs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& log_probs_bar) {
        require_shape(
            name, "log_probs_bar", arma::size(log_probs_bar), arma::size(saved.probs));
        //> learner: the direct path, then the path through the sum
        const arma::Row<eT> totals = arma::sum(log_probs_bar, 0);
        return {log_probs_bar - saved.probs.each_row() % totals};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "diagonal_only",
                "1 - P, entry by entry: each log-probability is taken to depend on "
                "its own logit alone.",
                &diagonal_only},
            UsualMistake{
                "sum_held_constant",
                "The path through the sum is dropped, as if the logits were the "
                "log-probabilities.",
                &sum_held_constant,
                Hiding{"the cotangents of each column add up to 0",
                       {},
                       [](Examples&, Examples& bars) {
                           bars[0].each_row() -= arma::mean(bars[0], 0).eval();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits 1000",
                      [](Examples& given) { given[0].fill(1000.0); }}};
    }

private:
    static Cotangents<double> diagonal_only(const Saved<double>& saved,
                                            const arma::mat& log_probs_bar) {
        return {log_probs_bar % (1.0 - saved.probs)};
    }

    static Cotangents<double> sum_held_constant(const Saved<double>&,
                                                const arma::mat& log_probs_bar) {
        return {log_probs_bar};
    }
};

}  // namespace chainrule
