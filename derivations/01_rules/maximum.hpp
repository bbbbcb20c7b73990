#pragma once

/// @step maximum
/// @title Largest entry of each column
/// @builds-on sum
///
/// @statement
/// Of each column of $X \in \mathbb R^{D \times N}$ the largest entry is taken:
/// $$ m_n = \max_d X_{dn}, \qquad m \in \mathbb R^{1 \times N} . $$
/// Let $i_n$ be the row it stands in. Where several entries tie, $i_n$ is the first of
/// them: a convention.
///
/// @rule
/// $$ \bar X_{dn} = \bar m_n [d = i_n] . $$
///
/// @derivation
/// 1. While $X_{i_n n}$ is the largest by a margin, a small move changes nothing about
///    which entry wins: $m_n = X_{i_n n}$, of slope $1$ in that entry.
/// 2. All other entries of the column can move a little without $m_n$ noticing: slope
///    $0$. With line 1 that is $\partial m_n / \partial X_{dn} = [d = i_n]$: only
///    the winner gets the cotangent.
/// 3. At a tie $m_n$ has a kink. Any way to share $\bar m_n$ among those that tie, with
///    parts from $0$ to $1$ that add up to $1$, is a subgradient; the first gets all.
///
/// @symbols
/// | maths    | code         | shape | meaning                             |
/// |----------|--------------|-------|-------------------------------------|
/// | $X$      | `inputs`     | D x N | the candidates                      |
/// | $m$      | `maxima`     | 1 x N | the largest of each column          |
/// | $i$      | `winners`    | 1 x N | rows of the largest, counted from 0 |
/// | $\bar m$ | `maxima_bar` | 1 x N | cotangent of $m$                    |
/// | $\bar X$ | `inputs_bar` | D x N | cotangent of $X$                    |
///
/// @numerics
/// Exact. A finite difference across a tie, or across a gap smaller than its step,
/// gives a mixture of two slopes, which says nothing about the rule. A complex argument
/// is compared by its real part alone.
///
/// @errors
/// `ShapeError` if `inputs` is empty or there is not one cotangent per column;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source R. T. Rockafellar, *Convex Analysis*, Princeton University Press, 1970,
/// section 23.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct Maximum {
    static constexpr std::string_view name = "maximum";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N", draw::apart}};
    static constexpr std::array outputs{Output{"maxima", "m", "1", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::SizeMat inputs_size;
        arma::urowvec winners;
    };

    template <Scalar eT>
    struct Forward {
        arma::Row<eT> maxima;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs) {
        require_inputs<Maximum>(inputs);
        const arma::urowvec winners = rows_of_column_maxima(inputs);
        arma::Row<eT> maxima(inputs.n_cols);
        for (arma::uword n = 0; n < inputs.n_cols; ++n) {
            maxima(n) = inputs(winners(n), n);
        }
        return {std::move(maxima), {arma::size(inputs), winners}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Row<eT>& maxima_bar) {
        require_shape(
            name, "maxima_bar", arma::size(maxima_bar), arma::size(saved.winners));
        //> learner: all to the winner, by line 2
        arma::Mat<eT> inputs_bar(saved.inputs_size, arma::fill::zeros);
        for (arma::uword n = 0; n < maxima_bar.n_elem; ++n) {
            inputs_bar(saved.winners(n), n) = maxima_bar(n);
        }
        return {std::move(inputs_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "spreads_over_the_column",
            "Every entry of the column gets the cotangent, as after a sum; only "
            "the largest one reached the output.",
            &spreads_over_the_column,
            Hiding{"a column has one entry (D = 1)", {{"D", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"all entries tie", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> spreads_over_the_column(const Saved<double>& saved,
                                                      const arma::rowvec& maxima_bar) {
        return {arma::repmat(maxima_bar, saved.inputs_size.n_rows, 1)};
    }
};

}  // namespace chainrule
