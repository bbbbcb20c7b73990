#pragma once

/// @step log_probabilities
/// @title The logarithm of the probabilities
/// @builds-on softmax, logarithm
///
/// @statement
/// $$ \Lambda = \log P, \qquad P, \Lambda \in \mathbb R^{C \times N}, \qquad P > 0, $$
/// entry by entry, in nats.
///
/// @rule
/// $$ \bar P = \bar \Lambda \oslash P . $$
///
/// @derivation
/// 1. $p = e^{\lambda}$, hence $dp/d\lambda = e^\lambda = p$, and the inverse
///    function has the reciprocal slope: $d\lambda/dp = 1/p$.
/// 2. $P_{cn}$ reaches $\Lambda_{cn}$ and nothing else, hence
///    $\bar P_{cn} = \bar \Lambda_{cn} / P_{cn}$. The smaller a probability, the larger
///    its cotangent.
///
/// @symbols
/// | maths           | code            | shape | meaning                |
/// |-----------------|-----------------|-------|------------------------|
/// | $P$             | `probs`         | C x N | above 0                |
/// | $\Lambda$       | `log_probs`     | C x N | at most 0, in nats     |
/// | $\bar \Lambda$  | `log_probs_bar` | C x N | cotangent of $\Lambda$ |
/// | $\bar P$        | `probs_bar`     | C x N | cotangent of $P$       |
///
/// @numerics
/// A probability that was rounded to $0$ has no logarithm, and $0 \cdot \infty$ on the
/// way back would be NaN. It is refused here; `log_softmax` takes the logarithm before
/// anything can round to $0$.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of
/// $\Lambda$; `ValueError` if an entry is NaN or infinite, or not above 0.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.4.

#include "derivations/support/step.hpp"

namespace chainrule {

struct LogProbabilities {
    static constexpr std::string_view name = "log_probabilities";
    static constexpr std::array inputs{
        Input{"probs", "P", "C", "N", draw::probabilities}};
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
        arma::Mat<eT> probs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& probs) {
        require_inputs<LogProbabilities>(probs);
        require_each<LogProbabilities>(
            probs, "probs above 0", [](auto prob) { return prob > 0; });
        return {arma::log(probs), {probs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& log_probs_bar) {
        require_shape(
            name, "log_probs_bar", arma::size(log_probs_bar), arma::size(saved.probs));
        //> learner: the slope of the logarithm is one over its argument
        return {log_probs_bar / saved.probs};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"divides_by_the_output",
                         "The cotangent is divided by the logarithm where its argument "
                         "belongs.",
                         &divides_by_the_output},
            UsualMistake{
                "multiplies_by_the_argument",
                "The rule of the exponential: multiplied by P where it has to be "
                "divided by it.",
                &multiplies_by_the_argument,
                Hiding{"every probability is 1", {}, [](Examples& given, Examples&) {
                           given[0].ones();
                       }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"probabilities of size 1e-30",
                                    [](Examples& given) { given[0] *= 1e-30; }}};
    }

private:
    static Cotangents<double> divides_by_the_output(const Saved<double>& saved,
                                                    const arma::mat& log_probs_bar) {
        return {log_probs_bar / arma::log(saved.probs)};
    }

    static Cotangents<double> multiplies_by_the_argument(
        const Saved<double>& saved, const arma::mat& log_probs_bar) {
        return {log_probs_bar % saved.probs};
    }
};

}  // namespace chainrule
