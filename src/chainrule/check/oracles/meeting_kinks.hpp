#pragma once

/// @file
/// Claims at a point where several kinks meet, such as ReLUs that are all 0 there. The
/// chain rule with any slope for each of them may give what f has on neither side. Such
/// a claim is no derivative, as there is none, but the rule behind it is right if it
/// is so at all points beside.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/beside.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"

#include <cstddef>
#include <vector>

namespace chainrule::check {

namespace detail {

/// Whether the claim along an entry holds at the first few points where that can be
/// told.
[[nodiscard]] inline bool holds_beside(const Setting& setting,
                                       const List<PointBeside>& points,
                                       const Partial& entry,
                                       bool complex_step) {
    constexpr std::size_t enough = 3;
    std::size_t held = 0;
    for (const PointBeside& point : points) {
        if (setting.allowance.left() < 2 * ladder_levels) return false;
        const Comparison there = compare_beside(setting, point, entry, complex_step);
        if (there.verdict == Verdict::fails) return false;
        if (there.verdict == Verdict::holds && ++held == enough) return true;
    }
    return false;
}

}  // namespace detail

/// Leaves `entries` that fail undecided if each of them lies at a kink and the claim is
/// right beside x: along the first few of them, at three points each. Returns whether it
/// did.
inline bool excuse_meeting_kinks(const Setting& setting,
                                 const Probes& probes,
                                 std::vector<Entry>& entries) {
    constexpr std::size_t most = 4;
    const arma::uword outputs = setting.outputs();
    List<detail::Partial> wrong;
    for (std::size_t k = 0; k < entries.size(); ++k) {
        if (entries[k].verdict != Verdict::fails) continue;
        if (entries[k].doubt != Doubt::kink) return false;
        const arma::uword j = probes.entries[k / outputs].coordinate;
        wrong.push_back({k % outputs, j, entries[k].claimed});
    }
    if (wrong.empty()) return false;
    const auto points = detail::points_beside(setting);
    if (detail::is_constant(setting, points)) return false;
    const auto right = [&](const detail::Partial& entry) {
        return detail::holds_beside(setting, points, entry, probes.trust_complex);
    };
    if (!all_of(detail::thinned(wrong, most), right)) return false;
    for (Entry& entry : entries) {
        if (entry.verdict == Verdict::fails) entry.verdict = Verdict::undecided;
    }
    return true;
}

}  // namespace chainrule::check
