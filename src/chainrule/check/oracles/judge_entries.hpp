#pragma once

/// @file
/// The verdict on every entry that was probed.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/oracles/scales.hpp"
#include "chainrule/check/oracles/tolerance.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
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
    std::size_t confirmed = 0;  ///< failures that differences at other steps were asked
    bool rough = false;         ///< f has kinks along some entry, so perhaps elsewhere
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

/// Whether `second`, by differences at other steps, takes the ground from a failure.
[[nodiscard]] inline bool refutes(const Comparison& second, const Comparison& failure) {
    const double apart = std::abs(second.numerical - failure.numerical);
    const double bars = second.error_bar + failure.error_bar;
    const bool agrees = second.gap <= contradictory_gap * second.error_bar &&
                        second.error_bar < 0.5 * failure.gap;
    return second.verdict != Verdict::fails &&
           (apart > contradictory_gap * bars || agrees);
}

/// The size of entry j; of one that is zero, or as good as zero beside the others of its
/// block, a thousandth of theirs.
[[nodiscard]] inline double own_size(const Setting& setting, arma::uword j) {
    const auto root_mean_square = [&](arma::uword first, arma::uword count) {
        double sum = 0.0;
        for (arma::uword k = first; k < first + count; ++k) {
            sum += setting.x().mem[k] * setting.x().mem[k];
        }
        return std::sqrt(sum / static_cast<double>(count));
    };
    const Place place = place_of(setting.blocks, j);
    const Block& block = setting.blocks[place.block];
    const double among =
        root_mean_square(j - place.row - place.col * block.rows, block.size());
    return std::max(
        std::abs(setting.x().mem[j]),
        1e-3 * (among > 0.0 ? among : root_mean_square(0, setting.x().n_elem)));
}

/// The shortest step at which a gap stands out of what rounding and noise do to the
/// slope of output i.
[[nodiscard]] inline double showing_step(const Setting& setting,
                                         arma::uword i,
                                         double gap) {
    return 4.0 *
           (4.0 * setting.sigma.mem[i] + 2.0 * last_bit_of(setting.value.mem[i])) / gap;
}

/// Whether f shows along some entry that it is not smooth.
[[nodiscard]] inline bool is_rough(const Probes& probes) {
    return any_of(probes.entries, [](const Probe& probe) {
        return any_of(probe.descent.slopes, [](const Slope& slope) {
            return slope.smoothness == Smoothness::kink ||
                   slope.smoothness == Smoothness::unsettled ||
                   slope.doubt == Doubt::truncation;
        });
    });
}

/// Takes a failure back that no step in the scale of x can show, where that is less than
/// 1 and f has kinks: there may be more of them close to x, as in a network of ReLUs with
/// tiny weights, whose slope at x then is lost in the rounding of f.
inline void doubt_long_steps(const Setting& setting,
                             arma::uword i,
                             arma::uword j,
                             Comparison& comparison) {
    constexpr double close = 0.02;  // each example has kinks of its own
    const double step = showing_step(setting, i, comparison.gap);
    const double size = own_size(setting, j);
    if (!(size > 0.0) || size >= 1.0 || step <= close * size) return;
    comparison.verdict = Verdict::undecided;
    comparison.doubt = Doubt::noise;
    comparison.evidence = "the gap shows at steps above h = " + text(step) +
                          " only, long beside x: what f does closer to x is hidden "
                          "by its noise";
}

/// Whether the gap is not all left at the shortest step that can show it. A
/// wrong rule is wrong at all steps; what several kinks between x and the steps of a
/// ladder do to a slope is not seen close to x.
[[nodiscard]] inline bool vanishes(const Setting& setting,
                                   Line& line,
                                   arma::uword i,
                                   double claimed,
                                   const Comparison& failure) {
    const double step = showing_step(setting, i, failure.gap);
    if (!line.resolves(step) || step > first_step * line.scale()) return false;
    const Rung rung = line.sample(setting.problem.f, step, setting.outputs());
    const double forward = (rung.plus.mem[i] - setting.value.mem[i]) / rung.ahead;
    const double backward = (setting.value.mem[i] - rung.minus.mem[i]) / rung.behind;
    const double left = failure.doubt == Doubt::kink
                            ? std::max({0.0,
                                        std::min(forward, backward) - claimed,
                                        claimed - std::max(forward, backward)})
                            : std::abs(claimed - 0.5 * (forward + backward));
    constexpr double all = 0.7;  // with the rounding there, a quarter of the gap
    return left < all * failure.gap;
}

