#pragma once

/// @file
/// Explanations by rank: a gradient of weights is a sum of one product of a column and
/// a row for each example. A claim that is a single product, or that differs from the
/// truth by a single one, has one part only, or one part too few or too many.

#include "chainrule/check/diagnosis/hypothesis.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// A matrix with the error bar of its entries.
struct Uncertain {
    arma::mat value, error_bar;
};

/// By how many error bars a matrix misses being a column times a row: the largest
/// |m(r,c) m(p,q) - m(r,q) m(p,c)|, (p,q) the largest entry, over what the bars make of
/// it; infinite for the zero matrix, which is no product of use.
[[nodiscard]] inline double distance_from_rank_one(const Uncertain& matrix) {
    const arma::mat &m = matrix.value, &bar = matrix.error_bar;
    arma::uword p = 0, q = 0;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            if (std::abs(m.at(r, c)) > std::abs(m.at(p, q))) {
                p = r;
                q = c;
            }
        }
    }
    const double pivot = std::abs(m.at(p, q));
    if (!(pivot > decisive_gap * bar.at(p, q))) return arma::datum::inf;
    double most = 0.0;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            if (r == p || c == q) continue;
            const double minor = m.at(r, c) * m.at(p, q) - m.at(r, q) * m.at(p, c);
            const double error = pivot * (bar.at(r, c) + bar.at(r, q) + bar.at(p, c) +
                                          bar.at(p, q) + 1e-14 * pivot);
            most = std::max(most, std::abs(minor) / error);
        }
    }
    return most;
}

/// a * claim + b * truth + c * the block's own value.
[[nodiscard]] inline Uncertain mixed(const BlockEvidence& block,
                                     double a,
                                     double b,
                                     double c) {
    Uncertain mix{block.claimed, block.claimed};
    for (const Examined& entry : block.examined) {
        const double own = c == 0.0 ? 0.0 : block.value.at(entry.row, entry.col);
        mix.value.at(entry.row, entry.col) =
            a * block.claimed_at(entry) + b * entry.truth + c * own;
        mix.error_bar.at(entry.row, entry.col) =
            b == 0.0 ? 1e-12 * std::abs(block.claimed_at(entry)) : entry.error_bar;
    }
    return mix;
}

/// Too few entries are of rank one by nature.
[[nodiscard]] inline bool has_a_rank(const BlockEvidence& block) {
    const arma::mat& m = block.claimed;
    return m.n_rows >= 2 && m.n_cols >= 2 && (m.n_rows - 1) * (m.n_cols - 1) >= 4 &&
           block.complete();
}

/// Whether the claim without `decay` times the value is one product, and the truth is
/// not.
[[nodiscard]] inline bool is_one_product(const BlockEvidence& block, double decay) {
    return has_a_rank(block) &&
           distance_from_rank_one(mixed(block, 1.0, 0.0, -decay)) <= 2.0 &&
           distance_from_rank_one(mixed(block, 0.0, 1.0, -decay)) > decisive_gap;
}

/// Whether claim and truth differ by one product, and neither is one.
[[nodiscard]] inline bool differs_by_product(const BlockEvidence& block) {
    return has_a_rank(block) &&
           distance_from_rank_one(mixed(block, 1.0, -1.0, 0.0)) <= 2.0 &&
           distance_from_rank_one(mixed(block, 0.0, 1.0, 0.0)) > decisive_gap &&
           distance_from_rank_one(mixed(block, 1.0, 0.0, 0.0)) > decisive_gap;
}

/// Whether several rows and several columns of the block fail.
[[nodiscard]] inline bool fails_all_over(const BlockEvidence& block) {
    return 2 * failing(block) > block.examined.size();
}

}  // namespace detail

/// "the claimed value is one column times one row": that of one example?
inline void append_ranks(const BlockEvidence& block,
                         const std::vector<Constant>& constants,
                         Hypotheses& bank) {
    std::vector<Constant> decays{{0.0, "", "", 0}};
    if (block.value.n_elem > 0) {
        decays.insert(decays.end(), constants.begin(), constants.end());
    }
    for (const Constant& decay : decays) {
        if (!detail::is_one_product(block, decay.value)) continue;
        const std::string apart =
            decay.value == 0.0 ? ""
                               : "apart from " + decay.name + "*" + block.name + ", ";
        bank.push_back(
            {saying(Mistake::missing_term,
                    apart + "the claimed value is one column times one row, the "
                            "numerical one is a sum of several such products: are the "
                            "parts of other examples missing?"),
             [value = decay.value](const PointEvidence& point, std::size_t b) {
                 return detail::is_one_product(point.blocks[b], value);
             }});
        return;
    }
    if (!detail::differs_by_product(block) || !detail::fails_all_over(block)) return;
    bank.push_back(
        {saying(
             Mistake::missing_term,
             "the claimed value and the numerical one differ by one column times one "
             "row: is the part of one example, or that of a mean over them, missing?"),
         [](const PointEvidence& point, std::size_t b) {
             return detail::differs_by_product(point.blocks[b]);
         }});
}

}  // namespace chainrule::check
