#pragma once

/// @file
/// Goes to points where all examples are alike, and says what is told there of blocks
/// that nothing else explains.

#include "chainrule/check/diagnosis/alike_faults.hpp"
#include "chainrule/check/diagnosis/fresh_point.hpp"
#include "chainrule/check/diagnosis/places.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace chainrule::check {

namespace detail {

/// A slip has to be the same at so many points; what the labels make of dL/dz is
/// fitted to them, too.
inline constexpr std::size_t alike_points = 3;

/// Entries examined at each of them; of networks of which that would not be enough
/// nothing is said.
inline constexpr std::size_t most_alike_entries = 600;

/// Units examined of a hidden layer, the most that `most_alike_entries` permits: of the
/// others the activation is taken to be the same.
inline constexpr std::array<arma::uword, 5> alike_units{1000, 100, 50, 25, 12};

/// Weights examined of a layer: so many at least of its units, or of the inputs of the
/// first layer, and all of a small one.
inline constexpr arma::uword alike_lines = 3, alike_weights = 60;

/// How many of `count` lines of `length` entries are examined.
[[nodiscard]] inline arma::uword alike_share(arma::uword count, arma::uword length) {
    return std::min(count, std::max(alike_lines, alike_weights / length));
}

[[nodiscard]] inline arma::uword offset_of(const std::vector<Block>& blocks,
                                           std::size_t block) {
    arma::uword offset = 0;
    for (std::size_t b = 0; b < block; ++b) offset += blocks[b].size();
    return offset;
}

/// Line k of `taken` that are spread evenly over `count`.
[[nodiscard]] inline arma::uword line_of(arma::uword k,
                                         arma::uword taken,
                                         arma::uword count) {
    return k * count / taken;
}

/// The first layer by each of the weights that are zero in it.
[[nodiscard]] inline List<DenseLayer> first_layers(const std::vector<Block>& blocks,
                                                   const LayerChain& chain) {
    const DenseLayer& front = chain.layers.front();
    List<DenseLayer> found;
    for (const std::size_t weights : chain.zero) {
        DenseLayer layer = front;
        layer.weights = weights;
        layer.inputs = blocks[weights].size() / front.units;
        const bool own = blocks[weights].size() % front.units == 0 &&
                         weights < front.bias && weights >= front.weights;
        if (own) found.push_back(layer);
    }
    return found;
}

/// Up to `most` biases of a hidden layer, and all of the last; of these units
/// and the ones before them some inputs of the first layer, and some units of
/// the others.
[[nodiscard]] inline List<arma::uword> alike_coordinates(
    const std::vector<Block>& blocks, const LayerChain& chain, arma::uword most) {
    const DenseLayers& layers = chain.layers;
    List<arma::uword> coordinates;
    arma::uword before = 0;  // units examined of the layer before
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const DenseLayer& layer = layers[l];
        const bool last = l + 1 == layers.size();
        const arma::uword own = last ? layer.units : std::min(most, layer.units);
        const arma::uword bias = offset_of(blocks, layer.bias);
        for (arma::uword u = 0; u < own; ++u) {
            coordinates.push_back(bias + line_of(u, own, layer.units));
        }
        List<DenseLayer> all{layer};
        if (l == 0) all = first_layers(blocks, chain);
        for (const DenseLayer& one : all) {
            const arma::uword weights = offset_of(blocks, one.weights);
            const arma::uword units = l == 0 ? own : alike_share(own, before);
            const arma::uword inputs = l == 0 ? alike_share(one.inputs, own) : before;
            const bool folded = l == 1 && chain.places > 1;
            const DenseLayer whole = folded ? chain.unfolded() : one;
            for (arma::uword u = 0; u < units; ++u) {
                // Units of which the bias is examined, too
                const arma::uword unit =
                    line_of(line_of(u, units, own), own, one.units);
                for (arma::uword i = 0; i < inputs; ++i) {
                    const arma::uword input = line_of(i, inputs, one.inputs);
                    coordinates.push_back(
                        weights + place_in(whole,
                                           unit,
                                           folded ? chain.input_at(input, 0) : input));
                }
            }
        }
        before = own;
    }
    sort(coordinates);
    return coordinates;
}

/// What is examined of a network; empty if it would be too much.
[[nodiscard]] inline List<arma::uword> alike_coordinates(
    const std::vector<Block>& blocks, const LayerChain& chain) {
    for (const arma::uword most : alike_units) {
        auto coordinates = alike_coordinates(blocks, chain, most);
        if (coordinates.size() <= most_alike_entries) return coordinates;
    }
    return {};
}