/// A failure by differences must show at other steps, too: those of one ladder may
/// agree by accident where f oscillates faster than they resolve. And it must not be
/// the tolerance to which f is computed; that would spoil all entries, not a few that
/// group testing `located`. The first few failures that stand are enough: so many
/// accidents in one check do not happen.
inline void confirm(const Setting& setting,
                    const Probe& probe,
                    arma::uword i,
                    double scale,
                    double claimed_bar,
                    bool located,
                    EntryOracles& oracles,
                    Comparison& comparison) {
    constexpr std::size_t most = 4, most_searches = 2;
    constexpr double other_steps = 2.3;
    if (oracles.confirmed >= most || setting.allowance.left() < 2 * ladder_levels) {
        return;
    }
    const Function& f = setting.problem.f;
    const double claimed = setting.claimed.at(i, probe.coordinate);
    Line line(setting.x(), probe.coordinate, setting.options);
    if (oracles.rough && vanishes(setting, line, i, claimed, comparison)) {
        comparison.verdict = Verdict::undecided;
        comparison.doubt = Doubt::truncation;
        comparison.evidence =
            "the gap is not there at the shortest step that could show it: does f have "
            "kinks close to x?";
        return;
    }
    // Down to the steps of the first opinion, or it knows less than that; from those in
    // the scale of x if no ladder from the longest ones would come there.
    const double finest = probe.descent.slopes[i].step;
    const double longest = other_steps * first_step * line.scale();
    const bool too_far =
        longest > finest * std::pow(ladder_ratio, double(ladder_levels - 1));
    const double start = too_far ? other_steps * first_step * line.size() : longest;
    const double reach = std::log(start / finest);
    const auto levels = 1 + static_cast<std::size_t>(std::max(
                                3.0, std::ceil(reach / std::log(ladder_ratio))));
    const Descent again =
        descend_from(start, f, line, setting.value, setting.sigma, levels);
    const Slope& slope = again.slopes[i];
    const Comparison second =
        against_differences(claimed, claimed_bar, slope, scale, setting.options.kinks);
    if (slope.smoothness != Smoothness::not_finite && refutes(second, comparison)) {
        comparison = second;
        comparison.verdict = Verdict::undecided;
        comparison.doubt = Doubt::truncation;
        comparison.evidence = "differences at other steps disagree: does f oscillate?";
        return;
    }
    if (oracles.confirmed++ >= most_searches || located ||
        comparison.doubt != Doubt::none) {
        return;
    }
    const LongSlope far =
        long_slope(again, f, line, setting.value, i, setting.sigma.mem[i]);
    if (far.supports(claimed, std::max(scale, far.steepest))) {
        comparison.verdict = Verdict::undecided;
        comparison.doubt = Doubt::noise;
        comparison.evidence = "steps longer than h = " + text(far.step) +
                              " agree with the claim; f jumps by " + text(far.jump) +
                              " there, as if computed to such a tolerance";
        --oracles.confirmed;
    }
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
        if (comparison.verdict == Verdict::fails && !probes.trust_complex &&
            oracles.rough) {
            doubt_long_steps(setting, i, j, comparison);
        }
        if (comparison.verdict == Verdict::fails && !probes.trust_complex) {
            const bool located = !probes.located.empty();
            confirm(
                setting, probe, i, scale, claimed_bar, located, oracles, comparison);
        }
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
    EntryOracles oracles;
    oracles.rough = detail::is_rough(probes);
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
