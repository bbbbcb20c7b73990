#pragma once

/// @step column_sums
/// @title Add up the counts of each example
/// @builds-on counts, sum
///
/// @statement
/// One total per example, over its $C$ classes:
/// $$ s = \mathbf 1_C^\top E, \qquad s_n = \sum_c E_{cn}, \qquad
///    s \in \mathbb R^{1 \times N} . $$
///
/// @rule
/// $$ \bar E = \mathbf 1_C \bar s, \qquad \bar E_{cn} = \bar s_n . $$
///
/// @derivation
/// 1. $\partial s_n / \partial E_{cn} = 1$ for every class $c$, and no other total
///    contains $E_{cn}$.
/// 2. Hence $\bar E_{cn} = \bar s_n$: a sum over the rows on the way forward is a copy
///    to every row on the way back.
///
/// @symbols
/// | maths     | code         | shape | meaning                      |
/// |-----------|--------------|-------|------------------------------|
/// | $E$       | `counts`     | C x N | positive                     |
/// | $s$       | `sums`       | 1 x N | total of each example        |
/// | $\bar s$  | `sums_bar`   | 1 x N | cotangent of $s$             |
/// | $\bar E$  | `counts_bar` | C x N | cotangent of $E$             |
///
/// @numerics
/// A sum of positive terms: nothing cancels.
///
/// @errors
/// `ShapeError` if an argument is empty or the cotangent's shape is not that of $s$;
/// `ValueError` if an entry is NaN or infinite.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 6.2.2.3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct ColumnSums {
    static constexpr std::string_view name = "column_sums";
    static constexpr std::array inputs{Input{"counts", "E", "C", "N", draw::positive}};
    static constexpr std::array outputs{Output{"sums", "s", "1", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::SizeMat counts_size;
    };

    template <Scalar eT>
    struct Forward {
        arma::Row<eT> sums;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> counts_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& counts) {
        require_inputs<ColumnSums>(counts);
        return {arma::sum(counts, 0), {arma::size(counts)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Row<eT>& sums_bar) {
        require_shape(name,
                      "sums_bar",
                      arma::size(sums_bar),
                      arma::SizeMat(1, saved.counts_size.n_cols));
        //> learner: copy each total's cotangent to all its rows
        return {arma::repmat(sums_bar, saved.counts_size.n_rows, 1)};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"copied_along_rows",
                         "The rule of a sum over examples: cotangents are copied along "
                         "rows where they belong to columns. The shapes only fit when "
                         "there are as many classes as examples.",
                         &copied_along_rows,
                         Hiding{"C = N and every total has the same cotangent",
                                {{"C", 3}, {"N", 3}},
                                [](Examples&, Examples& bars) { bars[0].ones(); }}},
            UsualMistake{
                "divides_by_the_count",
                "The rule of a mean: the cotangent is divided by the number of "
                "classes.",
                &divides_by_the_count,
                Hiding{"there is one class (C = 1)", {{"C", 1}}}}};
    }

private:
    static Cotangents<double> copied_along_rows(const Saved<double>& saved,
                                                const arma::rowvec& sums_bar) {
        return {arma::repmat(sums_bar.st(), 1, saved.counts_size.n_rows)};
    }

    static Cotangents<double> divides_by_the_count(const Saved<double>& saved,
                                                   const arma::rowvec& sums_bar) {
        return {vjp(saved, sums_bar).counts_bar /
                static_cast<double>(saved.counts_size.n_rows)};
    }
};

}  // namespace chainrule
