#pragma once

/// @file
/// The examination behind every check: inspect, probe, judge, explain.

#include "chainrule/check/audit/audit.hpp"
#include "chainrule/check/diagnosis/explain.hpp"
#include "chainrule/check/inspect.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/beside.hpp"
#include "chainrule/check/oracles/closed_loop.hpp"
#include "chainrule/check/oracles/judge_directions.hpp"
#include "chainrule/check/oracles/judge_entries.hpp"
#include "chainrule/check/oracles/line_integral.hpp"
#include "chainrule/check/oracles/meeting_kinks.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

namespace detail {

/// `entries` in numbers.
inline void count(const std::vector<Entry>& entries, Report& report) {
    report.entries_checked = entries.size();
    for (const Entry& entry : entries) {
        if (entry.verdict == Verdict::fails) ++report.entries_failing;
        if (entry.verdict == Verdict::undecided) ++report.entries_undecided;
        if (std::isnan(entry.error)) continue;
        report.max_relative_error =
            std::fmax(report.max_relative_error, entry.error / entry.scale);
        report.error_bar =
            std::fmax(report.error_bar, (entry.error_bar + entry.leeway) / entry.scale);
    }
}

/// What could have been seen at entries with a kink, where many values are right.
inline void widen_at_kinks(const std::vector<Entry>& entries, Report& report) {
    for (const Entry& entry : entries) {
        if (!(entry.leeway > 0.0)) continue;
        const double visible =
            (decisive_gap * entry.error_bar + entry.leeway) / entry.scale;
        for (Visibility& block : report.visibility) {
            if (block.block != entry.block) continue;
            block.smallest_error = std::max(block.smallest_error, visible);
        }
    }
}

/// What fails is left undecided, as the entries at kinks that meet are.
inline void doubt_at_kinks(std::vector<OracleResult>& results) {
    for (OracleResult& result : results) {
        if (result.verdict != Verdict::fails) continue;
        result.verdict = Verdict::undecided;
        result.note = "kinks meet at x";
    }
}

/// The verdict on everything, from the entries counted in `report` and the oracles
/// asked along `directions`. Entries that were all checked need no direction to
/// confirm them; where they hold and a direction does not, f is suspect, not the claim.
/// The first oracle is the sharpest: a doubt of another along the same lines takes
/// nothing from it.
inline void conclude(const std::vector<OracleResult>& directions, Report& report) {
    const Verdict entries = report.entries_failing > 0     ? Verdict::fails
                            : report.entries_undecided > 0 ? Verdict::undecided
                                                           : Verdict::holds;
    Verdict along =
        directions.empty() ? Verdict::undecided : directions.front().verdict;
    for (const OracleResult& result : directions) {
        if (result.verdict == Verdict::fails) along = Verdict::fails;
    }

    if (report.entries_checked < report.entries) {
        report.verdict = worse(entries, along);
        return;
    }
    report.verdict = entries;
    if (entries == Verdict::holds && along == Verdict::fails) {
        report.verdict = Verdict::undecided;
        report.notes.push_back(
            "every entry holds, but not the slope along a random direction: is f "
            "differentiable here?");
    }
}

/// A function whose output has not always the same size has no derivative: what was
/// compared are the answers that happened to fit.
inline void watch_sizes(const Problem& problem, Report& report) {
    if (problem.f.meter()->same_size()) return;
    report.verdict = worse(report.verdict, Verdict::undecided);
    report.notes.push_back(problem.function +
                           " answers with another number of values beside x than at x: "
                           "only a function with outputs of a fixed size has a "
                           "derivative");
}

/// Where no entry was examined the errors are those along random directions.
inline void borrow_errors(const std::vector<OracleResult>& directions, Report& report) {
    if (report.entries_checked > 0 || directions.empty()) return;
    report.max_relative_error = directions.front().max_relative_error;
    report.error_bar = directions.front().error_bar;
}

/// What it means that an oracle around x fails.
[[nodiscard]] inline std::string around_words(const std::string& oracle,
                                              const Report& report) {
    const bool holds_at_x = report.entries_checked == report.entries &&
                            report.entries_failing == 0 &&
                            report.entries_undecided == 0;
    return oracle + ": " +
           (oracle == "closed loop"
                ? "the claimed derivatives do not add up to 0 around a triangle, as "
                  "those of every function do"
                : "f does not change along a segment by what the claimed derivatives "
                  "add up to") +
           (holds_at_x ? "; at x itself they are right: the rule is wrong beside x, "
                         "and x hides it"
                       : "");
}

/// Adds what is found of small entries where they are larger, if something is.
inline void look_beside(const Setting& setting,
                        const Probes& probes,
                        const std::vector<Entry>& entries,
                        Report& report) {
    if (!setting.options.oracles.beside) return;
    constexpr std::size_t shown = 3;
    Beside found = beside(setting, probes, entries);
    if (found.judged == 0) return;
    if (found.result.verdict == Verdict::fails) report.verdict = Verdict::fails;
    for (std::size_t k = 0; k < std::min(shown, found.wrong.size()); ++k) {
        report.notes.push_back(std::move(found.wrong[k]));
    }
    if (found.wrong.size() > shown) {
        report.notes.push_back("so are " + std::to_string(found.wrong.size() - shown) +
                               " more entries");
    }
    report.oracles.push_back(std::move(found.result));
}

/// Adds the oracles that judge the claim around x. What fails there is wrong; what
/// cannot be told there takes nothing from entries that were all checked at x.
inline void look_around(const Setting& setting, Report& report) {
    const Oracles& asked = setting.options.oracles;
    std::vector<OracleResult> results;
    if (asked.line_integral) results.push_back(line_integral(setting));
    if (asked.closed_loop) results.push_back(closed_loop(setting));
    const bool all_checked = report.entries_checked == report.entries;
    for (OracleResult& result : results) {
        if (result.verdict == Verdict::fails || !all_checked) {
            report.verdict = worse(report.verdict, result.verdict);
        }
        if (result.verdict == Verdict::fails) {
            report.notes.push_back(around_words(result.name, report));
        }
        report.oracles.push_back(std::move(result));
    }
}

/// Where the entries that were not examined are left undecided by the directions that
/// stand for them: why, and what can be done about it.
inline void advise(const std::vector<OracleResult>& directions,
                   const CheckOptions& options,
                   Report& report) {
    if (report.verdict != Verdict::undecided || directions.empty()) return;
    if (report.entries_checked == report.entries || report.entries_undecided > 0 ||
        directions.front().verdict != Verdict::undecided) {
        return;
    }
    const std::string& why = directions.front().note;
    report.notes.push_back(
        "the entries that were not examined are undecided: a random direction moves "
        "all of them at once, and along one of them " +
        (why.empty() ? "nothing can be told" : "the finding is: " + why) + "; " +
        (options.quick ? "quick = false examines entries one by one"
                       : "a larger max_entries leaves fewer of them"));
}

/// A small error that no diagnosis explains may be that of f: computed to a tolerance,
/// it is smooth between two jumps, with a slope that is a little off.
inline void suspect_tolerance(const CheckOptions& options, Report& report) {
    constexpr double small = 1e-3;
    if (report.entries_failing == 0 || !report.diagnosis.empty() ||
        !(report.max_relative_error < small)) {
        return;
    }
    report.notes.push_back(
        "the claim agrees with f to " + text(report.max_relative_error) +
        " of its largest entry: a term that is small here is wrong, or f is computed "
        "to "
        "a tolerance (a solver, a quadrature, an integrator) and that is its error; "
        "tighten it and check again" +
        (options.oracles.line_integral ? "" : ", or ask oracles.line_integral"));
}

/// The `count` worst: failures first, then by how much of its bar the error fills.
[[nodiscard]] inline std::vector<Entry> worst_of(const std::vector<Entry>& entries,
                                                 std::size_t count) {
    const auto badness = [](const Entry& entry) {
        return entry.error > 0.0 ? entry.error / entry.error_bar : 0.0;
    };
    const auto worse_first = [&](const Entry* a, const Entry* b) {
        if (a->verdict != b->verdict) return a->verdict > b->verdict;
        if (badness(*a) != badness(*b)) return badness(*a) > badness(*b);
        return a < b;
    };
    List<const Entry*> order;
    for (const Entry& entry : entries) order.push_back(&entry);
    std::sort(order.begin(), order.end(), worse_first);

    std::vector<Entry> worst;
    for (std::size_t k = 0; k < std::min(order.size(), count); ++k) {
        worst.push_back(*order[k]);
    }
    return worst;
}

}  // namespace detail

