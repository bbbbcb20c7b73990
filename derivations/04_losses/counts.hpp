#pragma once

/// @step counts
/// @title Counts: the exponentials of the shifted logits
/// @builds-on subtract_maximum, exponential
///
/// @statement
/// Logits are logarithms of counts that nobody took; here they become counts again:
/// $$ E = \exp(M), \qquad M, E \in \mathbb R^{C \times N}, $$
/// entry by entry. Where $M$ was shifted by its largest entry, that entry counts $1$
/// and no other counts more.
///
/// @rule
/// $$ \bar M = \bar E \odot E . $$
///
/// @derivation
/// 1. The exponential is its own slope: $d e^m / dm = e^m$.
/// 2. $M_{cn}$ reaches $E_{cn}$ and nothing else, hence
///    $\bar M_{cn} = \bar E_{cn} E_{cn}$. The output is kept, so no exponential is
///    taken twice.
///
/// @symbols
/// | maths     | code          | shape | meaning                                 |
/// |-----------|---------------|-------|-----------------------------------------|
/// | $M$       | `shifted`     | C x N | logits, the largest of each column is 0 |
/// | $E$       | `counts`      | C x N | positive, not yet adding up to 1        |
/// | $\bar E$  | `counts_bar`  | C x N | cotangent of $E$                        |
/// | $\bar M$  | `shifted_bar` | C x N | cotangent of $M$                        |
///
/// @numerics
/// More than 746 below the largest logit (104 in `float`) a count is $0$, as close as the
/// number format comes. Without the shift it would overflow above 709 (in `float` 88),
/// and be refused.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $E$;
/// `ValueError` if an entry of $M$ is NaN or infinite, or its exponential overflows.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 6.2.2.3.

#include "derivations/01_rules/exponential.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct Counts {
    static constexpr std::string_view name = "counts";
    static constexpr std::array inputs{Input{"shifted", "M", "C", "N"}};
    static constexpr std::array outputs{Output{"counts", "E", "C", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> counts;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> counts;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> shifted_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& shifted) {
        require_inputs<Counts>(shifted);
        const arma::Mat<eT> counts = Exponential::forward(shifted).outputs;
        return {counts, {counts}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& counts_bar) {
        require_shape(
            name, "counts_bar", arma::size(counts_bar), arma::size(saved.counts));
        //> learner: the exponential is its own slope
        return {counts_bar % saved.counts};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"slope_of_the_input",
                         "The cotangent is multiplied by the exponent M where its "
                         "exponential E belongs.",
                         &slope_of_the_input},
            UsualMistake{
                "no_slope",
                "The cotangent is passed on as it came, as if the slope were 1.",
                &no_slope,
                Hiding{"every logit of M is 0, so that every count is 1",
                       {},
                       [](Examples& given, Examples&) { given[0].zeros(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 10000 below the largest",
                      [](Examples& given) { given[0] = -1e4 * arma::abs(given[0]); }}};
    }

private:
    static Cotangents<double> slope_of_the_input(const Saved<double>& saved,
                                                 const arma::mat& counts_bar) {
        return {counts_bar % arma::log(saved.counts)};
    }

    static Cotangents<double> no_slope(const Saved<double>&,
                                       const arma::mat& counts_bar) {
        return {counts_bar};
    }
};

}  // namespace chainrule
