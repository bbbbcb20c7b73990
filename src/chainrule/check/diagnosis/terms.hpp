#pragma once

/// @file
/// Explanations by addition: the claim lacks, or has too much of, a multiple of
/// something that has a name, or of a product of two such things.

#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/vector.hpp"

#include <algorithm>
#include <optional>

namespace chainrule::check {

namespace detail {

/// claimed - truth = coefficient * term.
[[nodiscard]] inline bool differs_by(const BlockEvidence& block,
                                     const arma::mat& term,
                                     const Coefficient& coefficient) {
    return fits(block.examined, [&](const Examined& entry) {
        const double basis = term.at(entry.row, entry.col);
        const double difference = block.claimed_at(entry) - entry.truth;
        return Gap{std::abs(difference - coefficient.value * basis),
                   entry.error_bar + coefficient.error * std::abs(basis)};
    });
}

/// The coefficient with which a term explains the block, if it does. One without a
/// name takes several failing entries to be believed.
[[nodiscard]] inline std::optional<Coefficient> coefficient_of(
    const BlockEvidence& block,
    const arma::mat& term,
    const std::vector<Constant>& constants) {
    std::vector<Equation> equations;
    for (const Examined& entry : block.examined) {
        equations.push_back({term.at(entry.row, entry.col),
                             block.claimed_at(entry) - entry.truth,
                             entry.error_bar});
    }
    const Coefficient coefficient = fit(equations, constants);
    const bool believed = coefficient.named() || failing(block) >= entries_for_a_number;
    if (!believed || !coefficient.known() || !differs_by(block, term, coefficient)) {
        return {};
    }
    return coefficient;
}

/// "the part lambda*W is missing, and lambda = 0.1"
[[nodiscard]] inline Diagnosis term_words(const std::string& term,
                                          const Coefficient& coefficient,
                                          const std::string& hint) {
    const bool missing = coefficient.value < 0.0;
    Coefficient size = coefficient;
    size.value = std::abs(size.value);
    const std::string words = size.value == 1.0 ? term
                              : term == "1"     ? size.words()
                                                : size.words() + "*" + term;
    const std::string value = size.where().empty() ? "" : " (" + size.where() + ")";
    return saying(missing ? Mistake::missing_term : Mistake::extra_term,
                  (missing ? "the part " + words + value + " is missing"
                           : "the claimed value has " + words + value + " too much") +
                      hint,
                  size.value,
                  term);
}

/// A matrix of a block's shape that is made of named values, at any point.
using Recipe = std::function<arma::mat(const PointEvidence&, std::size_t block)>;

inline void append_term(const PointEvidence& here,
                        std::size_t block,
                        const std::string& name,
                        const Recipe& recipe,
                        const std::vector<Constant>& constants,
                        const std::string& hint,
                        Hypotheses& bank) {
    const arma::mat term = recipe(here, block);
    if (!finite(term)) return;
    const auto coefficient = coefficient_of(here.blocks[block], term, constants);
    if (!coefficient) return;
    bank.push_back(
        {term_words(name, *coefficient, hint),
         [recipe, c = *coefficient](const PointEvidence& point, std::size_t b) {
             const arma::mat there = recipe(point, b);
             const BlockEvidence& evidence = point.blocks[b];
             return there.n_elem == evidence.claimed.n_elem &&
                    differs_by(evidence, there, c);
         }});
}

}  // namespace detail

/// Multiples of what has the block's shape: its own value, as a penalty has it, any
/// other named value, or the same number everywhere.
inline void append_terms(const PointEvidence& here,
                         std::size_t block,
                         const std::vector<Constant>& constants,
                         Hypotheses& bank) {
    const BlockEvidence& own = here.blocks[block];
    // Before sign(x), which is the same where all of x is positive.
    const detail::Recipe ones = [](const PointEvidence& point, std::size_t b) {
        arma::mat matrix = point.blocks[b].claimed;
        std::fill_n(matrix.memptr(), matrix.n_elem, 1.0);
        return matrix;
    };
    detail::append_term(here, block, "1", ones, constants, "", bank);
    const std::size_t count = quantities(here, block).size();
    for (std::size_t q = 0; q < count; ++q) {
        const std::string name = quantities(here, block)[q].name;
        const bool itself = name == own.name;
        for (const Transform& transform : term_transforms) {
            if (!itself && &transform != term_transforms.data()) break;
            const detail::Recipe recipe = [q, transform](const PointEvidence& point,
                                                         std::size_t b) {
                return applied(transform, quantities(point, b)[q].value);
            };
            detail::append_term(here,
                                block,
                                words_of(transform, name),
                                recipe,
                                constants,
                                itself ? ": the penalty's gradient?" : "",
                                bank);
        }
    }
}

}  // namespace chainrule::check
