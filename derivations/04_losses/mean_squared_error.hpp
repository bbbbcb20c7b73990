#pragma once

/// @step mean_squared_error
/// @title Half the squared distance to the targets, averaged over examples
/// @builds-on power, sum, mean
///
/// @statement
/// Outputs $A$ and targets $T$, both in $\mathbb R^{C \times N}$, one example per
/// column:
/// $$ L = \frac{1}{2N} \sum_{cn} \left( A_{cn} - T_{cn} \right)^2 . $$
///
/// @rule
/// $$ \bar A = \frac{\bar L}{N} \left( A - T \right) . $$
///
/// @derivation
/// 1. One term, $\frac{1}{2N} (A_{cn} - T_{cn})^2$, holds $A_{cn}$, and no other does.
/// 2. Its slope is
///    $\frac{1}{2N} \cdot 2 (A_{cn} - T_{cn}) = \frac{1}{N} (A_{cn} - T_{cn})$: the
///    half is there to cancel the $2$. Multiply by $\bar L$.
/// 3. Others divide by $N$ or by $C N$ and get $2/N$ or $2/(C N)$ here. Each is right
///    with its own loss and wrong, by a factor that the learning rate hides, with
///    another's.
///
/// @symbols
/// | maths     | code          | shape | meaning                     |
/// |-----------|---------------|-------|-----------------------------|
/// | $A$       | `outputs`     | C x N | what the network says       |
/// | $T$       | `targets`     | C x N | what it should say          |
/// | $L$       | `loss`        | 1     | mean over examples          |
/// | $\bar L$  | `loss_bar`    | 1     | cotangent of $L$            |
/// | $\bar A$  | `outputs_bar` | C x N | cotangent of $A$            |
///
/// @numerics
/// A sum of squares: nothing cancels but in $A - T$ itself. Outputs above 1e19 overflow
/// in `float`.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006,
/// section 5.2, equation 5.11.

#include "derivations/support/step.hpp"

namespace chainrule {

struct MeanSquaredError {
    static constexpr std::string_view name = "mean_squared_error";
    static constexpr std::array inputs{
        Input{"outputs", "A", "C", "N"},
        constant("targets", "T", "C", "N", draw::normal)};
    static constexpr std::array outputs{Output{"loss", "L", "1", "1"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> differences;  ///< $A - T$
    };

    template <Scalar eT>
    struct Forward {
        eT loss;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> outputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& outputs,
                                             const arma::Mat<eT>& targets) {
        require_inputs<MeanSquaredError>(outputs, targets);
        const arma::Mat<eT> differences = outputs - targets;
        const auto example_count = static_cast<RealOf<eT>>(outputs.n_cols);
        const eT loss =
            arma::accu(arma::square(differences)) / (RealOf<eT>(2) * example_count);
        return {loss, {differences}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved, eT loss_bar) {
        //> learner: the half and the square have cancelled (line 2)
        const auto example_count = static_cast<RealOf<eT>>(saved.differences.n_cols);
        return {loss_bar / example_count * saved.differences};
        //< learner
    }

    /// Hot form of `forward` and `vjp` in one, for training: returns the loss and
    /// writes its cotangent for `loss_bar` into `outputs_bar`. `example_count` is the
    /// N of the mean, larger than the number of columns where these are one shard of
    /// a batch; the loss returned is this shard's part of the mean.
    template <Scalar eT>
    static eT loss_and_vjp_into(arma::Mat<eT>& outputs_bar,
                                const arma::Mat<eT>& outputs,
                                const arma::Mat<eT>& targets,
                                arma::uword example_count,
                                eT loss_bar) {
        outputs_bar = outputs - targets;
        return loss_and_scale(outputs_bar, example_count, loss_bar);
    }

    /// The same with the one-hot targets of class labels, which are not formed.
    template <Scalar eT>
    static eT loss_and_vjp_into(arma::Mat<eT>& outputs_bar,
                                const arma::Mat<eT>& outputs,
                                const arma::urowvec& labels,
                                arma::uword example_count,
                                eT loss_bar) {
        outputs_bar = outputs;
        for (arma::uword n = 0; n < labels.n_elem; ++n) {
            outputs_bar.at(labels[n], n) -= eT(1);
        }
        return loss_and_scale(outputs_bar, example_count, loss_bar);
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "forgets_the_half",
                "2(A - T): the rule of the loss without its half. The learning "
                "rate is doubled unnoticed.",
                &forgets_the_half,
                Hiding{"the outputs are the targets",
                       {},
                       [](Examples& given, Examples&) { given[0] = given[1]; }}},
            UsualMistake{"forgets_the_mean",
                         "The 1/N of the mean is missing: N times too large.",
                         &forgets_the_mean,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}},
            UsualMistake{
                "averages_over_entries",
                "Divided by C N, the number of entries, where this loss is a mean "
                "over examples alone.",
                &averages_over_entries,
                Hiding{"there is one output (C = 1)", {{"C", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"outputs of size 1e15",
                                    [](Examples& given) { given[0] *= 1e15; }},
                          HardInput{"the outputs are the targets",
                                    [](Examples& given) { given[0] = given[1]; }}};
    }

private:
    /// From $A - T$ to $\bar A$ in place; returns this shard's part of the loss.
    template <Scalar eT>
    static eT loss_and_scale(arma::Mat<eT>& differences,
                             arma::uword example_count,
                             eT loss_bar) {
        const auto count = static_cast<RealOf<eT>>(example_count);
        const eT loss = arma::accu(arma::square(differences)) / (RealOf<eT>(2) * count);
        differences *= loss_bar / count;
        return loss;
    }

    static Cotangents<double> forgets_the_half(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, 2.0 * loss_bar);
    }

    static Cotangents<double> forgets_the_mean(const Saved<double>& saved,
                                               double loss_bar) {
        return vjp(saved, loss_bar * static_cast<double>(saved.differences.n_cols));
    }

    static Cotangents<double> averages_over_entries(const Saved<double>& saved,
                                                    double loss_bar) {
        return vjp(saved, loss_bar / static_cast<double>(saved.differences.n_rows));
    }
};

}  // namespace chainrule
