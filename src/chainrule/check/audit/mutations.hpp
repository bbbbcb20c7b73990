#pragma once

/// @file
/// Would a spoilt rule have failed here? Usual mistakes, made on the numerical values
/// and put before the inequality that judged the claim.

#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace chainrule::check {

/// The numerical values of a block; NaN where they are not known.
[[nodiscard]] inline arma::mat truths_of(const BlockEvidence& block) {
    arma::mat truths = block.claimed;
    std::fill_n(truths.memptr(), truths.n_elem, arma::datum::nan);
    for (const Examined& entry : block.examined) {
        truths.at(entry.row, entry.col) = entry.truth;
    }
    return truths;
}

namespace detail {

/// Whether no entry would have failed if the claim were `mutant(entry)`. A mutant that
/// is not known (NaN) at an entry does not fail there.
template <class Mutant>
[[nodiscard]] bool survives(const BlockEvidence& block, Mutant&& mutant) {
    const double scale = scale_of(block);
    return none_of(block.examined, [&](const Examined& entry) {
        const double gap = std::abs(mutant(entry) - entry.truth);
        return judge(gap, entry.error_bar, scale) == Verdict::fails;
    });
}

}  // namespace detail

/// Whether a claim of `factor` times the right values would have passed.
[[nodiscard]] inline bool hides_factor(const BlockEvidence& block, double factor) {
    return detail::survives(
        block, [&](const Examined& entry) { return factor * entry.truth; });
}

/// Whether the transpose would have passed; a block of one row or column, or one that
/// is not square, has none to be mistaken for.
[[nodiscard]] inline bool hides_transpose(const BlockEvidence& block) {
    const bool square = block.claimed.n_rows == block.claimed.n_cols;
    if (!square || block.claimed.n_rows < 2 || !block.complete()) return false;
    const arma::mat truths = truths_of(block);
    return detail::survives(
        block, [&](const Examined& entry) { return truths.at(entry.col, entry.row); });
}

/// Whether the derivative of another block of the same size would have passed.
[[nodiscard]] inline bool hides_swap(const BlockEvidence& block,
                                     const BlockEvidence& other) {
    if (block.claimed.n_elem != other.claimed.n_elem || !other.complete()) return false;
    const arma::mat truths = truths_of(other);
    return detail::survives(block, [&](const Examined& entry) {
        return truths.mem[entry.row + entry.col * block.claimed.n_rows];
    });
}

/// Examined entries that could have been left at zero unseen.
[[nodiscard]] inline std::size_t droppable(const BlockEvidence& block) {
    const double scale = scale_of(block);
    return static_cast<std::size_t>(
        count_if(block.examined, [&](const Examined& entry) {
            return judge(std::abs(entry.truth), entry.error_bar, scale) !=
                   Verdict::fails;
        }));
}

/// Examined entries that are claimed not to be zero and hold, but so small that zero in
/// their place would hold, too; the largest claim first.
[[nodiscard]] inline List<Examined> invisible(const BlockEvidence& block) {
    List<Examined> entries;
    for (const Examined& entry : block.examined) {
        const double size = std::abs(block.claimed_at(entry));
        if (entry.verdict == Verdict::holds && size > 0.0 &&
            size <= decisive_gap * entry.error_bar) {
            entries.push_back(entry);
        }
    }
    stable_sort(entries, [&](const Examined& a, const Examined& b) {
        return std::abs(block.claimed_at(a)) > std::abs(block.claimed_at(b));
    });
    return entries;
}

/// Mistakes in the derivative of `blocks[b]` that would have passed.
[[nodiscard]] inline std::vector<std::string> hidden_mistakes(
    const List<BlockEvidence>& blocks, std::size_t b, const std::vector<Size>& sizes) {
    const BlockEvidence& block = blocks[b];
    std::vector<std::string> hidden;
    if (block.examined.empty()) return hidden;
    if (hides_factor(block, 0.0)) hidden.push_back("zero");
    if (hides_factor(block, -1.0)) hidden.push_back("the opposite sign");
    if (hides_factor(block, 2.0)) hidden.push_back("a factor 2");
    for (const Size& size : sizes) {
        if (hides_factor(block, size.value)) hidden.push_back("a factor " + size.name);
        if (size.value != 0.0 && hides_factor(block, 1.0 / size.value)) {
            hidden.push_back("a factor 1/" + size.name);
        }
    }
    if (hides_transpose(block)) hidden.push_back("its transpose");
    for (std::size_t k = 0; k < blocks.size(); ++k) {
        if (k != b && hides_swap(block, blocks[k])) {
            hidden.push_back("the derivative with respect to " + blocks[k].name);
        }
    }
    const std::size_t dropped = droppable(block);
    if (dropped > 0) {
        hidden.push_back("zero in " + std::to_string(dropped) + " of " +
                         std::to_string(block.examined.size()) + " entries");
    }
    return hidden;
}

/// What the check could have seen in `blocks[b]`.
[[nodiscard]] inline Visibility visibility_of(const List<BlockEvidence>& blocks,
                                              std::size_t b,
                                              const std::vector<Size>& sizes) {
    const BlockEvidence& block = blocks[b];
    Visibility visibility;
    visibility.block = block.name;
    visibility.hidden = hidden_mistakes(blocks, b, sizes);
    const double scale = scale_of(block);
    double bar = 0.0;
    for (const Examined& entry : block.examined) bar = std::max(bar, entry.error_bar);
    if (!block.examined.empty()) {
        visibility.smallest_error = decisive_gap * bar / (scale > 0.0 ? scale : 1.0);
    }
    return visibility;
}

}  // namespace chainrule::check
