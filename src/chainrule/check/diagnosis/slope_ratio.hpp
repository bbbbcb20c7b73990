#pragma once

/// @file
/// A slope that is wrong before any layer: where the weights of a layer are zero, its z
/// is the bias alone, in every example and at every place of a convolution or sequence.
/// If all behind it is right, claim over truth is there, unit by unit, what the claim
/// has in the place of the slope over the slope, and both are functions of the bias.

#include "chainrule/check/diagnosis/activations.hpp"
#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// Weights of any kind and the bias that z is without them.
struct BiasedBlocks {
    List<std::size_t> weights;  ///< all that have to be zero
    std::size_t bias;
};

/// claim = factor * truth * claimed(z or a) / slope(z), with a = activation(z).
struct SlopeRatio {
    const Transform* activation = nullptr;
    const Transform* slope = nullptr;
    const Transform* claimed = nullptr;  ///< no factor at all where null
    bool of_output = false;              ///< made of a, not of z
    bool besides_slope = false;          ///< the claim has the right slope, too
    bool divided = false;                ///< the claim has 1/slope in its place
    Coefficient factor{1.0, 0.0, {}};

    /// What the claim has in the place of the slope, but for the factor.
    [[nodiscard]] double in_claim(double z) const {
        const double right = besides_slope ? slope->apply(z)
                             : divided     ? 1.0 / slope->apply(z)
                                           : 1.0;
        if (claimed == nullptr) return right;
        return right * claimed->apply(of_output ? activation->apply(z) : z);
    }
};

