#pragma once

/// @file
/// Entries that are so small at x that f cannot show an error in them, judged at points
/// beside x where they are larger: beside f = 1e12 no difference shows that a claimed 4e-6
/// is off by a part in 1e4. What is off by the same share at two distances from x is off
/// by it at x. An error whose share changes with the distance may vanish at x, as that
/// of a series does, and is not held against the claim.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/elsewhere.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/path_integral.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/check/verdict.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// What was found of the small entries, and a sentence for each that is wrong.
struct Beside {
    OracleResult result;
    std::vector<std::string> wrong;
    std::size_t judged = 0;  ///< how many there are that could be told
};

namespace detail {

/// An entry whose relative error has to be larger than this to be seen is small.
inline constexpr double visible_share = 1e-4;

/// Output i along entry j.
struct Partial {
    arma::uword i, j;
    double claimed;
};

/// A point around x with f and the claim there.
struct PointBeside {
    double distance;
    arma::vec at;
    arma::vec value;
    arma::mat claimed;
};

[[nodiscard]] inline bool is_small(const Entry& entry) {
    const bool smooth = entry.doubt == Doubt::none || entry.doubt == Doubt::noise;
    const double size = std::abs(entry.claimed);
    return entry.verdict != Verdict::fails && smooth && size > 0.0 &&
           visible_share * size < decisive_gap * entry.error_bar;
}

/// The small ones of `entries`, which are those of `probes` with all outputs each.
[[nodiscard]] inline List<Partial> small_entries(const Setting& setting,
                                                 const Probes& probes,
                                                 const std::vector<Entry>& entries) {
    const arma::uword outputs = setting.outputs();
    List<Partial> small;
    for (std::size_t k = 0; k < entries.size(); ++k) {
        if (!is_small(entries[k])) continue;
        small.push_back(
            {k % outputs, probes.entries[k / outputs].coordinate, entries[k].claimed});
    }
    return small;
}

/// At most `count` of them, evenly spread.
[[nodiscard]] inline List<Partial> thinned(const List<Partial>& all,
                                           std::size_t count) {
    if (all.size() <= count) return all;
    List<Partial> some;
    for (std::size_t k = 0; k < count; ++k) {
        some.push_back(all[k * all.size() / count]);
    }
    return some;
}

/// Points around x, near and far, where f and the claim can be had.
[[nodiscard]] inline List<PointBeside> points_beside(const Setting& setting) {
    constexpr std::size_t most = 32, sizes = 4;
    Random random(setting.options.seed, 0x626573696465);  // its own stream: "beside"
    List<PointBeside> points;
    for (std::size_t k = 0; k < most && setting.may_ask_claim(); ++k) {
        const double shrunk = std::ldexp(1.0, -static_cast<int>(k / 2 % sizes));
        arma::vec at =
            moved(setting.x(), 1.0, displacement(setting, k % 2, shrunk, random));
        if (setting.options.single_precision) {
            for (double& entry : at) entry = static_cast<float>(entry);
        }
        arma::vec value =
            setting.problem.f.probe(at, setting.outputs(), setting.options);
        if (!finite(value)) continue;
        auto claimed = claimed_at(setting, at);
        if (!claimed || !finite(*claimed)) continue;
        const double distance = length(moved(at, -1.0, setting.x()));
        points.push_back(
            {distance, std::move(at), std::move(value), std::move(*claimed)});
    }
    return points;
}

/// Whether the claim is the same everywhere: a gradient that was computed once and is
/// handed out for every point says nothing of points beside x.
[[nodiscard]] inline bool is_constant(const Setting& setting,
                                      const List<PointBeside>& points) {
    return all_of(points, [&](const PointBeside& point) {
        return same_bits(point.claimed, setting.claimed);
    });
}

/// How large the entry is at a point beside f, whose rounding hides it.
[[nodiscard]] inline double visibility(const Setting& setting,
                                       const PointBeside& point,
                                       const Partial& entry) {
    const double values = std::max(std::abs(point.value.mem[entry.i]),
                                   std::abs(setting.value.mem[entry.i]));
    const double size = std::abs(point.claimed.at(entry.i, entry.j));
    return values > 0.0 ? size / values : size;
}

/// The point at which the entry is largest, of those at another distance than
/// `other` if there is one; null if there is none.
[[nodiscard]] inline const PointBeside* best_of(const Setting& setting,
                                                const List<PointBeside>& points,
                                                const Partial& entry,
                                                const PointBeside* other) {
    constexpr double apart = 1.6;
    const PointBeside* best = nullptr;
    for (const PointBeside& point : points) {
        const double ratio = other ? point.distance / other->distance : 0.0;
        if (other && apart * ratio > 1.0 && ratio < apart) continue;
        if (!best ||
            visibility(setting, point, entry) > visibility(setting, *best, entry)) {
            best = &point;
        }
    }
    return best;
}

/// The claim at a point before the slope of f there; undecided where f has none.
[[nodiscard]] inline Comparison compare_beside(const Setting& setting,
                                               const PointBeside& point,
                                               const Partial& entry,
                                               bool complex_step) {
    const Derivatives found =
        derivatives_at(setting, point.at, point.value, entry.j, complex_step);
    const double claimed = point.claimed.at(entry.i, entry.j);
    Comparison result;
    result.numerical = found.value.mem[entry.i];
    if (!std::isfinite(result.numerical)) return result;
    result.gap = std::abs(claimed - result.numerical);
    result.error_bar = found.error_bar.mem[entry.i] +
                       claimed_bar_around(setting, entry.i, entry.j, claimed);
    result.verdict = judge(result.gap,
                           result.error_bar,
                           std::max(std::abs(claimed), std::abs(result.numerical)));
    return result;
}

[[nodiscard]] inline std::string name_of(const Setting& setting, const Partial& entry) {
    return setting.problem.jacobian
               ? entry_name(setting.problem.subject, entry.i, entry.j)
               : entry_name(setting.blocks, entry.j);
}

[[nodiscard]] inline std::string wrong_words(const Setting& setting,
                                             const PointBeside& point,
                                             const Partial& entry,
                                             double numerical) {
    return name_of(setting, entry) + ", claimed " + text(entry.claimed) +
           ", is too small at x for f to show; beside x, where it is claimed to be " +
           text(point.claimed.at(entry.i, entry.j), 8) + ", f shows " +
           text(numerical, 8) + ": the rule is wrong";
}

/// By which share of it the entry is off.
[[nodiscard]] inline double share_of(const Comparison& found) {
    return found.gap / std::abs(found.numerical);
}

/// Judges one small entry at the best point, and where it fails at a second one, too.
inline void judge_beside(const Setting& setting,
                         const List<PointBeside>& points,
                         const Partial& entry,
                         bool complex_step,
                         Beside& found) {
    constexpr double alike = 0.25;
    const auto affordable = [&] {
        return setting.allowance.left() >= 2 * ladder_levels;
    };
    const PointBeside* point = best_of(setting, points, entry, nullptr);
    if (!affordable()) return;
    const Comparison first = compare_beside(setting, *point, entry, complex_step);
    if (first.verdict == Verdict::undecided) return;
    if (first.verdict == Verdict::fails) {
        const PointBeside* second = best_of(setting, points, entry, point);
        if (!second || !affordable()) return;
        const Comparison again = compare_beside(setting, *second, entry, complex_step);
        const double share = share_of(first), next = share_of(again);
        const bool same = std::abs(next - share) <= alike * share;
        if (again.verdict != Verdict::fails || !same) return;
        found.wrong.push_back(wrong_words(setting, *point, entry, first.numerical));
    }
    ++found.judged;
    include(found.result, first, std::abs(first.numerical));
}

}  // namespace detail

/// Judges the small ones of `entries`, at most `most`, each at the point of a few around
/// x where it is largest. Fails what has `gap` > `decisive_gap` * bar at two of them, at
/// different distances from x, and is wrong by the same share at both, to a quarter;
/// says nothing of an entry that is small there, too, or lies at a kink. Costs at most
/// two ladders of differences an entry, and stops at the budget.
[[nodiscard]] inline Beside beside(const Setting& setting,
                                   const Probes& probes,
                                   const std::vector<Entry>& entries) {
    constexpr std::size_t most = 16;
    Beside found{oracle("beside x"), {}};
    const auto small = detail::small_entries(setting, probes, entries);
    if (small.empty()) return found;
    const auto points = detail::points_beside(setting);
    if (points.empty() || detail::is_constant(setting, points)) return found;
    for (const detail::Partial& entry : detail::thinned(small, most)) {
        detail::judge_beside(setting, points, entry, probes.trust_complex, found);
    }
    found.result.note = std::to_string(found.judged) + " of " +
                        std::to_string(small.size()) + " entries too small at x";
    return found;
}

}  // namespace chainrule::check
