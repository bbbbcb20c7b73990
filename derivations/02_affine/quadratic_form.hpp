#pragma once

/// @step quadratic_form
/// @title Quadratic form
/// @builds-on fan_out, matrix_product
///
/// @statement
/// $$ y = x^\top A x = \sum_i \sum_j x_i A_{ij} x_j, \qquad x \in \mathbb R^D, \quad
///    A \in \mathbb R^{D \times D} . $$
///
/// @rule
/// $$ \bar x = \bar y \, (A + A^\top) x, \qquad \bar A = \bar y \, x x^\top . $$
///
/// @derivation
/// 1. $x$ is used twice, once on each side of $A$. Give the uses names of their own:
///    $y = u^\top A v$ with $u = v = x$.
/// 2. From the left $\partial y / \partial u_i = \sum_j A_{ij} v_j$, hence
///    $\bar u = \bar y \, A v$.
/// 3. From the right $\partial y / \partial v_j = \sum_i u_i A_{ij}$, hence
///    $\bar v = \bar y \, A^\top u$.
/// 4. The paths add: $\bar x = \bar u + \bar v = \bar y \, (A + A^\top) x$. Only for
///    symmetric $A$ is that the familiar $2 A x$.
/// 5. $A_{ij}$ stands in one term, with factor $x_i x_j$, hence
///    $\bar A = \bar y \, x x^\top$.
///
/// @symbols
/// | maths    | code         | shape | meaning                            |
/// |----------|--------------|-------|------------------------------------|
/// | $x$      | `vector`     | D x 1 | used on both sides                 |
/// | $A$      | `matrix`     | D x D | need not be symmetric              |
/// | $y$      | `output`     | 1     | one number                         |
/// | $\bar y$ | `output_bar` | 1     | cotangent of $y$                   |
/// | $\bar x$ | `vector_bar` | D x 1 | cotangent of $x$                   |
/// | $\bar A$ | `matrix_bar` | D x D | cotangent of $A$, always symmetric |
///
/// @numerics
/// $A x$ and $A^\top x$ are formed apart: $A + A^\top$ would be a second matrix.
///
/// @errors
/// `ShapeError` if `matrix` is not square, does not fit `vector`, or is empty;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source K. B. Petersen and M. S. Pedersen, *The Matrix Cookbook*, Technical
/// University of Denmark, 2012, section 2.4.

#include "derivations/support/step.hpp"

namespace chainrule {

struct QuadraticForm {
    static constexpr std::string_view name = "quadratic_form";
    static constexpr std::array inputs{Input{"vector", "x", "D", "1"},
                                       Input{"matrix", "A", "D", "D"}};
    static constexpr std::array outputs{Output{"output", "y", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Col<eT> vector;
        arma::Mat<eT> matrix;
    };

    template <Scalar eT>
    struct Forward {
        eT output;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Col<eT> vector_bar;
        arma::Mat<eT> matrix_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Col<eT>& vector,
                                             const arma::Mat<eT>& matrix) {
        require_inputs<QuadraticForm>(vector, matrix);
        const arma::Col<eT> image = matrix * vector;
        return {arma::dot(vector, image), {vector, matrix}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT output_bar) {
        //> learner: the vector by lines 2 to 4, the matrix by line 5
        const arma::Col<eT> from_left = saved.matrix * saved.vector;
        const arma::Col<eT> from_right = saved.matrix.st() * saved.vector;
        return {output_bar * (from_left + from_right),
                output_bar * saved.vector * saved.vector.st()};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "twice_a_x",
                "2Ax, as for a symmetric matrix: the path from the right needs the "
                "transpose of A.",
                &twice_a_x,
                Hiding{"A is symmetric",
                       {},
                       [](Examples& given, Examples&) {
                           given[1] = arma::symmatu(given[1]);
                       }}},
            UsualMistake{
                "one_side_only",
                "Ax alone: x stands on both sides of A, and one of the two paths is "
                "forgotten.",
                &one_side_only}};
    }

private:
    static Cotangents<double> twice_a_x(const Saved<double>& saved, double output_bar) {
        auto wrong = vjp(saved, output_bar);
        wrong.vector_bar = output_bar * 2.0 * saved.matrix * saved.vector;
        return wrong;
    }

    static Cotangents<double> one_side_only(const Saved<double>& saved,
                                            double output_bar) {
        auto wrong = vjp(saved, output_bar);
        wrong.vector_bar = output_bar * saved.matrix * saved.vector;
        return wrong;
    }
};

}  // namespace chainrule
