#pragma once

/// @step pick_class
/// @title Pick the log-probability of the true class
/// @builds-on log_probabilities, pick
///
/// @statement
/// Each example pays for the log-probability of its own class $y_n$ and for no other:
/// $$ \ell_n = -\Lambda_{y_n n} = -\sum_c Y_{cn} \Lambda_{cn}, \qquad
///    Y_{cn} = \delta_{c y_n}, \qquad \ell \in \mathbb R^{1 \times N} . $$
///
/// @rule
/// $$ \bar \Lambda = -Y \, \text{diag}(\bar \ell), \qquad
///    \bar \Lambda_{cn} = -\delta_{c y_n} \bar \ell_n . $$
///
/// @derivation
/// 1. $\partial \ell_n / \partial \Lambda_{cn} = -Y_{cn}$: $-1$ in the row of the true
///    class, $0$ in all others. Entries that are not read have no slope.
/// 2. Column $n$ reaches $\ell_n$ alone, hence
///    $\bar \Lambda_{cn} = -Y_{cn} \bar \ell_n$: what picking took out is put back
///    where it came from, with the minus of the loss.
///
/// @symbols
/// | maths           | code            | shape | meaning                            |
/// |-----------------|-----------------|-------|------------------------------------|
/// | $\Lambda$       | `log_probs`     | C x N | log-probabilities, in nats         |
/// | $y$             | `labels`        | 1 x N | true class, counted from 0         |
/// | $Y$             | `one_hot`       | C x N | 1 in the row of the label, else 0  |
/// | $\ell$          | `losses`        | 1 x N | one number per example             |
/// | $\bar \ell$     | `losses_bar`    | 1 x N | cotangent of $\ell$                |
/// | $\bar \Lambda$  | `log_probs_bar` | C x N | cotangent of $\Lambda$             |
///
/// @numerics
/// Exact: nothing is computed, entries are only moved.
///
/// @errors
/// `ShapeError` if an argument is empty, there is not one label per column or the
/// cotangent's shape is not that of $\ell$; `ValueError` if a label is not below C, or
/// an entry is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 4.3.4, equations 4.107 and 4.108.

#include "derivations/support/one_hot.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct PickClass {
    static constexpr std::string_view name = "pick_class";
    static constexpr std::array inputs{Input{"log_probs", "\\Lambda", "C", "N"},
                                       chainrule::labels("labels", "y", "N", "C")};
    static constexpr std::array outputs{Output{"losses", "\\ell", "1", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::urowvec labels;
        arma::uword class_count;
    };

    template <Scalar eT>
    struct Forward {
        arma::Row<eT> losses;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> log_probs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& log_probs,
                                             const arma::urowvec& labels) {
        require_inputs<PickClass>(log_probs, labels);
        arma::Row<eT> losses(labels.n_elem);
        for (arma::uword n = 0; n < labels.n_elem; ++n) {
            losses(n) = -log_probs(labels(n), n);
        }
        return {std::move(losses), {labels, log_probs.n_rows}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Row<eT>& losses_bar) {
        require_shape(
            name, "losses_bar", arma::size(losses_bar), arma::size(saved.labels));
        //> learner: put each cotangent back where its entry was picked
        return {-one_hot<eT>(saved.labels, saved.class_count) *
                arma::diagmat(losses_bar)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "sign_lost",
                "The minus of the loss is missing: every step makes the true class "
                "less likely.",
                &sign_lost},
            UsualMistake{
                "class_and_example_swapped",
                "Row and column are exchanged: the cotangent of example n goes to "
                "row n, in the column of its class. The shapes only fit when there "
                "are as many classes as examples.",
                &class_and_example_swapped,
                Hiding{"each label is its example's own number",
                       {{"C", 4}, {"N", 4}},
                       [](Examples& given, Examples&) {
                           given[1] = arma::regspace(0, 3).st();
                       }}}};
    }

private:
    static Cotangents<double> sign_lost(const Saved<double>& saved,
                                        const arma::rowvec& losses_bar) {
        return {-vjp(saved, losses_bar).log_probs_bar};
    }

    static Cotangents<double> class_and_example_swapped(
        const Saved<double>& saved, const arma::rowvec& losses_bar) {
        return {vjp(saved, losses_bar).log_probs_bar.st()};
    }
};

}  // namespace chainrule
