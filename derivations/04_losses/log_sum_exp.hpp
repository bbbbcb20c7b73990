#pragma once

/// @step log_sum_exp
/// @title Logarithm of the sum of exponentials
/// @builds-on softmax, subtract_maximum
///
/// @statement
/// One number per example, a smooth maximum of its logits: with $m_n = \max_k Z_{kn}$,
/// $$ l_n = \log \sum_c e^{Z_{cn}} = m_n + \log \sum_c e^{Z_{cn} - m_n} , \qquad
///    l \in \mathbb R^{1 \times N} . $$
///
/// @rule
/// $$ \bar Z = P \, \text{diag}(\bar l), \qquad
///    \bar Z_{cn} = P_{cn} \bar l_n, \qquad P_{cn} = e^{Z_{cn} - l_n} . $$
///
/// @derivation
/// 1. Both forms are equal whatever $m_n$ is: $e^{m_n}$ taken out of the sum comes back
///    as $m_n$. So $l_n$ does not depend on $m_n$, and no derivative passes through it.
/// 2. $\partial l_n / \partial Z_{cn} = e^{Z_{cn}} / \sum_k e^{Z_{kn}} = P_{cn}$: the
///    slope of the smooth maximum is softmax.
/// 3. Column $n$ reaches $l_n$ alone, hence $\bar Z_{cn} = P_{cn} \bar l_n$.
///
/// @symbols
/// | maths     | code            | shape | meaning                              |
/// |-----------|-----------------|-------|--------------------------------------|
/// | $Z$       | `logits`        | C x N | scores, one column per example       |
/// | $l$       | `log_sums`      | 1 x N | at least the column's largest logit  |
/// | $P$       | `probs`         | C x N | softmax of $Z$                       |
/// | $\bar l$  | `log_sums_bar`  | 1 x N | cotangent of $l$                     |
/// | $\bar Z$  | `logits_bar`    | C x N | cotangent of $Z$                     |
///
/// @numerics
/// The first form overflows at a logit of $1000$, the second never does: its largest
/// exponential is $1$. Two equal largest logits are no kink here, unlike in a maximum.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $l$;
/// `ValueError` if a logit is NaN or infinite.
///
/// @source P. Blanchard, D. J. Higham and N. J. Higham, Accurately computing the
/// log-sum-exp and softmax functions, IMA Journal of Numerical Analysis 41(4), 2021.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct LogSumExp {
    static constexpr std::string_view name = "log_sum_exp";
    static constexpr std::array inputs{Input{"logits", "Z", "C", "N"}};
    static constexpr std::array outputs{Output{"log_sums", "l", "1", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Row<eT> log_sums;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits) {
        require_inputs<LogSumExp>(logits);
        const arma::Row<eT> maxima = column_maxima(logits);
        const arma::Mat<eT> counts = arma::exp(logits.each_row() - maxima);
        const arma::Row<eT> sums = arma::sum(counts, 0);
        return {maxima + arma::log(sums), {counts.each_row() / sums}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Row<eT>& log_sums_bar) {
        require_shape(name,
                      "log_sums_bar",
                      arma::size(log_sums_bar),
                      arma::SizeMat(1, saved.probs.n_cols));
        //> learner: share each cotangent out by the probabilities
        return {saved.probs.each_row() % log_sums_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "adds_the_maximum",
                "The largest logit gets the cotangent of the shift as well, but "
                "what the shift adds outside the sum it takes away inside.",
                &adds_the_maximum},
            UsualMistake{"not_normalised",
                         "The exponentials are not divided by their sum.",
                         &not_normalised,
                         Hiding{"there is one class (C = 1)", {{"C", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits 1000",
                      [](Examples& given) { given[0].fill(1000.0); }}};
    }

private:
    static Cotangents<double> adds_the_maximum(const Saved<double>& saved,
                                               const arma::rowvec& log_sums_bar) {
        auto wrong = vjp(saved, log_sums_bar);
        const arma::urowvec largest = rows_of_column_maxima(saved.probs);
        for (arma::uword n = 0; n < largest.n_elem; ++n) {
            wrong.logits_bar(largest(n), n) += log_sums_bar(n);
        }
        return wrong;
    }

    static Cotangents<double> not_normalised(const Saved<double>& saved,
                                             const arma::rowvec& log_sums_bar) {
        // P over its largest entry is the shifted exponential
        const arma::mat counts = saved.probs.each_row() / arma::max(saved.probs, 0);
        return {counts.each_row() % log_sums_bar};
    }
};

}  // namespace chainrule
