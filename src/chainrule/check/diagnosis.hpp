#pragma once

/// @file
/// The kind of mistake behind a failure, named only when it explains every entry to
/// within the error bars.

#include "chainrule/check/compare.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// All that was found out about one block. Shaped like the block if `complete`, else
/// a column of the entries examined.
struct BlockEvidence {
    std::string name;
    arma::mat claimed;
    arma::mat numerical;
    arma::mat error_bar;
    bool complete = true;
    bool fails = false;
};

namespace detail {

/// Whether `factor * wanted` is the claimed block, entry by entry; `wanted_bar` is
/// the error bar of `wanted`.
[[nodiscard]] inline bool explains(const BlockEvidence& block,
                                   const arma::mat& wanted,
                                   const arma::mat& wanted_bar,
                                   double factor) {
    for (arma::uword i = 0; i < wanted.n_elem; ++i) {
        const double gap = std::abs(block.claimed(i) - factor * wanted(i));
        const double bar = block.error_bar(i) + std::abs(factor) * wanted_bar(i);
        if (!(gap <= bar)) return false;
    }
    return true;
}

/// Whether the claimed block is `factor` times the numerical one.
[[nodiscard]] inline bool is_multiple(const BlockEvidence& block, double factor) {
    return explains(block, block.numerical, block.error_bar, factor);
}

/// Whether the claimed block is the transpose of the numerical one. A block of one
/// row or column is not asked.
[[nodiscard]] inline bool is_transpose(const BlockEvidence& block) {
    return block.complete && block.numerical.is_square() &&
           block.numerical.n_elem > 1 &&
           explains(block, block.numerical.t(), block.error_bar.t(), 1.0);
}

/// Entries that are certainly not zero.
[[nodiscard]] inline arma::uword significant(const BlockEvidence& block) {
    arma::uword count = 0;
    for (arma::uword i = 0; i < block.numerical.n_elem; ++i) {
        if (std::abs(block.numerical(i)) > decisive_gap * block.error_bar(i)) ++count;
    }
    return count;
}

/// Factors that are worth a name, with the words for them.
[[nodiscard]] inline std::vector<std::pair<double, std::string>> named_factors(
    const std::vector<Size>& sizes) {
    std::vector<std::pair<double, std::string>> factors{
        {-1.0, "has the wrong sign"},
        {2.0, "is 2 times the numerical one"},
        {0.5, "is 1/2 of the numerical one"}};
    for (const Size& size : sizes) {
        if (size.value == 1.0 || size.value == 0.0) continue;
        const std::string value = " (" + size.name + " = " + text(size.value, 6) + ")";
        factors.emplace_back(size.value,
                             "is " + size.name + " times the numerical one" + value);
        factors.emplace_back(1.0 / size.value,
                             "is 1/" + size.name + " of the numerical one" + value);
    }
    return factors;
}

}  // namespace detail

/// A clause about a block that fails, such as "W: the claimed value is 2 times the
/// numerical one"; empty if no hypothesis explains all of its entries.
[[nodiscard]] inline std::string diagnose(const BlockEvidence& block,
                                          const std::vector<Size>& sizes) {
    const std::string claimed = block.name + ": the claimed value ";
    if (!block.claimed.is_finite()) return claimed + "is not finite";
    if (!block.numerical.is_finite() || detail::significant(block) == 0) return "";
    if (block.claimed.is_zero()) return claimed + "is zero, the numerical one is not";

    for (const auto& [factor, words] : detail::named_factors(sizes)) {
        if (detail::is_multiple(block, factor)) return claimed + words;
    }
    if (detail::is_transpose(block)) {
        return claimed + "is the transpose of the numerical one";
    }
    // Any factor fits a single entry; three that agree are no accident.
    if (detail::significant(block) >= 3) {
        const double factor = arma::accu(block.claimed % block.numerical) /
                              arma::accu(arma::square(block.numerical));
        if (detail::is_multiple(block, factor)) {
            return claimed + "is " + text(factor, 6) + " times the numerical one";
        }
    }
    return "";
}

}  // namespace chainrule::check
