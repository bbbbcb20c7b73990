#pragma once

/// @file
/// Could this check have failed? What the given input hides from any comparison of
/// values, and whether a better one shows a mistake.

#include "chainrule/check/audit/better_input.hpp"
#include "chainrule/check/audit/degeneracy.hpp"
#include "chainrule/check/audit/mutations.hpp"
#include "chainrule/check/diagnosis/diagnosis.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

namespace detail {

/// Names of the blocks of x that are zero.
[[nodiscard]] inline std::vector<std::string> zero_blocks(const PointEvidence& here) {
    std::vector<std::string> names;
    for (const BlockEvidence& block : here.blocks) {
        if (block.value.n_elem > 0 && all_equal_to(block.value, 0.0)) {
            names.push_back(block.name);
        }
    }
    return names;
}

/// Entries of `block` that hold although f could not show them.
inline void audit_small_entries(const BlockEvidence& block,
                                std::vector<std::string>& findings) {
    const List<Examined> small = invisible(block);
    if (small.empty()) return;
    const Examined& largest = small.front();
    const std::string name = entry_name(block.name, largest.row, largest.col);
    const std::string claim = text(block.claimed_at(largest));
    const std::string seen = text(decisive_gap * largest.error_bar);
    constexpr auto next = "; oracles.closed_loop and line_integral may show more";
    findings.push_back(
        (small.size() == 1
             ? name + ", claimed " + claim +
                   ", is too small for f to show: only an error above " + seen +
                   " would have been seen there"
             : std::to_string(small.size()) + " of " +
                   std::to_string(block.examined.size()) + " entries of " + block.name +
                   " are not zero but too small for f to show; the largest is " + name +
                   ", claimed " + claim + ", where only an error above " + seen +
                   " would have been seen") +
        next);
}

/// What a rule for `here.blocks[b]` could have got wrong without being seen. That the
/// transpose of a Hessian would pass is no gap: it is the same matrix.
inline void audit_derivative(const PointEvidence& here,
                             std::size_t b,
                             bool symmetric_by_nature,
                             std::vector<std::string>& findings) {
    const BlockEvidence& block = here.blocks[b];
    if (block.examined.empty()) return;
    const std::string derivative = "the derivative with respect to " + block.name;
    const bool doubtful = any_of(block.examined, [](const Examined& one) {
        return one.verdict != Verdict::holds;
    });
    if (doubtful) return;  // its error bars are too wide, or it is wrong: no pass
    if (hides_factor(block, 0.0)) {
        std::vector<std::string> others = zero_blocks(here);
        std::erase(others, block.name);
        findings.push_back(
            derivative + " is zero" +
            (others.empty() ? "" : ", perhaps because " + listed(others) + " is zero") +
            ": a rule that returns zero would pass");
        return;
    }
    audit_small_entries(block, findings);
    if (!symmetric_by_nature && hides_transpose(block)) {
        findings.push_back(derivative + " is symmetric: its transpose would pass");
    }
    for (std::size_t other = 0; other < b; ++other) {
        if (hides_swap(block, here.blocks[other])) {
            findings.push_back(derivative + " equals that with respect to " +
                               here.blocks[other].name +
                               ": one in place of the other would pass");
        }
    }
}

/// What is degenerate about the blocks of x. Returns whether anything is.
inline bool audit_input(const Setting& setting, std::vector<std::string>& findings) {
    bool degenerate = false;
    arma::uword first = 0;
    for (const Block& block : setting.blocks) {
        const std::string finding =
            degeneracy_of(shaped(setting.x().mem + first, block));
        if (!finding.empty()) findings.push_back(block.name + " " + finding);
        degenerate = degenerate || !finding.empty();
        first += block.size();
    }
    return degenerate;
}

/// Tries the same claim where x is not special, and says how it does there.
inline void audit_better_input(const Setting& setting,
                               bool degenerate_input,
                               std::vector<std::string>& findings) {
    Random random(setting.options.seed, 0x626574746572);  // its own stream: "better"
    // If no block is special, the derivative is zero for another reason: draw them all.
    const BetterInput better = better_input(setting, !degenerate_input, random);
    const Elsewhere there = judge_at(setting, better.x, random);
    if (there.verdict == Verdict::undecided) return;
    const std::string tried = "at a better input, " + listed(better.drawn) +
                              " drawn at random, the same claim ";
    findings.push_back(there.verdict == Verdict::holds
                           ? tried + "holds along random directions"
                           : tried + "fails: the derivative with respect to " +
                                 listed(there.wrong) + " is wrong there");
}

}  // namespace detail

/// Fills `visibility` and `audit` of the report, whose verdict is known, from the
/// evidence at x.
inline void audit(const Setting& setting, const PointEvidence& here, Report& report) {
    report.audit = degenerate_sizes(setting.options.sizes);
    const bool special = detail::audit_input(setting, report.audit);
    const std::size_t before = report.audit.size();
    const bool symmetric_by_nature = setting.problem.subject == "Hessian";
    for (std::size_t b = 0; b < here.blocks.size(); ++b) {
        report.visibility.push_back(
            visibility_of(here.blocks, b, setting.options.sizes));
        if (symmetric_by_nature) {
            std::erase(report.visibility.back().hidden, "its transpose");
        }
        detail::audit_derivative(here, b, symmetric_by_nature, report.audit);
    }
    const bool hides = special || report.audit.size() > before;
    if (hides && report.verdict == Verdict::holds) {
        detail::audit_better_input(setting, special, report.audit);
    }
}

}  // namespace chainrule::check
