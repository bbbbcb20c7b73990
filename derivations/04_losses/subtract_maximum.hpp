#pragma once

/// @step subtract_maximum
/// @title Subtract the largest logit of each column
/// @builds-on maximum, fan_out
///
/// @statement
/// Logits $Z \in \mathbb R^{C \times N}$ hold one example per column. Each column is
/// moved so that its largest entry becomes $0$:
/// $$ M_{cn} = Z_{cn} - m_n, \qquad m_n = \max_k Z_{kn} . $$
///
/// @rule
/// Let $i_n$ be the row of the largest logit of column $n$. Then
/// $$ \bar Z_{cn} = \bar M_{cn} - \delta_{c i_n} \sum_k \bar M_{kn} . $$
///
/// @derivation
/// 1. $Z_{cn}$ reaches $M_{cn}$ with slope $1$: that path gives $\bar M_{cn}$.
/// 2. $m_n$ is subtracted from every entry of its column, hence
///    $\bar m_n = -\sum_k \bar M_{kn}$.
/// 3. $m_n = Z_{i_n n}$, so the maximum passes its cotangent to row $i_n$ alone:
///    $\delta_{c i_n} \bar m_n$. The paths of lines 1 and 3 add.
/// 4. The softmax that follows does not change when a column is moved as a whole, so
///    the columns of its $\bar M$ add up to $0$ and line 3 vanishes. There, and only
///    there, $m_n$ may be held constant.
///
/// @symbols
/// | maths     | code          | shape | meaning                               |
/// |-----------|---------------|-------|---------------------------------------|
/// | $Z$       | `logits`      | C x N | scores, one column per example        |
/// | $i$       | `largest`     | 1 x N | row of each column's largest logit    |
/// | $M$       | `shifted`     | C x N | never above 0                         |
/// | $\bar M$  | `shifted_bar` | C x N | cotangent of $M$                      |
/// | $\bar Z$  | `logits_bar`  | C x N | cotangent of $Z$                      |
///
/// @numerics
/// One subtraction an entry. At a tie every choice of $i_n$ among the largest gives a
/// subgradient; the first is taken.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $M$;
/// `ValueError` if a logit is NaN or infinite.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 4.1.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct SubtractMaximum {
    static constexpr std::string_view name = "subtract_maximum";
    static constexpr std::array inputs{Input{"logits", "Z", "C", "N", draw::apart}};
    static constexpr std::array outputs{Output{"shifted", "M", "C", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::urowvec largest;
        arma::SizeMat logits_size;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> shifted;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> logits_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& logits) {
        require_inputs<SubtractMaximum>(logits);
        const arma::urowvec largest = rows_of_column_maxima(logits);
        arma::Mat<eT> shifted = logits;
        for (arma::uword n = 0; n < logits.n_cols; ++n) {
            shifted.col(n) -= logits(largest(n), n);
        }
        return {std::move(shifted), {largest, arma::size(logits)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& shifted_bar) {
        require_shape(name, "shifted_bar", arma::size(shifted_bar), saved.logits_size);
        //> learner: the direct path, then the path through the maximum
        arma::Mat<eT> logits_bar = shifted_bar;
        for (arma::uword n = 0; n < shifted_bar.n_cols; ++n) {
            logits_bar(saved.largest(n), n) -= arma::accu(shifted_bar.col(n));
        }
        return {std::move(logits_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "maximum_held_constant",
                "The path through the maximum is dropped. Softmax forgives it, "
                "because the cotangents it sends add up to 0 in each column; most "
                "steps send others.",
                &maximum_held_constant,
                Hiding{"the cotangents of each column add up to 0, as softmax's do",
                       {},
                       [](Examples&, Examples& bars) {
                           bars[0].each_row() -= arma::mean(bars[0], 0).eval();
                       }}},
            UsualMistake{
                "maximum_spread_over_the_column",
                "The maximum's cotangent is shared out over the whole column; only "
                "the largest logit reached it.",
                &maximum_spread_over_the_column}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits of size 1e30", [](Examples& given) { given[0] *= 1e30; }},
            HardInput{"all logits tied", [](Examples& given) { given[0].ones(); }}};
    }

private:
    static Cotangents<double> maximum_held_constant(const Saved<double>&,
                                                    const arma::mat& shifted_bar) {
        return {shifted_bar};
    }

    static Cotangents<double> maximum_spread_over_the_column(
        const Saved<double>&, const arma::mat& shifted_bar) {
        return {shifted_bar.each_row() - arma::mean(shifted_bar, 0)};
    }
};

}  // namespace chainrule
