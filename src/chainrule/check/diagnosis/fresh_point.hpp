#pragma once

/// @file
/// Another point near x, where an explanation found at x has to prove itself.

#include "chainrule/check/diagnosis/activation_slopes.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/elsewhere.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace chainrule::check {

/// x with every entry moved by up to `share` of its own size, and entries that are 0 by
/// `share` standard normals: signs stay, and what made x special (equal, symmetric or
/// zero entries) goes.
[[nodiscard]] inline arma::vec moved_at_random(const arma::vec& x,
                                               double share,
                                               bool single_precision,
                                               Random& random) {
    arma::vec point = x;
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        const double size = std::abs(x.mem[i]);
        double& entry = point.at(i);
        entry += size == 0.0 ? share * random.normal()
                             : share * size * random.uniform(-1.0, 1.0);
        if (single_precision) entry = static_cast<float>(entry);
    }
    return point;
}

/// What the caller has names for at a point, and the slopes of the activations among
/// it; nothing where that cannot be had.
[[nodiscard]] inline std::vector<NamedMatrix> values_at(const CheckOptions& options,
                                                        const arma::vec& point) {
    std::vector<NamedMatrix> values;
    if (!options.values) return values;
    try {
        values = options.values(point);
        for (NamedMatrix& slope : activation_slopes(options, point, values)) {
            values.push_back(std::move(slope));
        }
    } catch (...) {
        // The values at the point itself stay, if it was another that could not be had.
    }
    return values;
}

/// Entries `first` on of a flat claim, or the whole Jacobian, without evidence yet.
[[nodiscard]] inline PointEvidence blank_evidence(const Setting& setting,
                                                  const arma::vec& point,
                                                  const arma::mat& claimed) {
    PointEvidence evidence;
    evidence.values = values_at(setting.options, point);
    if (setting.problem.jacobian) {
        evidence.blocks.push_back({setting.problem.subject, claimed, {}, {}});
        return evidence;
    }
    arma::uword first = 0;
    for (const Block& block : setting.blocks) {
        evidence.blocks.push_back({block.name,
                                   shaped(claimed.mem + first, block),
                                   shaped(point.mem + first, block),
                                   {}});
        first += block.size();
    }
    return evidence;
}

/// Adds what was found of output i along entry j of x.
inline void add_evidence(const Setting& setting,
                         arma::uword i,
                         arma::uword j,
                         double truth,
                         double error_bar,
                         Verdict verdict,
                         PointEvidence& evidence) {
    if (!std::isfinite(truth) || !std::isfinite(error_bar)) return;
    if (setting.problem.jacobian) {
        evidence.blocks.front().examined.push_back({i, j, truth, error_bar, verdict});
    } else {
        const Place place = place_of(setting.blocks, j);
        evidence.blocks[place.block].examined.push_back(
            {place.row, place.col, truth, error_bar, verdict});
    }
}

/// The verdict on every entry of a block, by the size of its largest one.
inline void judge_all(BlockEvidence& block) {
    const double scale = scale_of(block);
    for (Examined& entry : block.examined) {
        const double claimed = block.claimed_at(entry);
        const double gap =
            std::isfinite(claimed) ? std::abs(claimed - entry.truth) : arma::datum::inf;
        entry.verdict = judge(gap, entry.error_bar, scale);
    }
}

/// Whether the budget pays for the evidence of so many entries at each of `points` points.
[[nodiscard]] inline bool affordable(const Setting& setting,
                                     std::size_t points,
                                     std::size_t entries,
                                     bool complex_step) {
    const std::size_t an_entry = complex_step ? 1 : 2 * ladder_levels;
    return setting.allowance.left() >= points * entries * an_entry;
}

/// Claimed against numerical derivatives at another point than x, along the entries in
/// `coordinates`; nothing if f or the claim cannot be had there.
[[nodiscard]] inline Maybe<PointEvidence> evidence_at(
    const Setting& setting,
    const arma::vec& point,
    const List<arma::uword>& coordinates,
    bool complex_step) {
    const arma::vec f_there =
        setting.problem.f.probe(point, setting.outputs(), setting.options);
    if (!finite(f_there)) return {};
    const auto claimed = claimed_at(setting, point);
    if (!claimed) return {};

    PointEvidence evidence = blank_evidence(setting, point, *claimed);
    for (const arma::uword j : coordinates) {
        const Derivatives found =
            derivatives_at(setting, point, f_there, j, complex_step);
        for (arma::uword i = 0; i < setting.outputs(); ++i) {
            const double value = claimed->at(i, j), truth = found.value.mem[i];
            const double bar =
                found.error_bar.mem[i] + claimed_bar_around(setting, i, j, value);
            add_evidence(setting, i, j, truth, bar, Verdict::undecided, evidence);
        }
    }
    for (BlockEvidence& block : evidence.blocks) judge_all(block);
    return evidence;
}

}  // namespace chainrule::check
