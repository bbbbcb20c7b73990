#pragma once

/// @file
/// Explanations by an elementwise factor: the claim lacks, or has too much of, a factor
/// that has a name, such as the derivative of an activation; or every row has a factor
/// of its own; or a mask of zeros and ones was left out.

#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/vector.hpp"

namespace chainrule::check {

namespace detail {

/// truth = c * claim .* factor if `missing`, else claim = c * truth .* factor.
[[nodiscard]] inline bool differs_by_factor(const BlockEvidence& block,
                                            const arma::mat& factor,
                                            bool missing,
                                            double c) {
    return fits(block.examined, [&](const Examined& entry) {
        const double f = c * factor.at(entry.row, entry.col);
        const double claimed = block.claimed_at(entry);
        return missing ? Gap{std::abs(f * claimed - entry.truth),
                             entry.error_bar * (1.0 + std::abs(f))}
                       : Gap{std::abs(f * entry.truth - claimed),
                             entry.error_bar * (1.0 + std::abs(f))};
    });
}

/// The number that stands before the factor.
[[nodiscard]] inline Coefficient number_before(const BlockEvidence& block,
                                               const arma::mat& factor,
                                               bool missing,
                                               const List<Constant>& constants) {
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        const double f = factor.at(entry.row, entry.col);
        const double claimed = block.claimed_at(entry);
        equations.push_back(missing
                                ? Equation{claimed * f, entry.truth, entry.error_bar}
                                : Equation{entry.truth * f, claimed, entry.error_bar});
    }
    return fit(equations, constants);
}

[[nodiscard]] inline bool is_constant(const arma::mat& values) {
    return all_of(values, [&](double value) { return value == values.mem[0]; });
}

inline void append_elementwise(const PointEvidence& here,
                               std::size_t block,
                               std::size_t q,
                               const Transform& transform,
                               bool missing,
                               const List<Constant>& constants,
                               Hypotheses& bank) {
    const NamedMatrix quantity = quantities(here, block)[q];
    const arma::mat factor = applied(transform, quantity.value);
    // A factor that is the same everywhere is a number, and no sign of this value.
    if (!finite(factor) || is_constant(factor)) return;
    const BlockEvidence& evidence = here.blocks[block];
    const Coefficient number = number_before(evidence, factor, missing, constants);
    if (!number.named() ||
        !differs_by_factor(evidence, factor, missing, number.value)) {
        return;
    }
    const std::string name = words_of(transform, quantity.name);
    const std::string words =
        (number.value == 1.0 ? "" : number.words() + "*") + name +
        (number.where().empty() ? "" : " (" + number.where() + ")");
    bank.push_back(
        {saying(missing ? Mistake::missing_factor : Mistake::extra_factor,
                missing ? "the claimed value has to be multiplied by " + words
                        : "the claimed value is the numerical one times " + words,
                arma::datum::nan,
                name),
         [q, transform, missing, c = number.value](const PointEvidence& point,
                                                   std::size_t b) {
             return differs_by_factor(point.blocks[b],
                                      applied(transform, quantities(point, b)[q].value),
                                      missing,
                                      c);
         }});
}

/// Whether each line has a factor, and several lines of three entries or more have one
/// that tells something.
[[nodiscard]] inline bool has_factor_per_line(const BlockEvidence& block, bool rows) {
    const arma::uword count = rows ? block.claimed.n_rows : block.claimed.n_cols;
    List<List<Equation>> lines(count);
    for (const Examined& entry : block.examined) {
        lines[rows ? entry.row : entry.col].push_back(
            {entry.truth, block.claimed_at(entry), entry.error_bar});
    }
    std::size_t redundant = 0, telling = 0;
    for (const List<Equation>& line : lines) {
        const Coefficient factor = fit(line, {});
        std::size_t large = 0;
        for (const Equation& equation : line) {
            const double bar = equation.error_bar * (1.0 + std::abs(factor.value)) +
                               factor.error * std::abs(equation.basis);
            const double gap =
                std::abs(equation.observed - factor.value * equation.basis);
            if (!(gap <= 2.0 * bar)) return false;
            large += std::abs(equation.basis) > decisive_gap * equation.error_bar;
        }
        // Of two classes the entries of a line are opposite, and any two lines alike.
        if (large > 2) redundant += large - 1;
        telling += large > 2;
    }
    return telling >= 2 && redundant >= entries_for_a_number;
}

/// Wherever the claim is wrong, the truth is zero and the claim is not; elsewhere some
/// entries hold that are not zero.
[[nodiscard]] inline bool lacks_a_mask(const BlockEvidence& block) {
    bool holding = false;
    for (const Examined& entry : block.examined) {
        const bool zero = std::abs(entry.truth) <= entry.error_bar;
        if (entry.verdict == Verdict::fails && !zero) return false;
        holding = holding || (entry.verdict == Verdict::holds && significant(entry));
    }
    return holding && failing(block) >= 2;
}

}  // namespace detail

/// Factors made of anything named that has the block's shape or is stretched to it.
inline void append_named_factors(const PointEvidence& here,
                                 std::size_t block,
                                 const List<Constant>& constants,
                                 Hypotheses& bank) {
    const std::size_t count = quantities(here, block).size();
    for (const bool missing : {true, false}) {
        for (std::size_t q = 0; q < count; ++q) {
            for (const Transform& transform : factor_transforms) {
                detail::append_elementwise(
                    here, block, q, transform, missing, constants, bank);
            }
        }
    }
}

/// "each row is the numerical one times a factor of its own": what multiplies the rows
/// is wrong, whatever it is.
inline void append_factor_per_line(const BlockEvidence& block, Hypotheses& bank) {
    for (const bool rows : {true, false}) {
        if (!detail::has_factor_per_line(block, rows)) continue;
        bank.push_back({saying(Mistake::extra_factor,
                               std::string("each ") + (rows ? "row" : "column") +
                                   " of the claimed value is the numerical one times a "
                                   "factor of its own"),
                        [rows](const PointEvidence& point, std::size_t b) {
                            return detail::has_factor_per_line(point.blocks[b], rows);
                        }});
    }
}

/// A mask without a name: it may lie elsewhere at each point.
inline void append_mask(const BlockEvidence& block, Hypotheses& bank) {
    if (!detail::lacks_a_mask(block)) return;
    bank.push_back(
        {saying(Mistake::missing_factor,
                "wherever the claimed value is wrong, it should be zero: is a mask of "
                "zeros and ones missing, such as (Z > 0)?",
                arma::datum::nan,
                "mask"),
         [](const PointEvidence& point, std::size_t b) {
             return detail::lacks_a_mask(point.blocks[b]);
         }});
}

}  // namespace chainrule::check