CHAINRULE_JUDGE Report examine(const Problem& problem, const CheckOptions& options) {
    Report report;
    report.subject = problem.subject;
    if (const auto setting = inspect(problem, options, report)) {
        const Probes probes = take_probes(*setting);
        std::vector<Entry> entries =
            judge_entries(*setting, probes, report.oracles, report.notes);
        auto [directions, miss_probability] = judge_directions(*setting, probes);
        if (excuse_meeting_kinks(*setting, probes, entries)) {
            detail::doubt_at_kinks(report.oracles);
            detail::doubt_at_kinks(directions);
            report.notes.push_back(
                "f has kinks here, and the claim is the slope of neither side; beside "
                "x "
                "it is right. Where several kinks meet, as with ReLUs that are all 0, "
                "the "
                "chain rule may give such a value: check at a point beside x");
        }

        detail::count(entries, report);
        detail::conclude(directions, report);
        detail::borrow_errors(directions, report);
        report.error_size = options.error_size;
        report.miss_probability =
            report.entries_checked < report.entries ? miss_probability : 0.0;
        report.notes.insert(
            report.notes.end(), probes.notes.begin(), probes.notes.end());
        const PointEvidence here = evidence_at_x(*setting, probes, entries);
        explain(*setting, probes, entries, here, report);
        detail::suspect_tolerance(options, report);
        audit(*setting, here, report);
        detail::widen_at_kinks(entries, report);
        report.worst = detail::worst_of(entries, options.worst);
        report.oracles.insert(
            report.oracles.end(), directions.begin(), directions.end());
        detail::look_beside(*setting, probes, entries, report);
        detail::look_around(*setting, report);
        detail::advise(directions, options, report);
        detail::watch_sizes(problem, report);
    }
    report.evaluations = problem.f.evaluations();
    report.gradient_evaluations = problem.claimed.evaluations();
    return report;
}

}  // namespace chainrule::check
