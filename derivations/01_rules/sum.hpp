#pragma once

/// @step sum
/// @title Sum of all entries
/// @builds-on fan_out
///
/// @statement
/// All entries of a matrix are added up:
/// $$ s = \mathbf 1_D^\top X \mathbf 1_N = \sum_d \sum_n X_{dn} . $$
///
/// @rule
/// $$ \bar X = \bar s \, \mathbf 1_D \mathbf 1_N^\top . $$
///
/// @derivation
/// 1. $X_{dn}$ stands in the sum once, with factor $1$, hence
///    $\partial s / \partial X_{dn} = 1$ for every $d$ and $n$.
/// 2. Only $s$ reads $X_{dn}$, hence $\bar X_{dn} = \bar s$: a sum on the way
///    forward is a copy on the way back. How many entries there are does not matter.
///
/// @symbols
/// | maths    | code         | shape | meaning          |
/// |----------|--------------|-------|------------------|
/// | $X$      | `inputs`     | D x N | the summands     |
/// | $s$      | `sum`        | 1     | their sum        |
/// | $\bar s$ | `sum_bar`    | 1     | cotangent of $s$ |
/// | $\bar X$ | `inputs_bar` | D x N | cotangent of $X$ |
///
/// @numerics
/// The rounding error of the sum grows with the number of entries and with the size of
/// what cancels; the rule itself is exact.
///
/// @errors
/// `ShapeError` if `inputs` is empty; `ValueError` if an entry is NaN or infinite.
///
/// @source A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM,
/// 2008, chapter 3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Sum {
    static constexpr std::string_view name = "sum";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"sum", "s", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::SizeMat inputs_size;
    };

    template <Scalar eT>
    struct Forward {
        eT sum;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs) {
        require_inputs<Sum>(inputs);
        return {arma::accu(inputs), {arma::size(inputs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT sum_bar) {
        //> learner: what every summand gets, by line 2
        return {arma::Mat<eT>(saved.inputs_size, arma::fill::value(sum_bar))};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "divides_by_the_count",
            "The cotangent is shared out, each summand getting an equal part; "
            "that is the rule of the mean.",
            &divides_by_the_count,
            Hiding{"there is one summand", {{"D", 1}, {"N", 1}}}}};
    }

private:
    static Cotangents<double> divides_by_the_count(const Saved<double>& saved,
                                                   double sum_bar) {
        const auto count = saved.inputs_size.n_rows * saved.inputs_size.n_cols;
        return vjp(saved, sum_bar / static_cast<double>(count));
    }
};

}  // namespace chainrule
