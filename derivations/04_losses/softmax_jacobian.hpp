#pragma once

/// @step softmax_jacobian
/// @title The whole Jacobian of softmax, for one example
/// @builds-on normalise
///
/// @statement
/// For the logits $z \in \mathbb R^C$ of a single example,
/// $$ p_i = \frac{e^{z_i}}{\sum_k e^{z_k}} , \qquad
///    J_{ik} = \frac{\partial p_i}{\partial z_k} . $$
///
/// @rule
/// $$ J = \text{diag}(p) - p p^\top, \qquad J_{ik} = p_i (\delta_{ik} - p_k), \qquad
///    \bar z = J^\top \bar p . $$
///
/// @derivation
/// Let $s = \sum_k e^{z_k}$, so that $p_i = e^{z_i} / s$ and
/// $\partial s / \partial z_k = e^{z_k}$.
///
/// 1. On the diagonal numerator and denominator both depend on $z_i$. By the quotient
///    rule $\partial p_i / \partial z_i = (e^{z_i} s - e^{z_i} e^{z_i}) / s^2
///    = p_i - p_i^2 = p_i (1 - p_i)$.
/// 2. Off the diagonal, $i \ne k$, only the denominator depends on $z_k$:
///    $\partial p_i / \partial z_k = -e^{z_i} e^{z_k} / s^2 = -p_i p_k$. It is not $0$:
///    what one class gains the others lose.
/// 3. Both lines in one: $J_{ik} = p_i (\delta_{ik} - p_k)$. Exchanging $i$ and $k$
///    changes nothing, hence $J = J^\top$.
/// 4. Every path from $z_k$ adds: $\bar z_k = \sum_i J_{ik} \bar p_i$, that is
///    $\bar z = J^\top \bar p$.
///
/// @symbols
/// | maths     | code         | shape | meaning                              |
/// |-----------|--------------|-------|--------------------------------------|
/// | $z$       | `logits`     | C x 1 | scores of one example                |
/// | $p$       | `probs`      | C x 1 | adds up to 1                         |
/// | $J$       | `jacobian`   | C x C | rows and columns each add up to 0    |
/// | $\bar p$  | `probs_bar`  | C x 1 | cotangent of $p$                     |
/// | $\bar z$  | `logits_bar` | C x 1 | cotangent of $z$                     |
///
/// @numerics
/// $C^2$ numbers for each example, to be seen once and never formed in a network:
/// `softmax` has the product without the matrix. Where one class is certain, $J$ is
/// $0$.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's length is not that of $p$;
/// `ValueError` if a logit is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.4, equation 4.106.

#include "derivations/support/column_maximum.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct SoftmaxJacobian {
    static constexpr std::string_view name = "softmax_jacobian";
    static constexpr std::array inputs{Input{"logits", "z", "C", "1"}};
    static constexpr std::array outputs{Output{"probs", "p", "C", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Col<eT> probs;
    };

    template <Scalar eT>
    struct Forward {
        arma::Col<eT> probs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Col<eT> logits_bar;
    };

    /// $J$ of the rule, C x C, from the probabilities of one example.
    template <Scalar eT>
    [[nodiscard]] static arma::Mat<eT> jacobian(const arma::Col<eT>& probs) {
        return arma::diagmat(probs) - probs * probs.st();
    }

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Col<eT>& logits) {
        require_inputs<SoftmaxJacobian>(logits);
        const arma::Col<eT> counts =
            arma::exp(logits - arma::as_scalar(column_maxima(logits)));
        const arma::Col<eT> probs = counts / arma::accu(counts);
        return {probs, {probs}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Col<eT>& probs_bar) {
        require_shape(
            name, "probs_bar", arma::size(probs_bar), arma::size(saved.probs));
        //> learner: the transposed Jacobian times the cotangent (line 4)
        return {jacobian(saved.probs).st() * probs_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        const Hiding one_hot{"one probability is 1 and the others 0, so that J = 0",
                             {},
                             [](Examples& given, Examples&) {
                                 given[0].zeros();
                                 given[0](0) = 1000.0;
                             }};
        return std::array{
            UsualMistake{
                "diagonal_only",
                "Line 1 alone, p(1 - p): softmax is taken for a function of each "
                "entry by itself.",
                &diagonal_only,
                one_hot},
            UsualMistake{
                "off_diagonal_sign",
                "Line 2 without its minus: as if a class could gain without the "
                "others losing.",
                &off_diagonal_sign,
                one_hot}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"logits 20000 apart", [](Examples& given) { given[0] *= 1e4; }},
            HardInput{"all logits equal", [](Examples& given) { given[0].zeros(); }}};
    }

private:
    static Cotangents<double> diagonal_only(const Saved<double>& saved,
                                            const arma::vec& probs_bar) {
        return {saved.probs % (1.0 - saved.probs) % probs_bar};
    }

    static Cotangents<double> off_diagonal_sign(const Saved<double>& saved,
                                                const arma::vec& probs_bar) {
        const arma::mat right = jacobian(saved.probs);
        const arma::mat diagonal = arma::diagmat(right.diag());
        return {(2.0 * diagonal - right) * probs_bar};
    }
};

}  // namespace chainrule
