#pragma once

/// @file
/// A mistake in what comes back through a matrix W that not all goes through: the
/// recurrent weights of a sequence, or weights with a skip connection around them. Where
/// the weights before a bias b are zero, z = b in every example, and where W is small,
/// the part that comes back through it to dL/db is f'(b).*(W'*dL/dz behind W), to first
/// order; all of it can be read off. A claim that differs by a known share of that part,
/// or by what another product makes of it, is named.

#include "chainrule/check/diagnosis/activations.hpp"
#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/slope_ratio.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// z = (weights, in all)*(inputs) + bias, a = f(z), and `matrix` takes a in.
struct Passage {
    List<std::size_t> weights;  ///< blocks before the bias
    std::size_t bias;
    std::size_t matrix;
    bool units_are_rows;             ///< of the matrix: it has a column for each a
    arma::uword inputs, units;       ///< of the matrix
    Maybe<std::size_t> behind = {};  ///< bias of its own z, if it has one
};

namespace detail {

/// So small is W that first order is all that shows, to three digits and more.
inline constexpr double small_passage = 1e-4;
inline constexpr double passage_tolerance = 3e-3;

/// Of larger layers nothing is said, for the cost.
inline constexpr arma::uword most_passage_units = 64;

/// Columns of W from which dL/dz behind it is read.
inline constexpr arma::uword passage_lines = 3;

/// The matrices that stand side by side right before a vector.
[[nodiscard]] inline List<std::size_t> weights_before(const std::vector<Block>& blocks,
                                                      std::size_t bias) {
    std::size_t first = bias;
    while (first > 0 && is_vector(blocks[first - 1])) --first;
    std::size_t last = first;
    while (first > 0 && !is_vector(blocks[first - 1])) --first;
    List<std::size_t> weights;
    for (std::size_t b = first; b < last; ++b) weights.push_back(b);
    return weights;
}

/// The first vector behind a matrix that has a number for each of its units.
[[nodiscard]] inline Maybe<std::size_t> bias_behind(const std::vector<Block>& blocks,
                                                    std::size_t matrix,
                                                    arma::uword units) {
    for (std::size_t b = matrix + 1; b < blocks.size(); ++b) {
        if (is_vector(blocks[b])) {
            if (blocks[b].size() == units) return b;
            return {};
        }
    }
    return {};
}

/// The passages to a bias of which something is silent, by the matrices that have the
/// right shape.
[[nodiscard]] inline List<Passage> passages(const std::vector<Block>& blocks,
                                            const List<std::size_t>& silent) {
    List<Passage> found;
    const auto is_silent = [&](std::size_t b) { return contains(silent, b); };
    for (std::size_t bias = 1; bias < blocks.size(); ++bias) {
        const arma::uword size = blocks[bias].size();
        if (!is_vector(blocks[bias]) || !is_silent(bias)) continue;
        if (size < 2 || size > most_passage_units) continue;
        const auto weights = weights_before(blocks, bias);
        if (weights.empty()) continue;
        for (std::size_t m = weights.front(); m < blocks.size(); ++m) {
            const Block& matrix = blocks[m];
            if (is_vector(matrix) || matrix.size() / size > most_passage_units)
                continue;
            for (const bool rows : {true, false}) {
                const arma::uword inputs = rows ? matrix.cols : matrix.rows;
                const arma::uword units = rows ? matrix.rows : matrix.cols;
                if (inputs != size) continue;
                found.push_back({weights,
                                 bias,
                                 m,
                                 rows,
                                 inputs,
                                 units,
                                 bias_behind(blocks, m, units)});
            }
        }
    }
    return found;
}

[[nodiscard]] inline DenseLayer layer_of(const Passage& passage) {
    return {passage.matrix,
            passage.bias,
            passage.units_are_rows,
            passage.units,
            passage.inputs};
}

/// The bias, and of the matrix some inputs for all its units.
[[nodiscard]] inline List<arma::uword> passage_coordinates(
    const std::vector<Block>& blocks, const Passage& passage, bool with_matrix) {
    List<arma::uword> coordinates;
    const arma::uword bias = offset_of(blocks, passage.bias);
    for (arma::uword i = 0; i < passage.inputs; ++i) coordinates.push_back(bias + i);
    const arma::uword matrix = offset_of(blocks, passage.matrix);
    const arma::uword lines = std::min(passage.inputs, passage_lines);
    for (arma::uword k = 0; k < lines && with_matrix; ++k) {
        const arma::uword input = line_of(k, lines, passage.inputs);
        for (arma::uword u = 0; u < passage.units; ++u) {
            coordinates.push_back(matrix + place_in(layer_of(passage), u, input));
        }
    }
    sort(coordinates);
    return coordinates;
}

/// A point where all weights before the bias are zero and the matrix is `size` times
/// standard normals.
[[nodiscard]] inline arma::vec passage_point(const Setting& setting,
                                             const Passage& passage,
                                             double size,
                                             Random& random) {
    arma::vec point = point_without(setting, passage.weights, passage.bias, random);
    const arma::uword first = offset_of(setting.blocks, passage.matrix);
    for (arma::uword k = 0; k < setting.blocks[passage.matrix].size(); ++k) {
        point.at(first + k) = size * random.normal();
    }
    return point;
}

[[nodiscard]] inline List<PointEvidence> passage_evidence(const Setting& setting,
                                                          const Passage& passage,
                                                          double size,
                                                          bool complex_step,
                                                          Random& random) {
    const auto coordinates = passage_coordinates(setting.blocks, passage, size != 0.0);
    if (!affordable(setting, alike_points, coordinates.size(), complex_step)) return {};
    List<PointEvidence> points;
    for (std::size_t k = 0; k < alike_points; ++k) {
        auto evidence = evidence_at(setting,
                                    passage_point(setting, passage, size, random),
                                    coordinates,
                                    complex_step);
        if (!evidence) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// claim = factor * truth in all entries examined of a block, at all points; nothing if
/// there is no such factor, or too little to tell. 0 where the claim is zero.
[[nodiscard]] inline Maybe<double> common_factor(const List<PointEvidence>& points,
                                                 std::size_t block) {
    List<Equation> equations;
    std::size_t telling = 0;
    double scale = 0.0;
    for (const PointEvidence& point : points) {
        scale = std::max(scale, scale_of(point.blocks[block]));
    }
    for (const PointEvidence& point : points) {
        for (const Examined& entry : point.blocks[block].examined) {
            const double claimed = point.blocks[block].claimed_at(entry);
            equations.push_back(
                {entry.truth, claimed, entry.error_bar + 1e-10 * scale});
            telling += significant(entry) && std::abs(entry.truth) > 1e-3 * scale;
        }
    }
    if (telling < 2 * entries_for_a_number) return {};
    const double factor = fit(equations, {}).value;
    for (const Equation& at : equations) {
        const double gap = std::abs(at.observed - factor * at.basis);
        if (!(gap <= 2.0 * at.error_bar * (1.0 + std::abs(factor)))) return {};
    }
    return std::abs(factor) < 1e-9 ? 0.0 : factor;
}

/// Everything to first order at one point where W is small.
struct PassageTerms {
    List<double> gap, bar;      ///< claim - truth of dL/db
    List<double> back;          ///< W'*dL/dz behind, times the slope
    List<double> untransposed;  ///< W*dL/dz likewise; empty if W is not square
    List<double> unsloped;      ///< without the slope of the layer behind
};

/// dL/dz behind W, by unit, where W takes in f(b); nothing if it does not.
[[nodiscard]] inline Maybe<List<double>> delta_behind(const PointEvidence& point,
                                                      const Passage& passage,
                                                      const Transform& activation) {
    const BlockEvidence& matrix = point.blocks[passage.matrix];
    const arma::mat& bias = point.blocks[passage.bias].value;
    const auto places = by_place(matrix);
    List<double> sum(passage.units, 0.0);
    double square = 0.0;
    for (arma::uword i = 0; i < passage.inputs; ++i) {
        if (places[place_in(layer_of(passage), 0, i)] == nullptr) continue;
        const double a = activation.apply(bias.mem[i]);
        square += a * a;
        for (arma::uword u = 0; u < passage.units; ++u) {
            const Examined* entry = places[place_in(layer_of(passage), u, i)];
            if (entry == nullptr) return {};
            sum[u] += a * entry->truth;
        }
    }
    if (!(square > 0.0)) return {};
    const double scale = scale_of(matrix);
    for (double& value : sum) value /= square;
    for (arma::uword i = 0; i < passage.inputs; ++i) {
        if (places[place_in(layer_of(passage), 0, i)] == nullptr) continue;
        const double a = activation.apply(bias.mem[i]);
        for (arma::uword u = 0; u < passage.units; ++u) {
            const double truth = places[place_in(layer_of(passage), u, i)]->truth;
            if (!(std::abs(truth - a * sum[u]) <= passage_tolerance * scale)) return {};
        }
    }
    return sum;
}

[[nodiscard]] inline Maybe<PassageTerms> passage_terms(
    const PointEvidence& point,
    const Passage& passage,
    const ActivationWithSlope& activation) {
    const BlockEvidence& bias = point.blocks[passage.bias];
    const auto delta = delta_behind(point, passage, activation.activation);
    if (!delta) return {};
    const arma::mat& w = point.blocks[passage.matrix].value;
    const DenseLayer layer = layer_of(passage);
    const bool square = passage.inputs == passage.units;
    PassageTerms terms;
    for (const Examined* entry : by_place(bias)) {
        if (entry == nullptr) return {};
        terms.gap.push_back(bias.claimed_at(*entry) - entry->truth);
        terms.bar.push_back(entry->error_bar);
    }
    for (arma::uword i = 0; i < passage.inputs; ++i) {
        double back = 0.0, turned = 0.0, unsloped = 0.0;
        for (arma::uword u = 0; u < passage.units; ++u) {
            const double weight = weight_at(w, layer, u, i);
            back += weight * (*delta)[u];
            if (square) turned += weight_at(w, layer, i, u) * (*delta)[u];
            if (!passage.behind) continue;
            const double z = point.blocks[*passage.behind].value.mem[u];
            unsloped += weight * (*delta)[u] / activation.slope.apply(z);
        }
        const double slope = activation.slope.apply(bias.value.mem[i]);
        terms.back.push_back(slope * back);
        if (square) terms.untransposed.push_back(slope * turned);
        if (passage.behind) terms.unsloped.push_back(slope * unsloped);
    }
    return terms;
}

/// How the claim uses the part that comes back through W.
struct PassageSlip {
    enum class Kind { scaled, untransposed, unsloped };
    Kind kind = Kind::scaled;
    double factor = 0.0;  ///< how often a scaled part is in the claim
};

/// What the claim should exceed the truth by.
[[nodiscard]] inline double predicted_gap(const PassageTerms& terms,
                                          const PassageSlip& slip,
                                          std::size_t i) {
    switch (slip.kind) {
        case PassageSlip::Kind::untransposed:
            return terms.untransposed[i] - terms.back[i];
        case PassageSlip::Kind::unsloped:
            return terms.unsloped[i] - terms.back[i];
        default:
            return (slip.factor - 1.0) * terms.back[i];
    }
}

[[nodiscard]] inline bool explains(const PassageSlip& slip,
                                   const List<PassageTerms>& all) {
    for (const PassageTerms& terms : all) {
        if (slip.kind == PassageSlip::Kind::untransposed && terms.untransposed.empty())
            return false;
        if (slip.kind == PassageSlip::Kind::unsloped && terms.unsloped.empty())
            return false;
        double most = 0.0, bar = 0.0;
        for (std::size_t i = 0; i < terms.gap.size(); ++i) {
            most = std::max(most, std::abs(predicted_gap(terms, slip, i)));
            bar = std::max(bar, terms.bar[i]);
        }
        if (!(most > 30.0 * decisive_gap * bar) || !std::isfinite(most)) return false;
        for (std::size_t i = 0; i < terms.gap.size(); ++i) {
            const double gap = std::abs(terms.gap[i] - predicted_gap(terms, slip, i));
            if (!(gap <= 2.0 * terms.bar[i] + passage_tolerance * most)) return false;
        }
    }
    return true;
}

/// The slip that explains the claim at all points, the likelier ones first.
[[nodiscard]] inline Maybe<PassageSlip> passage_slip(const List<PassageTerms>& all) {
    using Kind = PassageSlip::Kind;
    for (const PassageSlip& slip : {PassageSlip{Kind::scaled, 0.0},
                                    PassageSlip{Kind::scaled, -1.0},
                                    PassageSlip{Kind::untransposed, 0.0},
                                    PassageSlip{Kind::unsloped, 0.0},
                                    PassageSlip{Kind::scaled, 2.0},
                                    PassageSlip{Kind::scaled, 0.5}}) {
        if (explains(slip, all)) return slip;
    }
    return {};
}

[[nodiscard]] inline Diagnosis passage_words(const PassageSlip& slip,
                                             const std::string& w) {
    const std::string part = "the part that comes back through " + w;
    if (slip.kind == PassageSlip::Kind::untransposed) {
        return saying(
            Mistake::transpose,
            "the claimed value has " + w + " in place of " + w + "' in " + part,
            arma::datum::nan,
            w);
    }
    if (slip.kind == PassageSlip::Kind::unsloped) {
        return saying(Mistake::missing_factor,
                      "the claimed value lacks the activation's slope in " + part);
    }
    if (slip.factor == 0.0) {
        return saying(Mistake::missing_term,
                      part + " is missing: is it the way to an earlier step, or layer?",
                      arma::datum::nan,
                      w);
    }
    if (slip.factor < 0.0) {
        return saying(Mistake::sign, part + " has the wrong sign");
    }
    return saying(Mistake::factor,
                  part + " is " + text(slip.factor, 6) + " times what it should be",
                  slip.factor);
}

/// The words for a claim that is `factor` times the truth where W is zero.
[[nodiscard]] inline Maybe<Diagnosis> around_words(const Passage& passage,
                                                   double factor,
                                                   const std::string& w) {
    const bool recurrent = contains(passage.weights, passage.matrix);
    if (factor == 0.0) {
        return saying(Mistake::missing_term,
                      "where " + w +
                          " is zero, so is the claimed value, but not the numerical "
                          "one: " +
                          (recurrent ? "are the parts of the later steps left out?"
                                     : "is the way around " + w +
                                           " (a skip connection) missing?"));
    }
    for (const double often : {2.0, 0.5, -1.0}) {
        if (recurrent || std::abs(factor - often) > 1e-6) continue;
        return saying(
            often < 0.0 ? Mistake::sign : Mistake::factor,
            "where " + w + " is zero, the claimed value is " + text(often, 6) +
                " times the numerical one: so is the part that goes around " + w,
            often);
    }
    return {};
}

/// The terms at all points, with the first activation of which the matrix takes in what
/// it makes of the bias; empty if it takes in something else.
[[nodiscard]] inline List<PassageTerms> all_terms(const List<PointEvidence>& points,
                                                  const Passage& passage) {
    for (const ActivationWithSlope& activation : activations_with_slopes) {
        List<PassageTerms> all;
        for (const PointEvidence& point : points) {
            auto terms = passage_terms(point, passage, activation);
            if (!terms) break;
            all.push_back(std::move(*terms));
        }
        if (all.size() == points.size()) return all;
    }
    return {};
}

/// What is wrong with dL/db at points where W is zero, or small.
[[nodiscard]] inline Maybe<Diagnosis> passage_diagnosis(const Setting& setting,
                                                        const Passage& passage,
                                                        bool complex_step,
                                                        double& where_zero) {
    Random random(setting.options.seed, 0x7468726f756768);  // its own: "through"
    const auto zero = passage_evidence(setting, passage, 0.0, complex_step, random);
    const auto factor = common_factor(zero, passage.bias);
    if (!factor) return {};
    where_zero = *factor;
    const auto points =
        passage_evidence(setting, passage, small_passage, complex_step, random);
    const auto terms = all_terms(points, passage);
    if (terms.empty()) return {};
    const std::string& w = setting.blocks[passage.matrix].name;
    if (std::abs(*factor - 1.0) > 1e-6) return around_words(passage, *factor, w);
    const auto slip = passage_slip(terms);
    if (!slip) return {};
    return passage_words(*slip, w);
}

/// Whether the claim of some weights has the same factor where W is zero.
[[nodiscard]] inline bool shares_passage(const Setting& setting,
                                         const Passage& passage,
                                         std::size_t block,
                                         bool complex_step,
                                         double where_zero) {
    List<arma::uword> coordinates;
    const arma::uword first = offset_of(setting.blocks, block);
    const arma::uword count = std::min<arma::uword>(24, setting.blocks[block].size());
    for (arma::uword k = 0; k < count; ++k) {
        coordinates.push_back(first + line_of(k, count, setting.blocks[block].size()));
    }
    if (!affordable(setting, 2, count, complex_step)) return false;
    Random random(setting.options.seed, 0x736861726573);  // its own: "shares"
    List<PointEvidence> points;
    for (int k = 0; k < 2; ++k) {
        arma::vec point =
            moved_at_random(setting.x(), 0.5, setting.options.single_precision, random);
        const arma::uword zero = offset_of(setting.blocks, passage.matrix);
        for (arma::uword i = 0; i < setting.blocks[passage.matrix].size(); ++i) {
            point.at(zero + i) = 0.0;
        }
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (!evidence) return false;
        points.push_back(std::move(*evidence));
    }
    const auto factor = common_factor(points, block);
    return factor && std::abs(*factor - where_zero) <= 1e-6;
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing by a mistake
/// in what comes back through a matrix, or around it, if that is what they have.
inline void explain_passages(const Setting& setting,
                             bool complex_step,
                             const List<std::size_t>& which,
                             std::vector<Diagnosis>& diagnoses) {
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr) return;
    const List<std::size_t> silent = silent_blocks(which, diagnoses);
    for (const Passage& passage : detail::passages(setting.blocks, silent)) {
        double where_zero = 1.0;
        const auto found =
            detail::passage_diagnosis(setting, passage, complex_step, where_zero);
        if (!found) continue;
        for (std::size_t k = 0; k < which.size(); ++k) {
            if (diagnoses[k].kind != Mistake::unknown) continue;
            const bool weights = contains(passage.weights, which[k]);
            const bool own = which[k] == passage.bias;
            if (!own &&
                !(weights && detail::shares_passage(
                                 setting, passage, which[k], complex_step, where_zero)))
                continue;
            say(diagnoses[k], *found);
        }
    }
}

}  // namespace chainrule::check
