#pragma once

/// @step softmax
/// @title Softmax over the columns of a batch
/// @builds-on softmax_jacobian
///
/// @statement
/// Logits $Z \in \mathbb R^{C \times N}$ hold one example per column; each column
/// becomes probabilities that add up to $1$:
/// $$ P_{cn} = \frac{e^{Z_{cn}}}{\sum_k e^{Z_{kn}}} . $$
///
/// @rule
/// $$ \bar Z = P \odot \left( \bar P - \mathbf 1_C \mathbf 1_C^\top
///      (P \odot \bar P) \right), \qquad
///    \bar Z_{cn} = P_{cn} \left( \bar P_{cn} - \sum_k P_{kn} \bar P_{kn} \right) . $$
///
/// @derivation
/// 1. No column reaches another, and for one column
///    $\partial P_{kn} / \partial Z_{cn} = P_{kn} (\delta_{kc} - P_{cn})$, the Jacobian
///    of `softmax_jacobian`.
/// 2. Every path from $Z_{cn}$ adds:
///    $\bar Z_{cn} = \sum_k \bar P_{kn} P_{kn} (\delta_{kc} - P_{cn})
///    = P_{cn} \bar P_{cn} - P_{cn} \sum_k P_{kn} \bar P_{kn}$.
/// 3. Take $P_{cn}$ out. The sum does not depend on $c$: it is the mean of the column's
///    cotangents with the probabilities as weights, one number per example, and only
///    what differs from it passes. The $C \times C$ matrix never has to be formed.
///
/// @symbols
/// | maths     | code         | shape | meaning                        |
/// |-----------|--------------|-------|--------------------------------|
/// | $Z$       | `logits`     | C x N | scores, one column per example |
/// | $P$       | `probs`      | C x N | each column adds up to 1       |
/// | $\bar P$  | `probs_bar`  | C x N | cotangent of $P$               |
/// | $\bar Z$  | `logits_bar` | C x N | cotangent of $Z$               |
///
/// @numerics
/// $P$ does not change when a constant is added to a column of $Z$, so each column is
/// shifted by its largest real part, held constant: nothing overflows. Columns of
/// $\bar Z$ add up to $0$, to rounding.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $P$;
/// `ValueError` if a logit is NaN or infinite.
///
/// @source P. Blanchard, D. J. Higham and N. J. Higham, Accurately computing the
/// log-sum-exp and softmax functions, IMA Journal of Numerical Analysis 41(4), 2021.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct Softmax {
    static constexpr std::string_view name = "softmax";
    static constexpr std::array inputs{Input{"logits", "Z", "C", "N"}};
    static constexpr std::array outputs{Output{"probs", "P", "C", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> probs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits) {
        require_inputs<Softmax>(logits);
        const arma::Mat<eT> counts =
            arma::exp(logits.each_row() - column_maxima(logits));
        const arma::Row<eT> sums = arma::sum(counts, 0);
        const arma::Mat<eT> probs = counts.each_row() / sums;
        return {probs, {probs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& probs_bar) {
        require_shape(
            name, "probs_bar", arma::size(probs_bar), arma::size(saved.probs));
        //> learner: take from each column its weighted mean (line 3)
        const arma::Row<eT> means = arma::sum(saved.probs % probs_bar, 0);
        return {saved.probs % (probs_bar.each_row() - means)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "diagonal_only",
                "P(1 - P), entry by entry: the classes are treated as if each had "
                "a sigmoid of its own.",
                &diagonal_only,
                Hiding{"in every column one probability is 1 and the others 0",
                       {},
                       [](Examples& given, Examples&) {
                           given[0].zeros();
                           given[0].row(0).fill(1000.0);
                       }}},
            UsualMistake{
                "plain_mean",
                "The plain mean of the column is subtracted, not the mean weighted "
                "by the probabilities.",
                &plain_mean,
                Hiding{"all logits are equal, so that the weights are equal too",
                       {},
                       [](Examples& given, Examples&) { given[0].zeros(); }}},
            UsualMistake{
                "sums_over_examples",
                "The sum runs along the rows, over examples, where it belongs to "
                "the column of one example.",
                &sums_over_examples}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits equal", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> diagonal_only(const Saved<double>& saved,
                                            const arma::mat& probs_bar) {
        return {probs_bar % saved.probs % (1.0 - saved.probs)};
    }

    static Cotangents<double> plain_mean(const Saved<double>& saved,
                                         const arma::mat& probs_bar) {
        return {saved.probs % (probs_bar.each_row() - arma::mean(probs_bar, 0))};
    }

    static Cotangents<double> sums_over_examples(const Saved<double>& saved,
                                                 const arma::mat& probs_bar) {
        const arma::vec sums = arma::sum(saved.probs % probs_bar, 1);
        return {saved.probs % (probs_bar.each_col() - sums)};
    }
};

}  // namespace chainrule
