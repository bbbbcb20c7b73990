#pragma once

/// @file
/// Claims that take a = f(z) straight into the next weights where the function does
/// something to it in between, such as dropout. Where the weights before a bias b are
/// zero, z = b in every example, and such a claim is known exactly: dL/db is
/// f'(b).*(W'*c), c the claim of the bias behind W, and dL/dW is c*f(b)'.

#include "chainrule/check/diagnosis/activations.hpp"
#include "chainrule/check/diagnosis/equations.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

namespace detail {

/// How much of a claim may be rounding.
inline constexpr double straight_rounding = 1e-9;

/// All biases of both layers, and as many weights as are enough to tell.
[[nodiscard]] inline List<arma::uword> straight_coordinates(
    const std::vector<Block>& blocks, const Passage& passage) {
    auto coordinates = passage_coordinates(blocks, passage, true);
    for (arma::uword u = 0; u < passage.units; ++u) {
        coordinates.push_back(offset_of(blocks, *passage.behind) + u);
    }
    for (const std::size_t weights : passage.weights) {
        if (weights == passage.matrix) continue;
        const bool rows = blocks[weights].rows == passage.inputs;
        const arma::uword count = rows ? blocks[weights].cols : blocks[weights].rows;
        const arma::uword lines = std::min(count, passage_lines);
        const DenseLayer layer{weights, passage.bias, rows, passage.inputs, count};
        if (blocks[weights].size() != passage.inputs * count) continue;
        for (arma::uword k = 0; k < lines; ++k) {
            for (arma::uword u = 0; u < passage.inputs; ++u) {
                coordinates.push_back(offset_of(blocks, weights) +
                                      place_in(layer, u, line_of(k, lines, count)));
            }
        }
    }
    std::sort(coordinates.begin(), coordinates.end());
    return coordinates;
}

[[nodiscard]] inline List<PointEvidence> straight_evidence(const Setting& setting,
                                                           const Passage& passage,
                                                           bool complex_step) {
    const auto coordinates = straight_coordinates(setting.blocks, passage);
    if (!affordable(setting, alike_points, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x7374726169676874);  // its own: "straight"
    List<PointEvidence> points;
    for (std::size_t k = 0; k < alike_points; ++k) {
        arma::vec point = passage_point(setting, passage, 0.7, random);
        const arma::uword bias = offset_of(setting.blocks, passage.bias);
        for (arma::uword i = 0; i < passage.inputs; i += 3) point.at(bias + i) = 0.0;
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        // What comes to W is right, so that what is wrong lies between
        if (!evidence || failing(evidence->blocks[*passage.behind]) > 0) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// What a block's claim is if a goes straight into the matrix, entry by entry.
[[nodiscard]] inline List<Equation> straight_claim(
    const PointEvidence& point,
    const Passage& passage,
    std::size_t block,
    const ActivationWithSlope& activation) {
    const arma::mat& bias = point.blocks[passage.bias].value;
    const arma::mat& behind = point.blocks[*passage.behind].claimed;
    const arma::mat& w = point.blocks[passage.matrix].value;
    const DenseLayer layer = layer_of(passage);
    List<Equation> equations;
    for (const Examined& entry : point.blocks[block].examined) {
        const double claimed = point.blocks[block].claimed_at(entry);
        double basis = 0.0;
        if (block == passage.bias) {
            const arma::uword i = entry.row + entry.col;
            for (arma::uword u = 0; u < passage.units; ++u) {
                basis += weight_at(w, layer, u, i) * behind.mem[u];
            }
            basis *= activation.slope.apply(bias.mem[i]);
        } else {
            const arma::uword u = passage.units_are_rows ? entry.row : entry.col;
            const arma::uword i = passage.units_are_rows ? entry.col : entry.row;
            basis = behind.mem[u] * activation.activation.apply(bias.mem[i]);
        }
        equations.push_back({basis, claimed, straight_rounding * std::abs(basis)});
    }
    return equations;
}

/// What is seen of a block at some points.
struct StraightCount {
    std::size_t telling = 0;  ///< entries that tell whether the claim is so
    std::size_t wrong = 0;    ///< and whether the truth is not
};

/// Counts the entries at a point; false if the claims are not factor * basis, or claim
/// and truth differ by a number alone.
[[nodiscard]] inline bool count_straight(const List<Equation>& equations,
                                         const BlockEvidence& block,
                                         double factor,
                                         StraightCount& count) {
    if (is_some_multiple(block)) return false;
    double scale = 0.0;
    for (const Equation& one : equations) {
        scale = std::max(scale, std::abs(one.observed));
    }
    for (std::size_t k = 0; k < equations.size(); ++k) {
        const double expected = factor * equations[k].basis;
        const double gap = std::abs(equations[k].observed - expected);
        if (!(gap <= straight_rounding * scale)) return false;
        const Examined& entry = block.examined[k];
        count.telling += std::abs(expected) > 1e-3 * scale;
        count.wrong += std::abs(entry.truth - expected) >
                       decisive_gap * entry.error_bar + 1e-6 * scale;
    }
    return true;
}

/// Whether a mask may stand behind a: what is zero stays so. Not to be told of
/// activations that are zero nowhere.
[[nodiscard]] inline bool zero_stays(const PointEvidence& point,
                                     const Passage& passage,
                                     const ActivationWithSlope& activation) {
    const BlockEvidence& matrix = point.blocks[passage.matrix];
    const double scale = scale_of(matrix);
    bool any = false;
    for (const Examined& entry : matrix.examined) {
        const arma::uword i = passage.units_are_rows ? entry.col : entry.row;
        if (activation.activation.apply(point.blocks[passage.bias].value.mem[i]) != 0.0)
            continue;
        any = true;
        if (std::abs(entry.truth) > 2.0 * entry.error_bar + 1e-9 * scale) return false;
    }
    return any;
}

/// The activation that a goes straight from in the claim of the bias before, or of the
/// matrix; null if in none. `factor` is fitted at the first point, and has a name.
[[nodiscard]] inline const ActivationWithSlope* straight_activation(
    const List<PointEvidence>& points,
    const Passage& passage,
    std::size_t block,
    const List<Constant>& constants,
    Coefficient& factor) {
    for (const ActivationWithSlope& activation : activations_with_slopes) {
        StraightCount count;
        bool fits = true;
        for (const PointEvidence& point : points) {
            const auto equations = straight_claim(point, passage, block, activation);
            if (&point == &points.front()) {
                factor = fit(equations, constants);
                fits = factor.named();
            }
            fits = fits && zero_stays(point, passage, activation) &&
                   count_straight(equations, point.blocks[block], factor.value, count);
        }
        if (fits && count.telling > entries_for_a_number &&
            count.wrong > entries_for_a_number) {
            return &activation;
        }
    }
    return nullptr;
}

/// Whether the claims of weights before the bias are f'(b).*(W'*g) for some g, input by
/// input, and the truths are not.
[[nodiscard]] inline bool weights_go_straight(const List<PointEvidence>& points,
                                              const Passage& passage,
                                              std::size_t weights,
                                              const ActivationWithSlope& activation) {
    if (passage.inputs < passage.units + 2) return false;
    bool any = false, truth = true;
    for (const PointEvidence& point : points) {
        const BlockEvidence& block = point.blocks[weights];
        const bool rows = block.claimed.n_rows == passage.inputs;
        const arma::mat& w = point.blocks[passage.matrix].value;
        const arma::mat& bias = point.blocks[passage.bias].value;
        const double scale = scale_of(block);
        for (arma::uword i = 0;
             i < (rows ? block.claimed.n_cols : block.claimed.n_rows);
             ++i) {
            Equations claims(passage.units), truths(passage.units);
            std::size_t added = 0;
            for (const Examined& entry : block.examined) {
                const arma::uword unit = rows ? entry.row : entry.col;
                if ((rows ? entry.col : entry.row) != i) continue;
                List<double> way;
                for (arma::uword u = 0; u < passage.units; ++u) {
                    way.push_back(activation.slope.apply(bias.mem[unit]) *
                                  weight_at(w, layer_of(passage), u, unit));
                }
                claims.add(way, block.claimed_at(entry), straight_rounding * scale);
                truths.add(way, entry.truth, entry.error_bar + 1e-6 * scale);
                ++added;
            }
            if (added < passage.units + 2) continue;
            const Equations::Solution claim = claims.solve();
            if (!claim.exists || claim.rank + 2 > added) return false;
            truth = truth && truths.solve().exists;
            any = true;
        }
    }
    return any && !truth;
}

[[nodiscard]] inline Diagnosis straight_words(const Coefficient& factor,
                                              const std::string& w,
                                              bool input) {
    const std::string f = "a = f(z)";
    return saying(Mistake::missing_factor,
                  (input ? "the claimed value has " + f +
                               " for its input, as if nothing were "
                               "done to it in between"
                         : "the claimed value comes from " + w + " as if " + f +
                               " went straight into it and nowhere else") +
                      besides(factor) + ": is a mask, such as dropout's, left out?");
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing where the
/// claim takes a straight into the next weights and the function does not.
inline void explain_straight(const Setting& setting,
                             bool complex_step,
                             const List<std::size_t>& which,
                             std::vector<Diagnosis>& diagnoses) {
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr) return;
    const auto constants = likely(constants_of(setting.options.sizes));
    const auto silent = [&](std::size_t block) {
        return silent_diagnosis(which, diagnoses, block);
    };
    List<std::size_t> all;
    for (std::size_t b = 0; b < setting.blocks.size(); ++b) all.push_back(b);
    for (const Passage& passage : detail::passages(setting.blocks, all)) {
        // One layer right behind the other, or there may be other ways around
        if (passage.matrix != passage.bias + 1 || !passage.behind) continue;
        if (passage.weights.size() != 1 || passage.bias == 0) continue;
        Diagnosis* bias = silent(passage.bias);
        Diagnosis* matrix = silent(passage.matrix);
        if (bias == nullptr && matrix == nullptr) continue;
        const auto points = detail::straight_evidence(setting, passage, complex_step);
        if (points.empty()) continue;
        const std::string& w = setting.blocks[passage.matrix].name;
        Coefficient factor;
        if (matrix != nullptr &&
            detail::straight_activation(
                points, passage, passage.matrix, constants, factor) != nullptr) {
            say(*matrix, detail::straight_words(factor, w, true));
        }
        if (bias == nullptr) continue;
        const auto* activation = detail::straight_activation(
            points, passage, passage.bias, constants, factor);
        if (activation == nullptr) continue;
        const Diagnosis words = detail::straight_words(factor, w, false);
        say(*bias, words);
        for (const std::size_t weights : passage.weights) {
            Diagnosis* one = silent(weights);
            if (one == nullptr) continue;
            if (detail::weights_go_straight(points, passage, weights, *activation)) {
                say(*one, words);
            }
        }
    }
}

}  // namespace chainrule::check
