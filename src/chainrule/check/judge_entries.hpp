#pragma once

/// @file
/// The verdict on every entry that was probed.

#include "chainrule/check/compare.hpp"
#include "chainrule/check/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/scales.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The two oracles that are asked entry by entry.
struct EntryOracles {
    OracleResult complex = oracle("complex step");
    OracleResult differences = oracle("central differences");
};

namespace detail {

/// The claimed derivative of output i along an entry, before one or two oracles. The
/// narrower bar of complex step decides unless only differences can, and at a kink,
/// of which complex step sees one side only.
[[nodiscard]] inline Comparison judge_entry(const Setting& setting,
                                            const Probes& probes,
                                            const Probe& probe,
                                            arma::uword i,
                                            double scale,
                                            double unit,
                                            EntryOracles& oracles) {
    const arma::uword j = probe.coordinate;
    const double claimed = setting.claimed(i, j);
    const double claimed_bar = rounding_bar(claimed, setting.claimed_sigma(i, j));

    Comparison chosen;
    if (!probe.descent.slopes.empty()) {
        const Slope& slope = probe.descent.slopes[i];
        chosen = against_differences(
            claimed, claimed_bar, slope, scale, setting.options.kinks);
        include(oracles.differences, chosen, unit);
        if (slope.smoothness == Smoothness::kink) return chosen;
    }
    if (!probes.trust_complex) return chosen;

    const double length = std::max(1.0, std::abs(setting.x()(j)));
    const double value = probe.complex(i);
    const double steep = negligible * std::abs(setting.value(i)) / length;
    Comparison exact = against_complex_step(claimed,
                                            claimed_bar,
                                            value,
                                            complex_bar(setting, i, value, length),
                                            std::max(scale, steep));
    include(oracles.complex, exact, unit);
    const bool only_differences_decide =
        exact.verdict == Verdict::undecided && chosen.verdict != Verdict::undecided;
    return only_differences_decide ? chosen : exact;
}

}  // namespace detail

/// Judges the probed entries, in their order and for each all outputs. The oracles
/// asked are added to `results`.
[[nodiscard]] inline std::vector<Entry> judge_entries(
    const Setting& setting, const Probes& probes, std::vector<OracleResult>& results) {
    const Problem& problem = setting.problem;
    const Scales scales(setting, probes);
    EntryOracles oracles;
    std::vector<Entry> entries;
    for (const Probe& probe : probes.entries) {
        const arma::uword j = probe.coordinate;
        const Place place = place_of(setting.blocks, j);
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            const double scale = scales.of(i, place.block);
            const double unit = scales.unit(i, place.block);
            Comparison comparison =
                detail::judge_entry(setting, probes, probe, i, scale, unit, oracles);
            entries.push_back(
                {problem.jacobian ? problem.subject : setting.blocks[place.block].name,
                 problem.jacobian ? i : place.row,
                 problem.jacobian ? j : place.col,
                 setting.claimed(i, j),
                 comparison.numerical,
                 comparison.gap,
                 comparison.error_bar,
                 unit,
                 comparison.verdict,
                 std::move(comparison.evidence),
                 comparison.doubt});
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
    return entries;
}

}  // namespace chainrule::check
