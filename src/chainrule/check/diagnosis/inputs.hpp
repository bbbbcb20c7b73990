#pragma once

/// @file
/// Weights whose claim takes in something else than the function does. Where
/// the weights before a bias p are zero, f(p) is the same in every example and
/// step. A claim that lacks it among its inputs, or has it besides, differs
/// there from the truth by the product of dL/db and f(p)', b the bias of the
/// weights; and one that takes in nothing else is that product.

#include "chainrule/check/diagnosis/activations.hpp"
#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/diagnosis/same_delta.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// Weights with their bias b, and the bias p before which all weights are zero.
struct InputOf {
    DenseLayer layer;
    std::size_t constant;  ///< p
};

namespace detail {

inline constexpr arma::uword most_input_units = 64, input_lines = 6;

/// How often dL/db*f(p)' is in something.
struct InputShare {
    bool of_difference = true;  ///< in claim - truth, else in the claim
    double times = 1.0;
};

[[nodiscard]] inline List<PointEvidence> input_evidence(const Setting& setting,
                                                        const InputOf& what,
                                                        bool complex_step) {
    const DenseLayer& layer = what.layer;
    List<arma::uword> coordinates;
    for (arma::uword u = 0; u < layer.units; ++u) {
        coordinates.push_back(offset_of(setting.blocks, layer.bias) + u);
    }
    const arma::uword units = std::min(layer.units, input_lines);
    const arma::uword inputs = std::min(layer.inputs, 2 * input_lines);
    for (arma::uword k = 0; k < units; ++k) {
        for (arma::uword i = 0; i < inputs; ++i) {
            coordinates.push_back(offset_of(setting.blocks, layer.weights) +
                                  place_in(layer,
                                           line_of(k, units, layer.units),
                                           line_of(i, inputs, layer.inputs)));
        }
    }
    sort(coordinates);
    if (!affordable(setting, alike_points, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x696e707574);  // its own stream: "input"
    const auto zero = weights_before(setting.blocks, what.constant);
    List<PointEvidence> points;
    for (std::size_t k = 0; k < alike_points; ++k) {
        const arma::vec point = point_without(setting, zero, what.constant, random);
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (!evidence || failing(evidence->blocks[layer.bias]) > 0) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// Whether the product is in the claim, or in claim - truth, so often at all
/// points, and shows.
[[nodiscard]] inline bool has_share(const List<PointEvidence>& points,
                                    const InputOf& what,
                                    const Transform& activation,
                                    const InputShare& share) {
    const DenseLayer& layer = what.layer;
    std::size_t wrong = 0;
    for (const PointEvidence& point : points) {
        const BlockEvidence &weights = point.blocks[layer.weights],
                            &bias = point.blocks[layer.bias];
        const double scale = scale_of(weights);
        for (const Examined& entry : weights.examined) {
            const arma::uword u = layer.units_are_rows ? entry.row : entry.col;
            const arma::uword i = layer.units_are_rows ? entry.col : entry.row;
            const Examined* delta = examined_at(bias, u);
            if (delta == nullptr) return false;
            const double a = activation.apply(point.blocks[what.constant].value.mem[i]);
            const double product = share.times * delta->truth * a;
            const double claimed = weights.claimed_at(entry);
            const double seen = share.of_difference ? claimed - entry.truth : claimed;
            const double bar = 2.0 * (entry.error_bar + std::abs(a) * delta->error_bar);
            if (!(std::abs(seen - product) <= bar + 1e-9 * scale)) return false;
            const double gap = std::abs(claimed - entry.truth);
            wrong += gap > decisive_gap * entry.error_bar + 1e-6 * scale;
        }
    }
    return wrong >= 2 * entries_for_a_number;
}

[[nodiscard]] inline Diagnosis input_words(const Transform& activation,
                                           const InputShare& share,
                                           const std::string& p) {
    const std::string a = words_of(activation, "z");
    const std::string where = ", where z is what " + p + " is added to";
    if (!share.of_difference) {
        return saying(Mistake::missing_factor,
                      "the claimed value has " + a +
                          " for its input in every example and step; the function "
                          "takes in something else" +
                          where,
                      arma::datum::nan,
                      a);
    }
    return saying(
        share.times < 0.0 ? Mistake::missing_term : Mistake::extra_term,
        std::string("the claimed value ") + (share.times < 0.0 ? "lacks " : "has ") +
            a + " among its inputs" + (share.times < 0.0 ? "" : " too much") + where,
        arma::datum::nan,
        a);
}

[[nodiscard]] inline Maybe<Diagnosis> input_diagnosis(const Setting& setting,
                                                      const InputOf& what,
                                                      bool complex_step) {
    const auto points = input_evidence(setting, what, complex_step);
    if (points.empty()) return {};
    const std::string& p = setting.blocks[what.constant].name;
    for (const InputShare& share :
         {InputShare{true, -1.0}, InputShare{true, 1.0}, InputShare{false, 1.0}}) {
        for (const ActivationWithSlope& one : activations_with_slopes) {
            if (!has_share(points, what, one.activation, share)) continue;
            return input_words(one.activation, share, p);
        }
        if (has_share(points, what, as_is, share)) return input_words(as_is, share, p);
    }
    return {};
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing by
/// another input of weights whose bias is right, if that is what they have.
inline void explain_inputs(const Setting& setting,
                           bool complex_step,
                           const List<std::size_t>& which,
                           std::vector<Diagnosis>& diagnoses) {
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr) return;
    const std::vector<Block>& blocks = setting.blocks;
    for (std::size_t bias = 1; bias < blocks.size(); ++bias) {
        if (contains(which, bias)) continue;
        if (blocks[bias].size() > detail::most_input_units) continue;
        for (const SameDelta& pair : detail::weights_of_bias(blocks, bias)) {
            const arma::uword units = blocks[bias].size();
            const arma::uword inputs = blocks[pair.weights].size() / units;
            if (inputs < 2 || !pair.zero.empty()) continue;
            for (std::size_t p = 1; p <= bias; ++p) {
                Diagnosis* silent = silent_diagnosis(which, diagnoses, pair.weights);
                if (silent == nullptr) break;
                if (!detail::is_vector(blocks[p]) || blocks[p].size() != inputs)
                    continue;
                if (detail::weights_before(blocks, p).empty()) continue;
                const InputOf what{
                    {pair.weights, bias, pair.units_are_rows, units, inputs}, p};
                auto found = detail::input_diagnosis(setting, what, complex_step);
                if (found) say(*silent, std::move(*found));
            }
        }
    }
}

}  // namespace chainrule::check
