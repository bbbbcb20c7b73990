#pragma once

/// @file
/// Dense layers among the blocks of x, told from their shapes: weights, the bias beside
/// them, and weights behind that take in as many numbers as those give out. Whether the
/// function is made so is for the evidence to show.

#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <cstddef>
#include <vector>

namespace chainrule::check {

/// W*x + b, or x*W + b where examples are rows.
struct DenseLayer {
    std::size_t weights, bias;  ///< blocks
    bool units_are_rows;        ///< of the weights
    arma::uword units, inputs;
};

/// From the first layer to the last.
using DenseLayers = List<DenseLayer>;

namespace detail {

[[nodiscard]] inline bool is_vector(const Block& block) {
    return block.rows == 1 || block.cols == 1;
}

/// The weights of a single input: the first block, as long as the bias behind it.
[[nodiscard]] inline bool has_one_input(const std::vector<Block>& blocks,
                                        std::size_t b) {
    return b == 0 && is_vector(blocks[b]) && blocks[b].size() > 1 &&
           blocks.size() > 1 && is_vector(blocks[1]) &&
           blocks[1].size() == blocks[b].size();
}

/// Matrices; the vector that a single output has for weights, which a single number
/// follows; and that of a single input.
[[nodiscard]] inline bool may_be_weights(const std::vector<Block>& blocks,
                                         std::size_t b) {
    if (!is_vector(blocks[b]) || has_one_input(blocks, b)) return true;
    return blocks[b].size() > 1 && b + 1 < blocks.size() && blocks[b + 1].size() == 1;
}

/// Whether the weights have a row for each unit; of a matrix it is asked.
[[nodiscard]] inline bool has_rows_for_units(const std::vector<Block>& blocks,
                                             std::size_t b,
                                             bool asked) {
    if (has_one_input(blocks, b)) return blocks[b].cols == 1;
    return is_vector(blocks[b]) ? blocks[b].rows == 1 : asked;
}

/// The bias of weights at `from`, which `next` follow: the last vector between them that
/// is long enough, since what a normalisation scales and shifts comes after it; else the
/// first one behind that is not taken.
[[nodiscard]] inline Maybe<std::size_t> bias_of(const std::vector<Block>& blocks,
                                                std::size_t from,
                                                std::size_t next,
                                                arma::uword units,
                                                const DenseLayers& taken) {
    const auto fits = [&](std::size_t b) {
        return is_vector(blocks[b]) && blocks[b].size() == units &&
               none_of(taken, [b](const DenseLayer& layer) { return layer.bias == b; });
    };
    for (std::size_t b = next; b-- > from + 1;) {
        if (fits(b)) return b;
    }
    for (std::size_t b = next; b < blocks.size(); ++b) {
        if (!may_be_weights(blocks, b) && fits(b)) return b;
    }
    return {};
}

}  // namespace detail

/// Weights and the first vector behind them that has a number for each unit; or the
/// other way round, whichever of the two `block` is. Nothing if there is none.
[[nodiscard]] inline Maybe<DenseLayer> layer_around(const std::vector<Block>& blocks,
                                                    std::size_t block,
                                                    bool units_are_rows) {
    for (std::size_t w = 0; w <= block; ++w) {
        const Block& weights = blocks[w];
        const arma::uword units = units_are_rows ? weights.rows : weights.cols;
        if (weights.size() == units) continue;
        for (std::size_t b = w + 1; b < blocks.size(); ++b) {
            if (!detail::is_vector(blocks[b]) || blocks[b].size() != units) continue;
            if (w != block && b != block) break;
            return DenseLayer{w, b, units_are_rows, units, weights.size() / units};
        }
    }
    return {};
}

/// Layers of which each takes in what the one before it gives out, and the
/// blocks that have to be zero for the first to give out the same for every
/// example.
struct LayerChain {
    DenseLayers layers;
    List<std::size_t> zero;  ///< the first weights, and those that stand beside them

    /// The second layer takes in so many places of each unit of the first, as behind a
    /// convolution: those of a unit side by side, or else the units of a place.
    arma::uword places = 1;
    bool by_unit = true;

