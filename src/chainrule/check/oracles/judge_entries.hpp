#pragma once

/// @file
/// The verdict on every entry that was probed.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/oracles/review.hpp"
#include "chainrule/check/oracles/scales.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The oracles that are asked entry by entry, and where two of them disagree.
struct EntryOracles {
    OracleResult complex = oracle("complex step");
    OracleResult differences = oracle("central differences");
    OracleResult ridders = oracle("Ridders");
    std::vector<std::string> disagreements;
};

namespace detail {

/// What one oracle says of a claim, whose own bar is part of the comparison's.
struct Opinion {
    const char* oracle;
    Comparison comparison;
    double claimed_bar;

    [[nodiscard]] double bar() const { return comparison.error_bar - claimed_bar; }
    [[nodiscard]] bool contradicts(const Opinion& other) const {
        const double gap = std::abs(comparison.numerical - other.comparison.numerical);
        return gap > contradictory_gap * (bar() + other.bar());
    }
    [[nodiscard]] std::string words() const {
        return text(comparison.numerical, 8) + " by " + oracle;
    }
};

/// The opinion that decides: the first, which has the narrowest bar, or else the first
/// that is not undecided.
[[nodiscard]] inline Comparison deciding(const List<Opinion>& opinions) {
    for (const Opinion& opinion : opinions) {
        if (opinion.comparison.verdict != Verdict::undecided) return opinion.comparison;
    }
    return opinions.empty() ? Comparison{} : opinions.front().comparison;
}

/// The verdict of several oracles together: none if two of them contradict each other,
/// for then one of the bars is wrong and nobody knows which.
[[nodiscard]] inline Comparison reconcile(const List<Opinion>& opinions,
                                          const std::string& entry,
                                          std::vector<std::string>& disagreements) {
    Comparison chosen = deciding(opinions);
    for (std::size_t a = 0; a < opinions.size(); ++a) {
        for (std::size_t b = a + 1; b < opinions.size(); ++b) {
            if (!opinions[a].contradicts(opinions[b])) continue;
            chosen.verdict = Verdict::undecided;
            chosen.doubt = Doubt::truncation;
            chosen.evidence = std::string(opinions[a].oracle) + " and " +
                              opinions[b].oracle + " disagree";
            disagreements.push_back("oracles disagree at " + entry + ": " +
                                    opinions[a].words() + ", " + opinions[b].words());
            return chosen;
        }
    }
    return chosen;
}

/// The claimed derivative of output i along an entry, before all oracles that were
/// asked. At a kink differences alone decide: the others see one side of it, or the
/// mean of both.
[[nodiscard]] inline Comparison judge_entry(const Setting& setting,
                                            const Probes& probes,
                                            const Probe& probe,
                                            arma::uword i,
                                            double scale,
                                            double unit,
                                            Review& review,
                                            EntryOracles& oracles) {
    const arma::uword j = probe.coordinate;
    const double claimed = setting.claimed.at(i, j);
    const double claimed_bar = rounding_bar(claimed, setting.claimed_sigma.at(i, j));
    const double length = std::max(1.0, std::abs(setting.x().mem[j]));

    List<Opinion> opinions;  // the narrowest bar first
    if (probes.trust_complex) {
        const double value = probe.complex.mem[i];
        const double values = std::abs(setting.value.mem[i]) / length;
        const bool zero = claims_nothing(claimed, claimed_bar, values);
        const double steep = zero ? negligible * values : 0.0;
        const double bar = complex_bar(setting, i, value, length);
        opinions.push_back(
            {"complex step",
             against_complex_step(
                 claimed, claimed_bar, value, bar, std::max(scale, steep)),
             claimed_bar});
    }
    const KinkPolicy kinks = setting.options.kinks;
    if (!probe.descent.slopes.empty()) {
        const Slope& slope = probe.descent.slopes[i];
        Comparison comparison =
            against_differences(claimed, claimed_bar, slope, scale, kinks);
        review.look(probe, i, scale, claimed_bar, comparison);
        include(oracles.differences, comparison, unit);
        if (slope.smoothness == Smoothness::kink) return comparison;
        opinions.push_back({"differences", std::move(comparison), claimed_bar});
    }
    if (!probe.ridders.empty()) {
        Comparison comparison =
            against_differences(claimed, claimed_bar, probe.ridders[i], scale, kinks);
        include(oracles.ridders, comparison, unit);
        opinions.push_back({"Ridders", std::move(comparison), claimed_bar});
    }
    if (probes.trust_complex) {
        include(oracles.complex, opinions.front().comparison, unit);
    }
    return reconcile(opinions, entry_name(setting.blocks, j), oracles.disagreements);
}

/// The first few, and how many more there are.
inline void note_disagreements(const std::vector<std::string>& disagreements,
                               std::vector<std::string>& notes) {
    constexpr std::size_t shown = 3;
    for (std::size_t k = 0; k < std::min(shown, disagreements.size()); ++k) {
        notes.push_back(disagreements[k]);
    }
    if (disagreements.size() > shown) {
        notes.push_back("and at " + std::to_string(disagreements.size() - shown) +
                        " more entries");
    }
}

}  // namespace detail

/// Judges the probed entries, in their order and for each all outputs. The oracles
/// asked are added to `results`, where they disagree to `notes`.
[[nodiscard]] inline std::vector<Entry> judge_entries(
    const Setting& setting,
    const Probes& probes,
    std::vector<OracleResult>& results,
    std::vector<std::string>& notes) {
    const Problem& problem = setting.problem;
    const Scales scales(setting, probes);
    Review review(setting, probes);
    EntryOracles oracles;
    std::vector<Entry> entries;
    for (const Probe& probe : probes.entries) {
        const arma::uword j = probe.coordinate;
        const Place place = place_of(setting.blocks, j);
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            const double scale = scales.of(i, place.block);
            const double unit = scales.unit(i, place.block);
            Comparison comparison = detail::judge_entry(
                setting, probes, probe, i, scale, unit, review, oracles);
            entries.push_back(
                {problem.jacobian ? problem.subject : setting.blocks[place.block].name,
                 problem.jacobian ? i : place.row,
                 problem.jacobian ? j : place.col,
                 setting.claimed.at(i, j),
                 comparison.numerical,
                 comparison.gap,
                 comparison.error_bar,
                 unit,
                 comparison.verdict,
                 std::move(comparison.evidence),
                 comparison.doubt,
                 comparison.leeway});
        }
    }
    if (!probes.distrust.empty()) {
        results.push_back(oracle("complex step", probes.distrust));
        results.back().verdict = Verdict::undecided;
    } else if (probes.trust_complex) {
        results.push_back(std::move(oracles.complex));
    }
    if (setting.options.oracles.differences) {
        results.push_back(std::move(oracles.differences));
    }
    if (setting.options.oracles.ridders) {
        if (std::isnan(oracles.ridders.max_relative_error)) {
            oracles.ridders.verdict = Verdict::undecided;
            oracles.ridders.note = "nothing to compare: f is not smooth, or not finite";
        }
        results.push_back(std::move(oracles.ridders));
    }
    detail::note_disagreements(oracles.disagreements, notes);
    return entries;
}

}  // namespace chainrule::check
