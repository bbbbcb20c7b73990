#pragma once

/// @file
/// Explanations by a sum over too much: entries of the claim are alike because each is
/// the sum, or the mean, of several entries of the truth, such as a bias summed over
/// the units as well as over the examples.

#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// Which entries are added up: all, those of each row, or those of each column.
enum class Together { all, row, column };

[[nodiscard]] inline arma::uword group_of(Together together,
                                          arma::uword row,
                                          arma::uword col) {
    return together == Together::all ? 0 : together == Together::row ? row : col;
}

/// The sums of the truths, with their error bars, group by group; `count` is what was
/// examined of each.
struct Sums {
    List<double> sum, error_bar;
    List<std::size_t> count;
};

[[nodiscard]] inline Sums sums_of(const BlockEvidence& block, Together together) {
    const arma::uword groups = std::max(block.claimed.n_rows, block.claimed.n_cols);
    Sums sums;
    sums.sum.resize(groups);
    sums.error_bar.resize(groups);
    sums.count.resize(groups);
    for (const Examined& entry : block.examined) {
        const arma::uword group = group_of(together, entry.row, entry.col);
        sums.sum[group] += entry.truth;
        sums.error_bar[group] += entry.error_bar;
        ++sums.count[group];
    }
    return sums;
}

/// The size of a group of which all is examined.
[[nodiscard]] inline std::size_t group_size(const BlockEvidence& block,
                                            Together together) {
    return together == Together::all   ? block.claimed.n_elem
           : together == Together::row ? block.claimed.n_cols
                                       : block.claimed.n_rows;
}

/// The equations claim = factor * sum of its group.
[[nodiscard]] inline List<Equation> sum_equations(const BlockEvidence& block,
                                                  Together together) {
    const Sums sums = sums_of(block, together);
    const std::size_t size = group_size(block, together);
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        const arma::uword group = group_of(together, entry.row, entry.col);
        if (sums.count[group] != size) continue;
        equations.push_back(
            {sums.sum[group], block.claimed_at(entry), sums.error_bar[group]});
    }
    return equations;
}

[[nodiscard]] inline bool is_sum(const BlockEvidence& block,
                                 Together together,
                                 const Coefficient& factor) {
    const List<Equation> equations = sum_equations(block, together);
    bool telling = false;  // what is left of a sum that cancels tells nothing
    for (const Equation& at : equations) {
        telling = telling || std::abs(at.basis) > decisive_gap * at.error_bar;
        const double bar = at.error_bar * (1.0 + std::abs(factor.value)) +
                           factor.error * std::abs(at.basis);
        if (!(std::abs(at.observed - factor.value * at.basis) <= 2.0 * bar)) {
            return false;
        }
    }
    return telling && equations.size() >= 2;
}

[[nodiscard]] inline std::string sum_words(Together together,
                                           const Coefficient& factor,
                                           std::size_t size) {
    const bool mean = std::abs(factor.value * static_cast<double>(size) - 1.0) < 1e-9;
    const std::string where = factor.where();
    std::string words =
        mean || factor.value == 1.0
            ? ""
            : (factor.named() ? factor.words() : text(factor.value, 6)) +
                  (where.empty() ? "" : " (" + where + ")") + " times ";
    words += mean ? "the mean of " : "the sum of ";
    words += together == Together::all   ? "all numerical ones"
             : together == Together::row ? "its row of numerical ones"
                                         : "its column of numerical ones";
    return "every entry of the claimed value is " + words +
           ": is a sum taken over the units, too?";
}

/// Whether the claim is zero and the truth, which is not, adds up to zero.
[[nodiscard]] inline bool cancels(const BlockEvidence& block) {
    if (!block.complete() || !claims_zero(block)) return false;
    const Sums sums = sums_of(block, Together::all);
    return block.claimed.n_elem >= 2 &&
           std::abs(sums.sum[0]) <= 2.0 * sums.error_bar[0];
}

}  // namespace detail

/// A bias summed over the units is zero where, as behind a softmax, the units cancel.
inline void append_cancelled(const BlockEvidence& block, Hypotheses& bank) {
    if (!detail::cancels(block)) return;
    bank.push_back(
        {saying(Mistake::zero,
                "the claimed value is zero, the numerical one is not, but its entries "
                "add up to zero: is a sum taken over the units, too?"),
         [](const PointEvidence& point, std::size_t b) {
             return detail::cancels(point.blocks[b]);
         }});
}

/// "every entry of the claimed value is the sum of all numerical ones"
inline void append_reductions(const BlockEvidence& block,
                              const List<Constant>& constants,
                              Hypotheses& bank) {
    using detail::Together;
    const bool vector = block.claimed.n_rows == 1 || block.claimed.n_cols == 1;
    for (const Together together : {Together::all, Together::row, Together::column}) {
        const std::size_t size = detail::group_size(block, together);
        if (size < 2 || (vector && together != Together::all)) continue;
        List<Constant> known = constants;
        const double mean = 1.0 / static_cast<double>(size);
        known.insert_front({mean, text(mean, 6), "", 0});
        const Coefficient factor = fit(detail::sum_equations(block, together), known);
        if (!factor.known() || !detail::is_sum(block, together, factor)) continue;
        bank.push_back({saying(Mistake::extra_term,
                               detail::sum_words(together, factor, size),
                               factor.value),
                        [together, factor](const PointEvidence& point, std::size_t b) {
                            return detail::is_sum(point.blocks[b], together, factor);
                        }});
    }
}

}  // namespace chainrule::check