    /// Which input of the second layer is a unit at a place.
    [[nodiscard]] arma::uword input_at(arma::uword unit, arma::uword place) const {
        return by_unit ? place + unit * places : unit + place * layers.front().units;
    }
    /// The second layer as its weights are, with all places.
    [[nodiscard]] DenseLayer unfolded() const {
        DenseLayer layer = layers[1];
        layer.inputs *= places;
        return layer;
    }
};

namespace detail {

/// How many matrices stand side by side from `first` on, with a line for each
/// unit of the vector that follows them, as those of a recurrent layer do; 1 if
/// that is not so.
[[nodiscard]] inline std::size_t side_by_side(const std::vector<Block>& blocks,
                                              std::size_t first,
                                              bool units_are_rows) {
    std::size_t end = first;
    while (end < blocks.size() && !is_vector(blocks[end])) ++end;
    if (end == blocks.size() || end < first + 2) return 1;
    for (std::size_t b = first; b < end; ++b) {
        const arma::uword units = units_are_rows ? blocks[b].rows : blocks[b].cols;
        if (units != blocks[end].size()) return 1;
    }
    return end - first;
}

/// The chain of all blocks from `start` on; none if the shapes do not make one.
[[nodiscard]] inline LayerChain chain_from(const std::vector<Block>& blocks,
                                           std::size_t start,
                                           bool units_are_rows,
                                           bool recurrent) {
    List<std::size_t> weights;
    List<std::size_t> zero;
    for (std::size_t b = start; b < blocks.size(); ++b) {
        if (!may_be_weights(blocks, b)) continue;
        const std::size_t count =
            recurrent ? side_by_side(blocks, b, units_are_rows) : 1;
        if (weights.empty() || count > 1) {
            for (std::size_t k = 0; k < count; ++k) zero.push_back(b + k);
        }
        weights.push_back(b);
        b += count - 1;
    }
    if (weights.empty()) return {};
    LayerChain chain;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        const Block& block = blocks[weights[k]];
        const bool rows = has_rows_for_units(blocks, weights[k], units_are_rows);
        DenseLayer layer{weights[k],
                         0,
                         rows,
                         rows ? block.rows : block.cols,
                         rows ? block.cols : block.rows};
        if (k > 0 && layer.inputs != chain.layers.back().units) {
            const arma::uword before = chain.layers.back().units;
            if (k > 1 || layer.inputs % before != 0) return {};
            chain.places = layer.inputs / before;
            layer.inputs = before;
        }
        const std::size_t next =
            k + 1 < weights.size() ? weights[k + 1] : blocks.size();
        const auto bias = bias_of(blocks, weights[k], next, layer.units, chain.layers);
        if (!bias) return {};
        layer.bias = *bias;
        chain.layers.push_back(layer);
    }
    if (contains(zero, weights[0])) chain.zero = std::move(zero);
    return chain;
}

}  // namespace detail

/// The longest chain that ends with the last block, and its last layer alone,
/// behind which all is known of any network. The weights have a row, or else a
/// column, for each unit; none if the shapes make no chain.
[[nodiscard]] inline List<LayerChain> layer_chains(const std::vector<Block>& blocks,
                                                   bool units_are_rows) {
    List<LayerChain> chains;
    for (std::size_t start = 0; start < blocks.size() && chains.empty(); ++start) {
        for (const bool recurrent : {false, true}) {
            LayerChain chain =
                detail::chain_from(blocks, start, units_are_rows, recurrent);
            if (chain.layers.empty()) continue;
            if (chain.places > 1) {
                chain.by_unit = false;
                chains.push_back(chain);
                chain.by_unit = true;
            }
            chains.push_back(std::move(chain));
            break;
        }
    }
    if (chains.empty() || chains.front().layers.size() < 2) return chains;
    // Behind a convolution the dense layers may be followed where it is not understood
    if (chains.front().places > 1) {
        const std::size_t second = chains.front().layers[1].weights;
        LayerChain dense = detail::chain_from(blocks, second, units_are_rows, false);
        if (!dense.layers.empty()) chains.push_back(std::move(dense));
    }
    const DenseLayer last = chains.front().layers.back();
    LayerChain alone;
    alone.layers.push_back(last);
    alone.zero.push_back(last.weights);
    chains.push_back(std::move(alone));
    return chains;
}

}  // namespace chainrule::check
