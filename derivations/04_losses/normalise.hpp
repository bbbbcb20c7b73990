#pragma once

/// @step normalise
/// @title Divide each column by its sum
/// @builds-on column_sums, quotient
///
/// @statement
/// Counts become probabilities; the sums are an input of their own, so that both paths
/// from the counts can be seen:
/// $$ P = E \, \text{diag}(s)^{-1}, \qquad P_{cn} = \frac{E_{cn}}{s_n} . $$
///
/// @rule
/// $$ \bar E_{cn} = \frac{\bar P_{cn}}{s_n}, \qquad
///    \bar s_n = -\frac{1}{s_n^2} \sum_c \bar P_{cn} E_{cn} . $$
///
/// @derivation
/// 1. $\partial P_{cn} / \partial E_{cn} = 1/s_n$, and no other probability contains
///    $E_{cn}$ by itself, hence $\bar E_{cn} = \bar P_{cn} / s_n$.
/// 2. $\partial P_{cn} / \partial s_n = -E_{cn} / s_n^2 = -P_{cn} / s_n$.
/// 3. $s_n$ divides every entry of its column, and paths add:
///    $\bar s_n = -\frac{1}{s_n} \sum_c \bar P_{cn} P_{cn}$.
/// 4. The counts reach $P$ a second time, through $s$: `column_sums` adds $\bar s_n$ to
///    every $\bar E_{cn}$. Whoever stops at line 1 has taken the sums for constants.
///
/// @symbols
/// | maths    | code         | shape | meaning                           |
/// |----------|--------------|-------|-----------------------------------|
/// | $E$      | `counts`     | C x N | positive                          |
/// | $s$      | `sums`       | 1 x N | total of each column, never 0     |
/// | $P$      | `probs`      | C x N | adds up to 1 where $s$ is the sum |
/// | $\bar P$ | `probs_bar`  | C x N | cotangent of $P$                  |
/// | $\bar E$ | `counts_bar` | C x N | cotangent of $E$, by this path    |
/// | $\bar s$ | `sums_bar`   | 1 x N | cotangent of $s$                  |
///
/// @numerics
/// Line 3 divides the products with $P$ once by $s$; the square of line 2 would
/// underflow where the sum is as small as 1e-30 in `float`.
///
/// @errors
/// `ShapeError` if an argument is empty, there is not one sum per column or the
/// cotangent's shape is not that of $P$; `ValueError` if an entry is NaN or infinite,
/// or a sum is 0.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 6.2.2.3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Normalise {
    static constexpr std::string_view name = "normalise";
    static constexpr std::array inputs{Input{"counts", "E", "C", "N", draw::positive},
                                       Input{"sums", "s", "1", "N", draw::positive}};
    static constexpr std::array outputs{Output{"probs", "P", "C", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> probs;
        arma::Row<eT> sums;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> probs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> counts_bar;
        arma::Row<eT> sums_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& counts,
                                             const arma::Row<eT>& sums) {
        require_inputs<Normalise>(counts, sums);
        require_each<Normalise>(
            sums, "sums other than 0", [](auto sum) { return sum != 0; });
        const arma::Mat<eT> probs = counts.each_row() / sums;
        return {probs, {probs, sums}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& probs_bar) {
        require_shape(
            name, "probs_bar", arma::size(probs_bar), arma::size(saved.probs));
        //> learner: counts by line 1, sums by line 3
        return {probs_bar.each_row() / saved.sums,
                -arma::sum(probs_bar % saved.probs, 0) / saved.sums};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"sums_held_constant",
                         "The sums get no cotangent, as if the counts reached the "
                         "probabilities only once: every count then seems able to grow "
                         "without taking from the others.",
                         &sums_held_constant},
            UsualMistake{"sum_not_squared",
                         "The slope of 1/s is taken to be -1/s; it is -1/s^2.",
                         &sum_not_squared,
                         Hiding{"every sum is already 1",
                                {},
                                [](Examples& given, Examples&) { given[1].ones(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"counts and sums of size 1e-30", [](Examples& given) {
                          given[0] *= 1e-30;
                          given[1] *= 1e-30;
                      }}};
    }

private:
    static Cotangents<double> sums_held_constant(const Saved<double>& saved,
                                                 const arma::mat& probs_bar) {
        auto wrong = vjp(saved, probs_bar);
        wrong.sums_bar.zeros();
        return wrong;
    }

    static Cotangents<double> sum_not_squared(const Saved<double>& saved,
                                              const arma::mat& probs_bar) {
        auto wrong = vjp(saved, probs_bar);
        wrong.sums_bar %= saved.sums;
        return wrong;
    }
};

}  // namespace chainrule
