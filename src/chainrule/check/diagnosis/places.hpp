#pragma once

/// @file
/// Layers behind a convolution, where all its places are alike: with a zero kernel each
/// unit gives out the same at every place, and where the weights behind are the same for
/// all of them, the places count like examples. The second layer then is one whose
/// weights are their sums over the places.

#include "chainrule/check/diagnosis/alike.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <utility>

namespace chainrule::check {

namespace detail {

/// Makes the weights behind the places of a unit those of its first place. `first` is
/// where the block of the weights begins in the point.
inline void make_places_alike(const LayerChain& chain,
                              arma::uword first,
                              arma::vec& point) {
    if (chain.places < 2) return;
    const DenseLayer whole = chain.unfolded();
    for (arma::uword u = 0; u < whole.units; ++u) {
        for (arma::uword i = 0; i < chain.layers.front().units; ++i) {
            const double weight =
                point.mem[first + place_in(whole, u, chain.input_at(i, 0))];
            for (arma::uword place = 1; place < chain.places; ++place) {
                point.at(first + place_in(whole, u, chain.input_at(i, place))) = weight;
            }
        }
    }
}

/// The evidence with the folded weights in the place of the second layer's; nothing if
/// the claims of the places of a unit are not the same.
[[nodiscard]] inline Maybe<PointEvidence> folded(PointEvidence point,
                                                 const LayerChain& chain) {
    if (chain.places < 2) return Maybe<PointEvidence>(std::move(point));
    const DenseLayer &layer = chain.layers[1], whole = chain.unfolded();
    const BlockEvidence& all = point.blocks[layer.weights];
    const auto entries = by_place(all);
    BlockEvidence fold{all.name, {}, {}, {}};
    const bool rows = layer.units_are_rows;
    fold.claimed.set_size(rows ? layer.units : layer.inputs,
                          rows ? layer.inputs : layer.units);
    fold.value = fold.claimed;
    double most = 0.0;
    for (const double value : all.claimed) most = std::max(most, std::abs(value));
    for (arma::uword u = 0; u < layer.units; ++u) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const arma::uword from = place_in(whole, u, chain.input_at(i, 0));
            const arma::uword to = place_in(layer, u, i);
            for (arma::uword place = 1; place < chain.places; ++place) {
                const double other =
                    all.claimed.mem[place_in(whole, u, chain.input_at(i, place))];
                if (!(std::abs(other - all.claimed.mem[from]) <= 1e-9 * most))
                    return {};
            }
            fold.claimed.at(to) = all.claimed.mem[from];
            fold.value.at(to) = double(chain.places) * all.value.mem[from];
            if (entries[from] == nullptr) continue;
            Examined entry = *entries[from];
            entry.row = rows ? u : i;
            entry.col = rows ? i : u;
            fold.examined.push_back(entry);
        }
    }
    point.blocks[layer.weights] = std::move(fold);
    return Maybe<PointEvidence>(std::move(point));
}

}  // namespace detail

}  // namespace chainrule::check
