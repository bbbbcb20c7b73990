#pragma once

/// @step matrix_product
/// @title Product of two matrices
/// @builds-on linear_weights, linear_inputs
///
/// @statement
/// $$ C = A B, \qquad C_{mn} = \sum_k A_{mk} B_{kn}, \qquad
///    A \in \mathbb R^{M \times K}, \quad B \in \mathbb R^{K \times N} . $$
///
/// @rule
/// $$ \bar A = \bar C B^\top, \qquad \bar B = A^\top \bar C . $$
///
/// @derivation
/// 1. $A_{mk}$ is used in row $m$ of $C$, once in each column, with factor $B_{kn}$:
///    $\bar A_{mk} = \sum_n \bar C_{mn} B_{kn}$, which is $\bar C B^\top$.
/// 2. $B_{kn}$ is used in column $n$ of $C$, once in each row, with factor $A_{mk}$:
///    $\bar B_{kn} = \sum_m A_{mk} \bar C_{mn}$, which is $A^\top \bar C$.
/// 3. To remember it: the other factor, transposed, on the side where it stood; the
///    shapes M x K and K x N allow no other order.
///
/// @symbols
/// | maths    | code          | shape | meaning          |
/// |----------|---------------|-------|------------------|
/// | $A$      | `left`        | M x K | left factor      |
/// | $B$      | `right`       | K x N | right factor     |
/// | $C$      | `outputs`     | M x N | the product      |
/// | $\bar C$ | `outputs_bar` | M x N | cotangent of $C$ |
/// | $\bar A$ | `left_bar`    | M x K | cotangent of $A$ |
/// | $\bar B$ | `right_bar`   | K x N | cotangent of $B$ |
///
/// @numerics
/// The way back takes two products, each with as many multiplications as the one on the
/// way forward.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source M. B. Giles, Collected matrix derivative results for forward and reverse
/// mode algorithmic differentiation, in *Advances in Automatic Differentiation*,
/// Springer, 2008.

#include "derivations/support/step.hpp"

namespace chainrule {

struct MatrixProduct {
    static constexpr std::string_view name = "matrix_product";
    static constexpr std::array inputs{Input{"left", "A", "M", "K"},
                                       Input{"right", "B", "K", "N"}};
    static constexpr std::array outputs{Output{"outputs", "C", "M", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> left;
        arma::Mat<eT> right;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> left_bar;
        arma::Mat<eT> right_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& left,
                                             const arma::Mat<eT>& right) {
        require_inputs<MatrixProduct>(left, right);
        return {left * right, {left, right}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.left.n_rows, saved.right.n_cols));
        //> learner: the left factor by line 1, the right one by line 2
        return {outputs_bar * saved.right.st(), saved.left.st() * outputs_bar};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "order_swapped",
            "The right factors in the wrong order; only square matrices that "
            "commute forgive it.",
            &order_swapped,
            Hiding{"all matrices are square and diagonal",
                   {{"M", 4}, {"K", 4}, {"N", 4}},
                   [](Examples& given, Examples& bars) {
                       for (arma::mat* each : {&given[0], &given[1], &bars[0]}) {
                           *each = arma::diagmat(*each);
                       }
                   }}}};
    }

private:
    static Cotangents<double> order_swapped(const Saved<double>& saved,
                                            const arma::mat& outputs_bar) {
        return {saved.right.st() * outputs_bar, outputs_bar * saved.left.st()};
    }
};

}  // namespace chainrule
