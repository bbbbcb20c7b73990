#pragma once

/// @file
/// The kind of mistake behind a failure: the simplest explanation in the bank that fits
/// every entry to within the error bars, and again, with the same numbers in it, at a
/// fresh point. What does not is not said.

#include "chainrule/check/diagnosis/distortions.hpp"
#include "chainrule/check/diagnosis/elementwise.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/faults.hpp"
#include "chainrule/check/diagnosis/hidden_factor.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/mixing.hpp"
#include "chainrule/check/diagnosis/normalised.hpp"
#include "chainrule/check/diagnosis/partial_factor.hpp"
#include "chainrule/check/diagnosis/patterns.hpp"
#include "chainrule/check/diagnosis/products.hpp"
#include "chainrule/check/diagnosis/ranks.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/diagnosis/reductions.hpp"
#include "chainrule/check/diagnosis/terms.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <utility>

namespace chainrule::check {

/// Whether the forward pass is known to the asker, who then has better means to find a
/// fault of the backward pass than to rebuild it from values.
enum class ForwardPass { unknown, known };

/// The explanations that fit one block at one point and say what is wrong with it, the
/// simplest first: those without a free number before those with one, numbers with a
/// name before those without.
[[nodiscard]] inline Hypotheses explanations(
    const PointEvidence& here,
    std::size_t block,
    const std::vector<Size>& sizes,
    ForwardPass forward = ForwardPass::unknown) {
    const BlockEvidence& evidence = here.blocks[block];
    const List<Constant> constants = constants_of(sizes);
    Hypotheses bank;
    append_cancelled(evidence, bank);
    append_zero(evidence, bank);
    append_factor(evidence, constants, bank);
    detail::append_transpose(evidence, constants, bank);
    detail::append_swapped(here, block, bank);
    append_zero_beside_own(evidence, likely(constants), bank);
    // The weight of a penalty is anybody's choice: that 0.05 is also 1/(4*C) says nothing.
    append_terms(here, block, likely(constants), bank);
    append_replaced_terms(evidence, likely(constants), bank);
    append_permuted(evidence, constants, bank);
    append_reductions(evidence, constants, bank);
    append_accumulated(here, block, likely(constants), bank);
    append_faulty_places(evidence, constants, bank);
    if (forward == ForwardPass::unknown) append_faults(here, block, constants, bank);
    append_named_factors(here, block, constants, bank);
    append_product_terms(here, block, constants, bank);
    append_partial_factors(here, block, constants, bank);
    append_normalised(here, block, likely(constants), bank);
    append_distortions(evidence, bank);
    append_shapes(evidence, bank);
    if (forward == ForwardPass::unknown) append_mixing(here, block, constants, bank);
    append_hidden_factors(here, block, bank);
    append_mask(evidence, bank);
    return bank;
}

/// Those that only describe it: its rank, a number that varies, the places of the
/// errors.
[[nodiscard]] inline Hypotheses descriptions(const PointEvidence& here,
                                             std::size_t block,
                                             const std::vector<Size>& sizes) {
    const BlockEvidence& evidence = here.blocks[block];
    const List<Constant> constants = constants_of(sizes);
    Hypotheses bank;
    append_ranks(here, block, likely(constants), bank);
    append_varying_factor(evidence, bank);
    append_places(evidence, constants, bank);
    append_factor_per_line(evidence, bank);
    return bank;
}

namespace detail {

/// The first of `bank` that holds at all of `fresh` as well; of kind `unknown` if there
/// is none, or no fresh point at which the mistake shows.
[[nodiscard]] inline Diagnosis first_confirmed(const PointEvidence& here,
                                               std::size_t block,
                                               const List<PointEvidence>& fresh,
                                               const Hypotheses& bank) {
    Diagnosis unknown;
    unknown.block = here.blocks[block].name;
    const auto shows = [&](const PointEvidence& point) {
        return finite(point.blocks[block].claimed) && failing(point.blocks[block]) > 0;
    };
    if (none_of(fresh, shows)) return unknown;
    for (const Hypothesis& hypothesis : bank) {
        const bool confirmed = all_of(fresh, [&](const PointEvidence& point) {
            return !shows(point) || hypothesis.explains(point, block);
        });
        if (!confirmed) continue;
        Diagnosis diagnosis = hypothesis.says;
        diagnosis.block = unknown.block;
        return diagnosis;
    }
    return unknown;
}

}  // namespace detail

/// The explanation of a failing block that holds at all of `fresh` as well; of kind
/// `unknown` if there is none, or no fresh point at which the mistake shows. A claim
/// that is not finite needs no other point.
[[nodiscard]] inline Diagnosis explained(const PointEvidence& here,
                                         std::size_t block,
                                         const List<PointEvidence>& fresh,
                                         const std::vector<Size>& sizes,
                                         ForwardPass forward = ForwardPass::unknown) {
    const BlockEvidence& evidence = here.blocks[block];
    if (!finite(evidence.claimed)) {
        Diagnosis broken =
            saying(Mistake::not_finite, "the claimed value is not finite");
        broken.block = evidence.name;
        return broken;
    }
    return detail::first_confirmed(
        here, block, fresh, explanations(here, block, sizes, forward));
}

/// The description of a failing block that is as true at all of `fresh`, for one that
/// nothing explains.
[[nodiscard]] inline Diagnosis described(const PointEvidence& here,
                                         std::size_t block,
                                         const List<PointEvidence>& fresh,
                                         const std::vector<Size>& sizes) {
    return detail::first_confirmed(
        here, block, fresh, descriptions(here, block, sizes));
}

/// What explains a failing block, or else describes it.
[[nodiscard]] inline Diagnosis diagnose(const PointEvidence& here,
                                        std::size_t block,
                                        const List<PointEvidence>& fresh,
                                        const std::vector<Size>& sizes,
                                        ForwardPass forward = ForwardPass::unknown) {
    Diagnosis diagnosis = explained(here, block, fresh, sizes, forward);
    return diagnosis.kind == Mistake::unknown ? described(here, block, fresh, sizes)
                                              : diagnosis;
}

namespace detail {

/// "W1", "W1 and b1", "W1, b1 and W2"
[[nodiscard]] inline std::string listed(const std::vector<std::string>& names) {
    std::string words;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) words += i + 1 == names.size() ? " and " : ", ";
        words += names[i];
    }
    return words;
}

}  // namespace detail