/// x moved at random, some weights zero and their bias so large that the slopes of
/// usual activations differ from unit to unit.
[[nodiscard]] inline arma::vec point_without(const Setting& setting,
                                             const List<std::size_t>& weights,
                                             std::size_t bias,
                                             Random& random) {
    arma::vec point =
        moved_at_random(setting.x(), 0.5, setting.options.single_precision, random);
    for (const std::size_t block : weights) {
        const arma::uword first = offset_of(setting.blocks, block);
        for (arma::uword i = 0; i < setting.blocks[block].size(); ++i) {
            point.at(first + i) = 0.0;
        }
    }
    const arma::uword first = offset_of(setting.blocks, bias);
    for (arma::uword u = 0; u < setting.blocks[bias].size(); ++u) {
        point.at(first + u) = static_cast<float>(random.uniform(-1.5, 1.5));
    }
    return point;
}

/// The evidence at points where it is that of dense layers; empty if it is too dear,
/// cannot be had, or is not so at the first points.
[[nodiscard]] inline List<PointEvidence> alike_evidence(const Setting& setting,
                                                        const LayerChain& chain,
                                                        bool complex_step) {
    const DenseLayers& layers = chain.layers;
    const auto coordinates = alike_coordinates(setting.blocks, chain);
    if (coordinates.empty()) return {};
    // A single output is one number a point, where its labels and a share are two
    const std::size_t wanted = layers.back().units == 1 ? 5 : alike_points;
    if (!affordable(setting, wanted, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x616c696b65);  // its own stream: "alike"
    List<PointEvidence> points;
    for (std::size_t attempt = 0; attempt < 2 * wanted; ++attempt) {
        arma::vec point = point_without(setting, chain.zero, layers[0].bias, random);
        if (chain.places > 1) {
            const arma::uword behind = offset_of(setting.blocks, layers[1].weights);
            make_places_alike(chain, behind, point);
        }
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (evidence) evidence = folded(std::move(*evidence), chain);
        // By accident all units examined may be dead.
        if (evidence && alike_pass(*evidence, layers, setting.options.sizes)) {
            points.push_back(std::move(*evidence));
        }
        if (points.size() == wanted) return points;
        if (points.empty() && attempt == 1) return {};
    }
    return {};
}

}  // namespace detail

/// A block whose claim is the right way back from that of the last layer.
struct CarriedOver {
    std::size_t block;
    DenseLayer last;
};

namespace detail {

/// Fills in what the points tell of the blocks of a chain.
inline void tell_of_chain(const Setting& setting,
                          const LayerChain& chain,
                          const List<PointEvidence>& points,
                          const List<std::size_t>& which,
                          std::vector<Diagnosis>& diagnoses,
                          List<CarriedOver>& carried) {
    const std::vector<Size>& sizes = setting.options.sizes;
    const DenseLayers& layers = chain.layers;
    List<AlikePass> passes;
    for (const PointEvidence& point : points) {
        passes.push_back(*alike_pass(point, layers, sizes));
    }
    List<std::size_t> scaled;
    for (std::size_t k = 0; k < which.size(); ++k) {
        const Mistake kind = diagnoses[k].kind;
        const bool number = kind == Mistake::factor || kind == Mistake::sign;
        if (number) scaled.push_back(which[k]);
    }
    const AlikeStory story = alike_story(passes,
                                         layers,
                                         first_layers(setting.blocks, chain),
                                         constants_of(sizes),
                                         scaled);
    for (std::size_t k = 0; k < which.size(); ++k) {
        if (diagnoses[k].kind != Mistake::unknown) continue;
        auto told = told_of(which[k], story, passes, layers, sizes, scaled);
        if (told) {
            say(diagnoses[k], std::move(*told));
        } else if (carries_over(which[k], story, layers)) {
            carried.push_back({which[k], layers.back()});
        }
    }
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing by
/// what is told where all examples are alike; returns of which of the others
/// the mistake is that of the last layer.
[[nodiscard]] inline List<CarriedOver> explain_where_alike(
    const Setting& setting,
    bool complex_step,
    const List<std::size_t>& which,
    std::vector<Diagnosis>& diagnoses) {
    const auto silent = [](const Diagnosis& one) {
        return one.kind == Mistake::unknown;
    };
    List<CarriedOver> carried;
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr)
        return carried;
    for (const bool units_are_rows : {true, false}) {
        for (const LayerChain& chain : layer_chains(setting.blocks, units_are_rows)) {
            if (none_of(diagnoses, silent)) break;
            const auto points = detail::alike_evidence(setting, chain, complex_step);
            if (points.empty()) continue;
            detail::tell_of_chain(setting, chain, points, which, diagnoses, carried);
            break;
        }
    }
    return carried;
}

}  // namespace chainrule::check
