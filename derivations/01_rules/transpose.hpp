#pragma once

/// @step transpose
/// @title Transpose and reshape: entries that only change places
///
/// @statement
/// Rows become columns:
/// $$ Y = X^\top, \qquad Y_{nd} = X_{dn}, \qquad X \in \mathbb R^{D \times N} . $$
///
/// @rule
/// $$ \bar X = \bar Y^\top . $$
///
/// @derivation
/// 1. Every entry of $X$ turns up in $Y$ exactly once, at another place and otherwise
///    unchanged: $\partial Y_{nd} / \partial X_{dn} = 1$.
/// 2. Hence $\bar X_{dn} = \bar Y_{nd}$: each cotangent is put back where its entry
///    came from.
/// 3. That is true of any step that only moves entries. A reshape is undone by the
///    reshape to the old sizes, a transpose by a transpose: never one by the other.
///
/// @symbols
/// | maths    | code          | shape | meaning          |
/// |----------|---------------|-------|------------------|
/// | $X$      | `inputs`      | D x N | any numbers      |
/// | $Y$      | `outputs`     | N x D | the same, moved  |
/// | $\bar Y$ | `outputs_bar` | N x D | cotangent of $Y$ |
/// | $\bar X$ | `inputs_bar`  | D x N | cotangent of $X$ |
///
/// @numerics
/// Exact. In complex arithmetic this is the plain transpose, not the conjugate one.
///
/// @errors
/// `ShapeError` if `inputs` is empty or the cotangent's shape is not that of $Y$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source M. B. Giles, Collected matrix derivative results for forward and reverse
/// mode algorithmic differentiation, in *Advances in Automatic Differentiation*,
/// Springer, 2008.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Transpose {
    static constexpr std::string_view name = "transpose";
    static constexpr std::array inputs{Input{"inputs", "X", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Y", "N", "D"}};

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
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs) {
        require_inputs<Transpose>(inputs);
        arma::Mat<eT> outputs = inputs.st();
        return {outputs, {arma::size(outputs)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(name, "outputs_bar", arma::size(outputs_bar), saved.outputs_size);
        //> learner: every cotangent back to its place, by line 2
        return {outputs_bar.st()};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "reshapes",
            "The cotangent is reshaped to D x N: the sizes are right, but the "
            "entries stay in the order of Y.",
            &reshapes,
            Hiding{
                "the cotangent is square and symmetric",
                {{"D", 4}, {"N", 4}},
                [](Examples&, Examples& bars) { bars[0] = arma::symmatu(bars[0]); }}}};
    }

private:
    static Cotangents<double> reshapes(const Saved<double>& saved,
                                       const arma::mat& outputs_bar) {
        return {arma::reshape(
            outputs_bar, saved.outputs_size.n_cols, saved.outputs_size.n_rows)};
    }
};

}  // namespace chainrule
