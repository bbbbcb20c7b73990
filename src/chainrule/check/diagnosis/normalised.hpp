#pragma once

/// @file
/// A mistake in the way back through the variance of a normalisation. What is behind
/// W, u = gamma.*(W*x - mean)/deviation, does not change with the size of W, so that the
/// derivative is at right angles to W: of each unit where the statistics are those of a
/// batch, of all units together where they are those of an example. The part through
/// the variance, times W, is -gamma.*dL/dgamma; a claim that lacks it, or has another
/// multiple of it, has that left over.

#include "chainrule/check/diagnosis/dense_layers.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"

#include <string>

namespace chainrule::check {

/// The weights before a normalisation, and the block that scales what comes out of it.
struct Normalised {
    std::size_t weights, gamma;
    bool units_are_rows;
    bool by_unit;            ///< else over all units of an example
    double left_over = 1.0;  ///< so often gamma.*dL/dgamma is in claim times W
};

namespace detail {

/// What keeps a variance from being zero, relative to it, spoils the right angle.
inline constexpr double nearly_at_right_angles = 2e-3;

/// Truth, claim and |truth|, each times the weights, and gamma.*dL/dgamma; by unit, or
/// one number for all.
struct AlongWeights {
    List<double> truth, claim, length, gamma;
};

[[nodiscard]] inline AlongWeights along_weights(const PointEvidence& point,
                                                const Normalised& what) {
    const BlockEvidence& weights = point.blocks[what.weights];
    const BlockEvidence& gamma = point.blocks[what.gamma];
    const std::size_t count = what.by_unit ? gamma.claimed.n_elem : 1;
    AlongWeights along;
    along.truth.assign(count, 0.0);
    along.claim = along.length = along.gamma = along.truth;
    for (const Examined& entry : weights.examined) {
        const arma::uword unit = what.units_are_rows ? entry.row : entry.col;
        const std::size_t k = what.by_unit ? unit : 0;
        const double w = weights.value.at(entry.row, entry.col);
        along.truth[k] += entry.truth * w;
        along.claim[k] += weights.claimed_at(entry) * w;
        along.length[k] += std::abs(entry.truth * w);
    }
    for (arma::uword u = 0; u < gamma.claimed.n_elem; ++u) {
        along.gamma[what.by_unit ? u : 0] += gamma.value.mem[u] * gamma.claimed.mem[u];
    }
    return along;
}

/// Whether the truth is at right angles to the weights, in this one way only.
[[nodiscard]] inline bool at_right_angles(const AlongWeights& along) {
    for (std::size_t k = 0; k < along.truth.size(); ++k) {
        if (!(along.length[k] > 0.0)) return false;
        if (std::abs(along.truth[k]) > nearly_at_right_angles * along.length[k]) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] inline bool explains(const Normalised& what, const PointEvidence& point) {
    if (!point.blocks[what.weights].complete()) return false;
    const AlongWeights along = along_weights(point, what);
    if (!at_right_angles(along)) return false;
    double most = 0.0;
    for (const double gamma : along.gamma) most = std::max(most, std::abs(gamma));
    bool shows = false;
    for (std::size_t k = 0; k < along.claim.size(); ++k) {
        const double expected = what.left_over * along.gamma[k];
        const double gap = std::abs(along.claim[k] - expected);
        if (!(gap <= nearly_at_right_angles * (along.length[k] + std::abs(expected))))
            return false;
        shows = shows || std::abs(expected) > 0.05 * along.length[k];
    }
    return shows && most > 0.0;
}

/// Blocks that may scale what comes of these weights: vectors with a number for each
/// unit, of which the claim is right here.
[[nodiscard]] inline List<Normalised> normalisations(const PointEvidence& here,
                                                     std::size_t weights) {
    const arma::mat& w = here.blocks[weights].claimed;
    List<Normalised> found;
    for (std::size_t b = 0; b < here.blocks.size(); ++b) {
        const BlockEvidence& gamma = here.blocks[b];
        const bool vector = gamma.claimed.n_rows == 1 || gamma.claimed.n_cols == 1;
        if (b == weights || !vector || failing(gamma) > 0) continue;
        if (gamma.examined.empty() || gamma.value.n_elem == 0) continue;
        for (const bool rows : {true, false}) {
            if ((rows ? w.n_rows : w.n_cols) != gamma.claimed.n_elem) continue;
            for (const bool by_unit : {true, false}) {
                found.push_back({weights, b, rows, by_unit});
            }
        }
    }
    return found;
}

[[nodiscard]] inline Diagnosis normalised_words(const Normalised& what,
                                                const Constant& often,
                                                const PointEvidence& here) {
    const std::string part = "of the way back to it through the variance";
    const std::string where = ", of what " + here.blocks[what.gamma].name + " scales";
    if (what.left_over == 1.0) {
        return saying(Mistake::missing_term,
                      "the claimed value lacks the part " + part + where);
    }
    if (what.left_over == 2.0) {
        return saying(
            Mistake::sign,
            "in the claimed value the part " + part + " has the wrong sign" + where);
    }
    return saying(Mistake::factor,
                  "in the claimed value the part " + part + " stands " +
                      Coefficient{often.value, 0.0, {often}}.words() + " times" + where,
                  often.value,
                  often.plain() ? "" : often.name);
}

}  // namespace detail

/// Mistakes in the part through the variance, for weights of which all was examined.
inline void append_normalised(const PointEvidence& here,
                              std::size_t block,
                              const List<Constant>& constants,
                              Hypotheses& bank) {
    const BlockEvidence& weights = here.blocks[block];
    if (weights.claimed.n_rows < 2 || weights.claimed.n_cols < 2) return;
    if (weights.value.n_elem == 0 || !weights.complete()) return;
    for (Normalised what : detail::normalisations(here, block)) {
        List<Constant> often{{0.0, "0", "", 0}, {-1.0, "-1", "", 0}};
        often.append(constants);
        for (const Constant& times : often) {
            what.left_over = 1.0 - times.value;
            if (what.left_over == 0.0 || !detail::explains(what, here)) continue;
            bank.push_back({detail::normalised_words(what, times, here),
                            [what](const PointEvidence& point, std::size_t) {
                                return detail::explains(what, point);
                            }});
            break;
        }
    }
}

}  // namespace chainrule::check
