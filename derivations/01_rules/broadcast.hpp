#pragma once

/// @step broadcast
/// @title Broadcast: one vector copied to every example
/// @builds-on fan_out, sum
///
/// @statement
/// A vector $b \in \mathbb R^D$ is copied to each of $N$ examples. As a product with a
/// row of ones:
/// $$ Y = b \mathbf 1_N^\top, \qquad Y_{dn} = b_d . $$
///
/// @rule
/// $$ \bar b = \bar Y \mathbf 1_N . $$
///
/// @derivation
/// 1. $b_d$ is used $N$ times: $\partial Y_{dn} / \partial b_d = 1$ for every $n$, and
///    no other row reads it.
/// 2. The paths of a value that is used more than once add:
///    $\bar b_d = \sum_n \bar Y_{dn}$. A copy on the way forward is a sum on the
///    way back.
/// 3. $\sum_n \bar Y_{dn}$ is row $d$ of $\bar Y \mathbf 1_N$: a vector again, of the
///    shape of $b$.
///
/// @symbols
/// | maths            | code          | shape | meaning            |
/// |------------------|---------------|-------|--------------------|
/// | $b$              | `vector`      | D x 1 | one number per row |
/// | $\mathbf 1^\top$ | `ones`        | 1 x N | makes the copies   |
/// | $Y$              | `outputs`     | D x N | $N$ equal columns  |
/// | $\bar Y$         | `outputs_bar` | D x N | cotangent of $Y$   |
/// | $\bar b$         | `vector_bar`  | D x 1 | cotangent of $b$   |
///
/// @numerics
/// Copies are exact; the sum on the way back rounds like any sum.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN or infinite, or the row of ones holds another
/// number.
///
/// @source A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM,
/// 2008, chapter 3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Broadcast {
    static constexpr std::string_view name = "broadcast";
    static constexpr std::array inputs{
        Input{"vector", "b", "D", "1"},
        constant("ones", "\\mathbf 1^\\top", "1", "N", draw::ones)};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::SizeMat outputs_size;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Col<eT> vector_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Col<eT>& vector,
                                             const arma::Row<eT>& ones) {
        require_inputs<Broadcast>(vector, ones);
        require_each<Broadcast>(
            ones, "ones equal to 1", [](auto one) { return one == 1; });
        arma::Mat<eT> outputs = vector * ones;
        return {outputs, {arma::size(outputs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name, "outputs_bar", arma::size(outputs_bar), saved.outputs_size);
        //> learner: the sum over the copies, by line 2
        return {arma::sum(outputs_bar, 1)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "averages_the_copies",
                "The copies' cotangents are averaged where they should be added: N "
                "times too small.",
                &averages_the_copies,
                Hiding{"there is one copy (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "keeps_the_copies",
                "The D x N cotangent is returned as it came; b has D numbers, and so "
                "must its cotangent.",
                &keeps_the_copies,
                Hiding{"there is one copy (N = 1)", {{"N", 1}}}}};
    }

private:
    /// A cotangent of any shape, for the mistake that returns the wrong one.
    struct AnyShape {
        arma::mat vector_bar;
    };

    static AnyShape averages_the_copies(const Saved<double>& saved,
                                        const arma::mat& outputs_bar) {
        return {vjp(saved, outputs_bar).vector_bar /
                static_cast<double>(saved.outputs_size.n_cols)};
    }

    static AnyShape keeps_the_copies(const Saved<double>&,
                                     const arma::mat& outputs_bar) {
        return {outputs_bar};
    }
};

}  // namespace chainrule
