#pragma once

/// @file
/// Another point near x, where an explanation found at x has to prove itself.

#include "chainrule/check/diagnosis/activation_slopes.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/complex_step.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
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

/// The claimed derivatives at a point the caller did not choose, m x n; nothing where
/// the callable throws, gives another shape or a number that is not finite.
[[nodiscard]] inline Maybe<arma::mat> claimed_at(const Setting& setting,
                                                 const arma::vec& point) {
    try {
        arma::mat claimed = setting.problem.claimed(point);
        if (claimed.n_elem != setting.claimed.n_elem) return {};
        claimed.reshape(setting.outputs(), point.n_elem);
        return claimed;
    } catch (...) {
        return {};
    }
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

/// The derivatives of all outputs along entry j at `point`, with their error bars; NaN
/// where f is not smooth there.
struct Derivatives {
    arma::vec value;
    arma::vec error_bar;
};

[[nodiscard]] inline Derivatives derivatives_at(const Setting& setting,
                                                const arma::vec& point,
                                                const arma::vec& f_there,
                                                arma::uword j,
                                                bool complex_step) {
    const arma::uword outputs = setting.outputs();
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    arma::vec sigma = setting.sigma;
    for (arma::uword i = 0; i < outputs; ++i) {
        const double rounding =
            0.3 * setting.problem.value_epsilon * std::abs(f_there.mem[i]);
        sigma.at(i) = std::max(sigma.mem[i], rounding);
    }
    Derivatives found{filled(outputs, arma::datum::nan), filled(outputs, 0.0)};
    if (complex_step) {
        found.value = complex_slopes(setting.problem.f, point, j, outputs);
        const double length = std::max(1.0, std::abs(point.mem[j]));
        for (arma::uword i = 0; i < outputs; ++i) {
            const double noise = sigma.mem[i] + epsilon * std::abs(f_there.mem[i]);
            found.error_bar.at(i) = rounding_bar(found.value.mem[i], noise / length);
        }
        return found;
    }
    const Descent descent = descend(
        setting.problem.f, Line(point, j, setting.options), f_there, setting.sigma);
    for (arma::uword i = 0; i < outputs; ++i) {
        const Slope& slope = descent.slopes[i];
        const bool smooth = slope.smoothness == Smoothness::smooth ||
                            slope.smoothness == Smoothness::one_sided;
        if (!smooth) continue;
        found.value.at(i) = slope.value;
        found.error_bar.at(i) = slope.error_bar;
    }
    return found;
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
            const double noise =
                std::max(setting.claimed_sigma.at(i, j),
                         setting.problem.claimed_epsilon * std::abs(value));
            const double bar = found.error_bar.mem[i] + rounding_bar(value, noise);
            add_evidence(setting, i, j, truth, bar, Verdict::undecided, evidence);
        }
    }
    for (BlockEvidence& block : evidence.blocks) judge_all(block);
    return evidence;
}

}  // namespace chainrule::check