/// The texts of all diagnoses that say something, each once with the blocks it is
/// about: "all blocks: ..." where these are all `blocks` and more than one.
[[nodiscard]] inline std::string joined(const std::vector<Diagnosis>& diagnoses,
                                        std::size_t blocks) {
    struct Clause {
        std::string words;
        std::vector<std::string> blocks;
    };
    List<Clause> clauses;
    for (const Diagnosis& diagnosis : diagnoses) {
        if (diagnosis.text.empty()) continue;
        Clause* said = nullptr;
        for (Clause& clause : clauses) {
            if (clause.words == diagnosis.text) said = &clause;
        }
        if (said == nullptr) {
            clauses.push_back({diagnosis.text, {}});
            said = &clauses.back();
        }
        said->blocks.push_back(diagnosis.block);
    }
    std::string text;
    for (const auto& [words, names] : clauses) {
        if (!text.empty()) text += "; ";
        const bool all = blocks > 1 && names.size() == blocks;
        text += (all ? "all blocks" : detail::listed(names)) + ": " + words;
    }
    return text;
}

/// Where the mistake lies if some blocks fail and others hold; empty if that tells
/// nothing.
[[nodiscard]] inline std::string localised(const PointEvidence& here) {
    std::vector<std::string> wrong, right;
    for (const BlockEvidence& block : here.blocks) {
        if (block.examined.empty()) return "";
        (failing(block) > 0 ? wrong : right).push_back(block.name);
    }
    if (wrong.size() < 2 || right.empty()) return "";
    return detail::listed(right) + (right.size() == 1 ? " holds, " : " hold, ") +
           detail::listed(wrong) + " do not: the mistake lies in what only they share";
}

}  // namespace chainrule::check
