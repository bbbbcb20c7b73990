#pragma once

/// @file
/// Explanations by addition: the claim lacks, or has too much of, a multiple of
/// something that has a name, or of a product of two such things.

#include "chainrule/check/callable.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/vector.hpp"

#include <algorithm>

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
[[nodiscard]] inline Maybe<Coefficient> coefficient_of(
    const BlockEvidence& block,
    const arma::mat& term,
    const List<Constant>& constants) {
    List<Equation> equations;
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
using Recipe = Callable<arma::mat(const PointEvidence&, std::size_t block)>;

inline void append_term(const PointEvidence& here,
                        std::size_t block,
                        const std::string& name,
                        const Recipe& recipe,
                        const List<Constant>& constants,
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
                         const List<Constant>& constants,
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

/// One function of the block's own value where another belongs: the gradient of a
/// penalty by absolute values for that of one by squares.
inline void append_replaced_terms(const BlockEvidence& own,
                                  const List<Constant>& constants,
                                  Hypotheses& bank) {
    if (own.value.n_elem == 0) return;
    for (const Transform& wrong : term_transforms) {
        for (const Transform& right : term_transforms) {
            if (&wrong == &right) continue;
            const detail::Recipe recipe = [wrong, right](const PointEvidence& point,
                                                         std::size_t b) {
                arma::mat term = applied(wrong, point.blocks[b].value);
                const arma::mat instead = applied(right, point.blocks[b].value);
                for (arma::uword i = 0; i < term.n_elem; ++i) {
                    term.at(i) -= instead.mem[i];
                }
                return term;
            };
            const PointEvidence alone{{own}, {}};
            const auto coefficient =
                detail::coefficient_of(own, recipe(alone, 0), constants);
            if (!coefficient || coefficient->value < 0.0) continue;
            const std::string times =
                coefficient->value == 1.0 ? "" : coefficient->words() + "*";
            const std::string name = times + words_of(wrong, own.name);
            bank.push_back(
                {saying(Mistake::extra_term,
                        "the claimed value has the term " + name + " where " + times +
                            words_of(right, own.name) +
                            " belongs: is the penalty another one?",
                        coefficient->value,
                        words_of(wrong, own.name)),
                 [recipe, c = *coefficient](const PointEvidence& point, std::size_t b) {
                     return detail::differs_by(point.blocks[b], recipe(point, b), c);
                 }});
        }
    }
}

namespace detail {

/// claim = truth + coefficient * truth of a block of as many entries.
[[nodiscard]] inline List<Equation> accumulated(const BlockEvidence& block,
                                                const BlockEvidence& other) {
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        const arma::uword place = entry.row + entry.col * block.claimed.n_rows;
        for (const Examined& there : other.examined) {
            if (there.row + there.col * other.claimed.n_rows != place) continue;
            equations.push_back({there.truth,
                                 block.claimed_at(entry) - entry.truth,
                                 entry.error_bar + there.error_bar});
        }
    }
    return equations;
}

[[nodiscard]] inline bool is_accumulated(const BlockEvidence& block,
                                         const BlockEvidence& other,
                                         const Coefficient& coefficient) {
    const List<Equation> equations = accumulated(block, other);
    for (const Equation& at : equations) {
        if (!(std::abs(at.observed - coefficient.value * at.basis) <=
              2.0 * at.error_bar * (1.0 + std::abs(coefficient.value)))) {
            return false;
        }
    }
    return equations.size() >= 2;
}

}  // namespace detail

/// The derivative of another block added to the right one: two share their storage.
inline void append_accumulated(const PointEvidence& here,
                               std::size_t block,
                               const List<Constant>& constants,
                               Hypotheses& bank) {
    const BlockEvidence& own = here.blocks[block];
    for (std::size_t other = 0; other < here.blocks.size(); ++other) {
        const BlockEvidence& source = here.blocks[other];
        if (other == block || source.claimed.n_elem != own.claimed.n_elem) continue;
        const Coefficient c = fit(detail::accumulated(own, source), constants);
        if (!c.named() || !detail::is_accumulated(own, source, c)) continue;
        bank.push_back(
            {detail::term_words("the derivative with respect to " + source.name, c, ""),
             [other, c](const PointEvidence& point, std::size_t b) {
                 return detail::is_accumulated(point.blocks[b], point.blocks[other], c);
             }});
        bank.back().says.name = source.name;
    }
}

namespace detail {

/// claim = coefficient * own value, and no entry of it is right that is not zero.
[[nodiscard]] inline bool is_own(const BlockEvidence& block, const Coefficient& c) {
    for (const Examined& entry : block.examined) {
        if (entry.verdict == Verdict::holds && significant(entry)) return false;
    }
    return fits(block.examined, [&](const Examined& entry) {
        const double own = block.value.at(entry.row, entry.col);
        return Gap{std::abs(block.claimed_at(entry) - c.value * own),
                   1e-9 * std::abs(c.value * own) + c.error * std::abs(own)};
    });
}

}  // namespace detail

/// Only the penalty's part is there: "apart from lambda*W1, the claimed value is zero".
inline void append_zero_beside_own(const BlockEvidence& block,
                                   const List<Constant>& constants,
                                   Hypotheses& bank) {
    if (block.value.n_elem == 0) return;
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        equations.push_back({block.value.at(entry.row, entry.col),
                             block.claimed_at(entry),
                             1e-12 * std::abs(block.claimed_at(entry))});
    }
    const Coefficient c = fit(equations, constants);
    const bool believed = c.named() || failing(block) >= entries_for_a_number;
    if (!believed || !c.known() || !detail::is_own(block, c)) return;
    bank.push_back(
        {saying(Mistake::zero,
                "apart from " + (c.value == 1.0 ? "" : c.words() + "*") + block.name +
                    ", the claimed value is zero, the numerical one is not"),
         [c](const PointEvidence& point, std::size_t b) {
             return detail::is_own(point.blocks[b], c);
         }});
}

}  // namespace chainrule::check
