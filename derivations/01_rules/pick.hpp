#pragma once

/// @step pick
/// @title Pick one entry of each column
///
/// @statement
/// A label $c_n \in \{0, \dots, C-1\}$ says which entry of column $n$ is taken:
/// $$ y_n = X_{c_n n}, \qquad X \in \mathbb R^{C \times N}, \qquad
///    y \in \mathbb R^{1 \times N} . $$
///
/// @rule
/// $$ \bar X_{in} = \bar y_n [i = c_n] . $$
///
/// @derivation
/// 1. $y_n$ is a copy of $X_{c_n n}$, whatever the other entries are:
///    $\partial y_n / \partial X_{in} = [i = c_n]$, and column $n$ reaches no other
///    output.
/// 2. Hence $\bar X_{in} = \bar y_n [i = c_n]$. What the way forward gathers from row
///    $c_n$, column $n$, the way back scatters to the same place, among zeros.
/// 3. Labels are whole numbers; nothing can be differentiated by them.
///
/// @symbols
/// | maths    | code         | shape | meaning                     |
/// |----------|--------------|-------|-----------------------------|
/// | $X$      | `inputs`     | C x N | one row per class           |
/// | $c$      | `labels`     | 1 x N | class index, counted from 0 |
/// | $y$      | `picked`     | 1 x N | one entry of each column    |
/// | $\bar y$ | `picked_bar` | 1 x N | cotangent of $y$            |
/// | $\bar X$ | `inputs_bar` | C x N | cotangent of $X$            |
///
/// @numerics
/// Exact: entries are copied.
///
/// @errors
/// `ShapeError` if `inputs` is empty or there is not one label, or one cotangent, per
/// column; `ValueError` if a label is not below C, or an entry is NaN or infinite.
///
/// @source A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM,
/// 2008, chapter 3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Pick {
    static constexpr std::string_view name = "pick";
    static constexpr std::array inputs{Input{"inputs", "X", "C", "N"},
                                       chainrule::labels("labels", "c", "N", "C")};
    static constexpr std::array outputs{Output{"picked", "y", "1", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::SizeMat inputs_size;
        arma::urowvec labels;
    };

    template <Scalar eT>
    struct Forward {
        arma::Row<eT> picked;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             const arma::urowvec& labels) {
        require_inputs<Pick>(inputs, labels);
        arma::Row<eT> picked(inputs.n_cols);
        for (arma::uword n = 0; n < inputs.n_cols; ++n) {
            picked(n) = inputs(labels(n), n);
        }
        return {std::move(picked), {arma::size(inputs), labels}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Row<eT>& picked_bar) {
        require_shape(
            name, "picked_bar", arma::size(picked_bar), arma::size(saved.labels));
        //> learner: scatter to where each entry came from, by line 2
        arma::Mat<eT> inputs_bar(saved.inputs_size, arma::fill::zeros);
        for (arma::uword n = 0; n < picked_bar.n_elem; ++n) {
            inputs_bar(saved.labels(n), n) = picked_bar(n);
        }
        return {std::move(inputs_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "swaps_row_and_column",
            "The cotangent is scattered to row n, column c_n, as if examples "
            "stood in rows.",
            &swaps_row_and_column,
            Hiding{"example n is of class n",
                   {{"C", 4}, {"N", 4}},
                   [](Examples& given, Examples&) {
                       given[1] = arma::rowvec{0, 1, 2, 3};
                   }}}};
    }

private:
    static Cotangents<double> swaps_row_and_column(const Saved<double>& saved,
                                                   const arma::rowvec& picked_bar) {
        arma::mat inputs_bar(
            saved.inputs_size.n_cols, saved.inputs_size.n_rows, arma::fill::zeros);
        for (arma::uword n = 0; n < picked_bar.n_elem; ++n) {
            inputs_bar(n, saved.labels(n)) = picked_bar(n);
        }
        return {std::move(inputs_bar)};
    }
};

}  // namespace chainrule