namespace detail {

/// One entry where the weights are zero.
struct RatioTerm {
    double z;
    double claimed;
    Measured truth;
    arma::uword unit;
};

/// Which unit an entry of the weights belongs to; nothing if they have no unit for each
/// entry of the bias. A bias of one entry is every entry's.
[[nodiscard]] inline Maybe<arma::uword> unit_of(const BlockEvidence& weights,
                                                const Examined& entry,
                                                arma::uword units) {
    const arma::mat& m = weights.claimed;
    if (units == 1) return 0;
    if (m.n_elem == units) return entry.row + entry.col;
    if (m.n_rows == units) return entry.row;
    if (m.n_cols == units) return entry.col;
    return {};
}

/// What was examined of a block at one point.
[[nodiscard]] inline List<RatioTerm> ratio_terms(const PointEvidence& point,
                                                 std::size_t block,
                                                 std::size_t bias) {
    const arma::mat& z = point.blocks[bias].value;
    List<RatioTerm> terms;
    for (const Examined& entry : point.blocks[block].examined) {
        const auto unit = unit_of(point.blocks[block], entry, z.n_elem);
        if (!unit) return {};
        terms.push_back({z.mem[*unit],
                         point.blocks[block].claimed_at(entry),
                         {entry.truth, entry.error_bar},
                         *unit});
    }
    return terms;
}

/// The terms of the units of which some entry is wrong, as where a layer is
/// made of gates and the slope of one is; empty if all are, or none.
[[nodiscard]] inline List<RatioTerm> of_wrong_units(const List<RatioTerm>& terms) {
    double scale = 0.0;
    for (const RatioTerm& term : terms) scale = std::max(scale, std::abs(term.claimed));
    List<arma::uword> wrong;
    for (const RatioTerm& term : terms) {
        const double gap = std::abs(term.claimed - term.truth.value);
        const bool holds = gap <= decisive_gap * term.truth.bar + 1e-9 * scale;
        if (!holds && !contains(wrong, term.unit)) wrong.push_back(term.unit);
    }
    List<RatioTerm> found;
    for (const RatioTerm& term : terms) {
        if (contains(wrong, term.unit)) found.push_back(term);
    }
    if (found.size() == terms.size()) found.clear();
    return found;
}

/// ", in units 4 to 7 of 16"
[[nodiscard]] inline std::string units_words(const List<RatioTerm>& terms,
                                             arma::uword count) {
    arma::uword first = terms.front().unit, last = first;
    for (const RatioTerm& term : terms) {
        first = std::min(first, term.unit);
        last = std::max(last, term.unit);
    }
    const std::string of = " of " + std::to_string(count);
    if (first == last) return ", in unit " + std::to_string(first) + of;
    List<arma::uword> units;
    for (const RatioTerm& term : terms) {
        if (!contains(units, term.unit)) units.push_back(term.unit);
    }
    if (units.size() != last - first + 1) {
        return ", in " + std::to_string(units.size()) + of + " units";
    }
    return ", in units " + std::to_string(first) + " to " + std::to_string(last) + of;
}

/// Whether claim and truth at one term are `in_claim` and `slope` times one and
/// the same number, which is unknown.
[[nodiscard]] inline bool has_ratio(const RatioTerm& term,
                                    double in_claim,
                                    double slope,
                                    double scale) {
    const double rounding = 1e-12 * scale;
    const double truth = std::abs(term.truth.value);
    if (slope == 0.0 && truth > 2.0 * term.truth.bar + rounding) return false;
    if (in_claim == 0.0 && std::abs(term.claimed) > rounding) return false;
    const double gap = std::abs(term.claimed * slope - in_claim * term.truth.value);
    const double bar = 2.0 * std::abs(in_claim) * term.truth.bar +
                       1e-9 * std::abs(term.claimed * slope) + rounding;
    return gap <= bar && bar <= meaningful_bar * scale;
}

/// Whether the ratio is that of all terms, and several of them could not be so if the
/// slope were right and the factor alone wrong.
[[nodiscard]] inline bool explains(const SlopeRatio& what,
                                   const List<RatioTerm>& terms) {
    double scale = 0.0;
    for (const RatioTerm& term : terms) scale = std::max(scale, std::abs(term.claimed));
    std::size_t wrong = 0, telling = 0;
    for (const RatioTerm& term : terms) {
        const double in_claim = what.factor.value * what.in_claim(term.z);
        if (!has_ratio(term, in_claim, what.slope->apply(term.z), scale)) return false;
        if (std::abs(term.claimed) < 1e-3 * scale) continue;
        const double factor = std::abs(what.factor.value);
        const double error =
            std::abs(term.claimed - what.factor.value * term.truth.value);
        wrong += error > decisive_gap * factor * term.truth.bar + 1e-6 * scale;
        telling += std::abs(term.truth.value) > 1e-3 * scale;
    }
    return wrong >= entries_for_a_number && telling >= entries_for_a_number;
}

/// The ratio with its factor, fitted to the terms of one block, if it has a name.
[[nodiscard]] inline Maybe<SlopeRatio> with_factor(SlopeRatio what,
                                                   const List<RatioTerm>& terms,
                                                   const List<Constant>& constants) {
    List<Equation> equations;
    for (const RatioTerm& term : terms) {
        const double factor = what.in_claim(term.z);
        const double claimed = term.claimed * what.slope->apply(term.z);
        equations.push_back(
            {factor * term.truth.value,
             claimed,
             std::abs(factor) * term.truth.bar + 1e-11 * std::abs(claimed)});
    }
    what.factor = fit(equations, constants);
    if (!what.factor.known() || !what.factor.named()) return {};
    return what;
}

/// What may stand in the claim: nothing, the slope twice, a usual factor of z or a.
[[nodiscard]] inline List<SlopeRatio> ratios() {
    List<SlopeRatio> all;
    for (const ActivationWithSlope& pair : activations_with_slopes) {
        SlopeRatio ratio;
        ratio.activation = &pair.activation;
        ratio.slope = &pair.slope;
        all.push_back(ratio);
    }
    for (const ActivationWithSlope& pair : activations_with_slopes) {
        SlopeRatio ratio;
        ratio.activation = &pair.activation;
        ratio.slope = &pair.slope;
        ratio.claimed = &pair.slope;
        ratio.besides_slope = true;
        all.push_back(ratio);
    }
    for (const ActivationWithSlope& pair : activations_with_slopes) {
        SlopeRatio ratio;
        ratio.activation = &pair.activation;
        ratio.slope = &pair.slope;
        ratio.divided = true;
        all.push_back(ratio);
    }
    for (const bool of_output : {false, true}) {
        for (const Transform& transform : factor_transforms) {
            for (const ActivationWithSlope& pair : activations_with_slopes) {
                if (!of_output && transform.words == pair.slope.words) continue;
                SlopeRatio ratio;
                ratio.activation = &pair.activation;
                ratio.slope = &pair.slope;
                ratio.claimed = &transform;
                ratio.of_output = of_output;
                all.push_back(ratio);
            }
        }
    }
    return all;
}

/// The first that explains all of `terms`.
[[nodiscard]] inline Maybe<SlopeRatio> ratio_of(const List<RatioTerm>& terms,
                                                const List<Constant>& constants) {
    if (terms.empty()) return {};
    for (const SlopeRatio& pattern : ratios()) {
        const auto ratio = with_factor(pattern, terms, constants);
        if (ratio && explains(*ratio, terms)) return ratio;
    }
    return {};
}

[[nodiscard]] inline Diagnosis ratio_words(const SlopeRatio& what,
                                           const std::string& bias) {
    const std::string right = words_of(*what.slope, "z");
    const std::string a = words_of(*what.activation, "z");
    const std::string where =
        besides(what.factor) + ", where z is what " + bias + " is added to";
    if (what.divided) {
        return saying(Mistake::missing_factor,
                      "the claimed value is divided by " + right +
                          " where it is to be multiplied by it" + where,
                      arma::datum::nan,
                      right);
    }
    if (what.claimed == nullptr) {
        const bool hidden = what.slope->apply(-1.0) == 0.0;
        return saying(Mistake::missing_factor,
                      "the claimed value lacks the factor " + right +
                          (hidden ? ", or has one that is not 0 in its place" : "") +
                          where,
                      arma::datum::nan,
                      right);
    }
    const std::string other = words_of(*what.claimed, what.of_output ? a : "z");
    if (what.besides_slope) {
        return saying(Mistake::extra_factor,
                      "the claimed value has the factor " + right + " twice" + where,
                      arma::datum::nan,
                      right);
    }
    return saying(Mistake::missing_factor,
                  "the claimed value has " + other + " in place of " + right + where,
                  arma::datum::nan,
                  right);
}

/// The blocks that are zero together with `block`: matrices that stand side by side, as
/// those of a recurrent layer do.
[[nodiscard]] inline List<std::size_t> zero_with(const std::vector<Block>& blocks,
                                                 std::size_t block) {
    if (is_vector(blocks[block])) return {block};
    std::size_t first = block, last = block;
    while (first > 0 && !is_vector(blocks[first - 1])) --first;
    while (last + 1 < blocks.size() && !is_vector(blocks[last + 1])) ++last;
    List<std::size_t> all;
    for (std::size_t b = first; b <= last; ++b) all.push_back(b);
    return all;
}

/// Weights that may belong to a bias, of which some block is in `which`.
[[nodiscard]] inline List<BiasedBlocks> biased_blocks(const std::vector<Block>& blocks,
                                                      const List<std::size_t>& which) {
    const auto fits = [&](std::size_t w, std::size_t b) {
        const arma::uword units = blocks[b].size();
        return units == 1 || blocks[w].size() == units || blocks[w].rows == units ||
               blocks[w].cols == units;
    };
    List<BiasedBlocks> found;
    for (const std::size_t w : which) {
        if (blocks[w].size() < 2) continue;
        const auto beside = zero_with(blocks, w);
        for (std::size_t b = beside.back() + 1; b < blocks.size(); ++b) {
            if (!is_vector(blocks[b])) break;
            if (all_of(beside, [&](std::size_t one) { return fits(one, b); })) {
                found.push_back({beside, b});
            } else if (fits(w, b)) {
                found.push_back({{w}, b});
            }
        }
    }
    return found;
}

/// All entries of the bias, and of each of the weights as many, evenly spread, as are
/// enough to see a ratio in each unit.
[[nodiscard]] inline List<arma::uword> ratio_coordinates(
    const std::vector<Block>& blocks, const BiasedBlocks& what) {
    constexpr arma::uword most = 48;
    List<arma::uword> coordinates;
    const auto add = [&](std::size_t block) {
        const arma::uword first = offset_of(blocks, block);
        const arma::uword count = std::min(most, blocks[block].size());
        for (arma::uword k = 0; k < count; ++k) {
            coordinates.push_back(first + line_of(k, count, blocks[block].size()));
        }
    };
    for (const std::size_t block : what.weights) add(block);
    add(what.bias);
    sort(coordinates);
    return coordinates;
}

/// Evidence at points where the weights are zero; empty if it cannot be had.
[[nodiscard]] inline List<PointEvidence> ratio_evidence(const Setting& setting,
                                                        const BiasedBlocks& what,
                                                        bool complex_step) {
    const auto coordinates = ratio_coordinates(setting.blocks, what);
    if (!affordable(setting, alike_points, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x726174696f);  // its own stream: "ratio"
    List<PointEvidence> points;
    for (std::size_t attempt = 0; attempt < alike_points; ++attempt) {
        const arma::vec point = point_without(setting, what.weights, what.bias, random);
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (!evidence) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// So small are the weights where nothing is left of the derivatives without
/// them.
inline constexpr double small_weights = 1e-3;

/// Half the difference of claim and truth between two points, with what first
/// order leaves out.
[[nodiscard]] inline PointEvidence odd_part(PointEvidence above,
                                            const PointEvidence& below) {
    for (std::size_t b = 0; b < above.blocks.size(); ++b) {
        BlockEvidence& block = above.blocks[b];
        for (arma::uword i = 0; i < block.claimed.n_elem; ++i) {
            block.claimed.at(i) =
                0.5 * (block.claimed.mem[i] - below.blocks[b].claimed.mem[i]);
        }
        List<Examined> common;
        for (Examined entry : block.examined) {
            const Examined* other = examined_at(
                below.blocks[b], entry.row + entry.col * block.claimed.n_rows);
            if (other == nullptr) continue;
            entry.truth = 0.5 * (entry.truth - other->truth);
            entry.error_bar =
                entry.error_bar + other->error_bar +
                100.0 * small_weights * small_weights * std::abs(entry.truth);
            common.push_back(entry);
        }
        block.examined = std::move(common);
    }
    return above;
}

/// Evidence at points where the weights are tiny, of what is odd in them: where
/// they also stand behind the layer, nothing is left where they are zero.
[[nodiscard]] inline List<PointEvidence> odd_evidence(const Setting& setting,
                                                      const BiasedBlocks& what,
                                                      bool complex_step) {
    List<arma::uword> coordinates;
    const arma::uword first = offset_of(setting.blocks, what.bias);
    for (arma::uword u = 0; u < setting.blocks[what.bias].size(); ++u) {
        coordinates.push_back(first + u);
    }
    if (!affordable(setting, 2 * alike_points, coordinates.size(), complex_step))
        return {};
    Random random(setting.options.seed, 0x6f6464);  // its own stream: "odd"
    List<PointEvidence> points;
    for (std::size_t k = 0; k < alike_points; ++k) {
        arma::vec above = point_without(setting, what.weights, what.bias, random);
        arma::vec below = above;
        for (const std::size_t weights : what.weights) {
            const arma::uword start = offset_of(setting.blocks, weights);
            for (arma::uword i = 0; i < setting.blocks[weights].size(); ++i) {
                above.at(start + i) = small_weights * random.normal();
                below.at(start + i) = -above.mem[start + i];
            }
        }
        auto one = evidence_at(setting, above, coordinates, complex_step);
        const auto other = evidence_at(setting, below, coordinates, complex_step);
        if (!one || !other) return {};
        points.push_back(odd_part(std::move(*one), *other));
    }
    return points;
}

/// Whether nothing is left of the derivative with respect to the bias.
[[nodiscard]] inline bool nothing_left(const List<PointEvidence>& points,
                                       std::size_t bias) {
    return all_of(points, [&](const PointEvidence& point) {
        return none_of(point.blocks[bias].examined, significant);
    });
}

/// The terms of a block at all points.
[[nodiscard]] inline List<RatioTerm> all_terms(const List<PointEvidence>& points,
                                               std::size_t block,
                                               std::size_t bias) {
    List<RatioTerm> all;
    for (const PointEvidence& point : points) {
        all.append(ratio_terms(point, block, bias));
    }
    return all;
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing by a wrong
/// slope of the layer's own activation, if that is what they have.
inline void explain_by_slope_ratio(const Setting& setting,
                                   bool complex_step,
                                   const List<std::size_t>& which,
                                   std::vector<Diagnosis>& diagnoses) {
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr) return;
    const auto constants = constants_of(setting.options.sizes);
    const List<std::size_t> silent = silent_blocks(which, diagnoses);
    for (const BiasedBlocks& what : detail::biased_blocks(setting.blocks, silent)) {
        const auto still = [&](std::size_t block) {
            return silent_diagnosis(which, diagnoses, block);
        };
        if (none_of(what.weights, still)) continue;
        auto points = detail::ratio_evidence(setting, what, complex_step);
        if (!points.empty() && detail::nothing_left(points, what.bias)) {
            points = detail::odd_evidence(setting, what, complex_step);
        }
        if (points.empty()) continue;
        List<std::size_t> blocks = what.weights;
        blocks.push_back(what.bias);
        for (const std::size_t block : blocks) {
            Diagnosis* diagnosis = still(block);
            if (diagnosis == nullptr) continue;
            const auto terms = detail::all_terms(points, block, what.bias);
            const std::string& bias = setting.blocks[what.bias].name;
            if (const auto ratio = detail::ratio_of(terms, constants)) {
                say(*diagnosis, detail::ratio_words(*ratio, bias));
                continue;
            }
            const auto some = detail::of_wrong_units(terms);
            if (const auto ratio = detail::ratio_of(some, constants)) {
                Diagnosis words = detail::ratio_words(*ratio, bias);
                // Of the weights not all units were examined
                const auto all = detail::of_wrong_units(
                    detail::all_terms(points, what.bias, what.bias));
                words.text += detail::units_words(all.empty() ? some : all,
                                                  setting.blocks[what.bias].size());
                say(*diagnosis, std::move(words));
            }
        }
    }
}

}  // namespace chainrule::check
