#pragma once

/// @file
/// The forward and backward pass of dense layers where all examples are alike. With the
/// first weights zero, every example has z = b there, and so the same values in every
/// layer. Then dL/db is the sum over the examples of dL/dz, dL/dW is that times the one
/// input that all have, and dL/db of a layer is W'*dL/db of the one behind it times the
/// slope of its activation: what is hidden in a sum elsewhere can be read off.

#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/check/diagnosis/dense_layers.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/diagnosis/measured.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/list.hpp"

#include <optional>

namespace chainrule::check {

/// One layer there, by unit.
struct AlikeLayer {
    MeasuredVector z;      ///< W*(input) + b
    MeasuredVector a;      ///< what the next layer takes in; empty for the last
    MeasuredVector delta;  ///< dL/dz, summed over the examples
    List<double> claimed;  ///< the claim of the bias, which should be the same
    MeasuredVector slope;  ///< da/dz; empty for the last
    double decay = 0.0;    ///< of the weights; 0 for the first layer, where W = 0
};

/// All layers at one point.
struct AlikePass {
    const PointEvidence* point;
    List<AlikeLayer> layers;
};

namespace detail {

[[nodiscard]] inline double weight_at(const arma::mat& matrix,
                                      const DenseLayer& layer,
                                      arma::uword unit,
                                      arma::uword input) {
    return layer.units_are_rows ? matrix.at(unit, input) : matrix.at(input, unit);
}

/// The place of an entry of the weights, column by column.
[[nodiscard]] inline std::size_t place_in(const DenseLayer& layer,
                                          arma::uword unit,
                                          arma::uword input) {
    return layer.units_are_rows ? unit + input * layer.units
                                : input + unit * layer.inputs;
}

/// W'*delta, or W*delta if that is asked for.
[[nodiscard]] inline MeasuredVector pulled(const PointEvidence& point,
                                           const DenseLayer& layer,
                                           const MeasuredVector& delta) {
    const arma::mat& w = point.blocks[layer.weights].value;
    MeasuredVector result(layer.inputs);
    for (arma::uword i = 0; i < layer.inputs; ++i) {
        for (arma::uword u = 0; u < layer.units; ++u) {
            result[i] = result[i] + weight_at(w, layer, u, i) * delta[u];
        }
    }
    return result;
}

/// What was examined of one unit's weights; empty if not all of it was.
struct UnitWeights {
    arma::uword unit;
    MeasuredVector truth;
};

[[nodiscard]] inline List<UnitWeights> units_examined(const PointEvidence& point,
                                                      const DenseLayer& layer) {
    const auto places = by_place(point.blocks[layer.weights]);
    List<UnitWeights> units;
    for (arma::uword u = 0; u < layer.units; ++u) {
        UnitWeights one{u, {}};
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const Examined* entry = places[place_in(layer, u, i)];
            if (entry == nullptr) break;
            one.truth.push_back({entry->truth, entry->error_bar});
        }
        if (one.truth.size() == layer.inputs) units.push_back(std::move(one));
    }
    return units;
}

/// The one input of all examples, and the decay: dL/dW = delta*input' + decay*W.
struct CommonInput {
    MeasuredVector input;
    double decay = 0.0;
};

/// The input if the decay is so much; nothing if that does not give what was examined.
[[nodiscard]] inline std::optional<MeasuredVector> input_beside(
    const List<UnitWeights>& units,
    const DenseLayer& layer,
    const arma::mat& w,
    const MeasuredVector& delta,
    double decay) {
    double square = 0.0;
    for (const UnitWeights& one : units) {
        square += delta[one.unit].value * delta[one.unit].value;
    }
    if (!(square > 0.0)) return {};
    MeasuredVector input(layer.inputs);
    for (arma::uword i = 0; i < layer.inputs; ++i) {
        Measured product;
        for (const UnitWeights& one : units) {
            const double own = decay * weight_at(w, layer, one.unit, i);
            product = product + delta[one.unit] * (one.truth[i] - Measured{own, 0.0});
        }
        input[i] = 1.0 / square * product;
    }
    for (const UnitWeights& one : units) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const double own = decay * weight_at(w, layer, one.unit, i);
            const Measured term = delta[one.unit] * input[i];
            const double gap = std::abs(one.truth[i].value - own - term.value);
            const double rounding = 1e-9 * (std::abs(own) + std::abs(term.value));
            if (!(gap <= 2.0 * (one.truth[i].bar + term.bar) + rounding)) return {};
        }
    }
    return input;
}

/// The decay that leaves each unit the same input, from two units or more: what is left
/// of dL/dW beside delta is what is left of W, times the decay. 0 if it may be 0.
[[nodiscard]] inline double decay_of(const List<UnitWeights>& units,
                                     const DenseLayer& layer,
                                     const arma::mat& w,
                                     const MeasuredVector& delta) {
    double square = 0.0;
    for (const UnitWeights& one : units) {
        square += delta[one.unit].value * delta[one.unit].value;
    }
    double product = 0.0, error = 0.0, length = 0.0;
    for (arma::uword i = 0; i < layer.inputs; ++i) {
        double along_w = 0.0, along_truth = 0.0;
        for (const UnitWeights& one : units) {
            along_w += delta[one.unit].value * weight_at(w, layer, one.unit, i);
            along_truth += delta[one.unit].value * one.truth[i].value;
        }
        for (const UnitWeights& one : units) {
            const double share = along_w / square * delta[one.unit].value;
            const double rest = weight_at(w, layer, one.unit, i) - share;
            const double bar = one.truth[i].bar + 1e-12 * std::abs(one.truth[i].value) +
                               std::abs(along_truth / square) * delta[one.unit].bar;
            product += rest * one.truth[i].value;
            error += std::abs(rest) * bar;
            length += rest * rest;
        }
    }
    const double decay = product / length;
    return std::abs(product) > 2.0 * error && std::isfinite(decay) ? decay : 0.0;
}

inline constexpr std::array<Transform, 3> usual_activations{{
    {"tanh(%)", [](double z) { return std::tanh(z); }},
    {"sigmoid(%)", logistic},
    {"max(%, 0)", [](double z) { return std::max(z, 0.0); }},
}};

[[nodiscard]] inline bool is_usual_activation(const MeasuredVector& z,
                                              const MeasuredVector& a) {
    const auto is = [&](const Transform& transform) {
        for (std::size_t h = 0; h < z.size(); ++h) {
            const Measured gap = a[h] - applied(transform, z[h]);
            if (!(std::abs(gap.value) <= 2.0 * gap.bar + 1e-9)) return false;
        }
        return true;
    };
    return std::any_of(usual_activations.begin(), usual_activations.end(), is);
}

/// The input of a layer behind the pre-activation `z`. Of a single unit any decay gives
/// some input: there one of the sizes is the decay if that makes the activation a usual
/// one.
[[nodiscard]] inline std::optional<CommonInput> common_input(
    const PointEvidence& point,
    const DenseLayer& layer,
    const MeasuredVector& delta,
    const MeasuredVector& z,
    const std::vector<Size>& sizes) {
    const arma::mat& w = point.blocks[layer.weights].value;
    const List<UnitWeights> units = units_examined(point, layer);
    if (units.empty()) return {};
    if (units.size() > 1) {
        const double decay = decay_of(units, layer, w, delta);
        auto input = input_beside(units, layer, w, delta, decay);
        if (!input) return {};
        return CommonInput{std::move(*input), decay};
    }
    for (const Size& size : sizes) {
        auto input = input_beside(units, layer, w, delta, size.value);
        if (input && is_usual_activation(z, *input)) {
            return CommonInput{std::move(*input), size.value};
        }
    }
    auto input = input_beside(units, layer, w, delta, 0.0);
    if (!input) return {};
    return CommonInput{std::move(*input), 0.0};
}

/// dL/db of a layer, claimed and true; false if not all was examined.
[[nodiscard]] inline bool read_bias(const PointEvidence& point,
                                    const DenseLayer& layer,
                                    AlikeLayer& into) {
    const BlockEvidence& bias = point.blocks[layer.bias];
    for (const Examined* entry : by_place(bias)) {
        if (entry == nullptr) return false;
        into.delta.push_back({entry->truth, entry->error_bar});
        into.claimed.push_back(bias.claimed_at(*entry));
    }
    return finite(bias.claimed);
}

}  // namespace detail

/// What can be read off at a point where the first weights are zero; nothing if the
/// evidence is not that of dense layers there.
[[nodiscard]] inline std::optional<AlikePass> alike_pass(
    const PointEvidence& point,
    const DenseLayers& layers,
    const std::vector<Size>& sizes) {
    AlikePass pass{&point, List<AlikeLayer>(layers.size())};
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (!detail::read_bias(point, layers[l], pass.layers[l])) return {};
    }
    for (std::size_t l = 0; l < layers.size(); ++l) {
        AlikeLayer& layer = pass.layers[l];
        const arma::mat& bias = point.blocks[layers[l].bias].value;
        for (arma::uword u = 0; u < layers[l].units; ++u) {
            layer.z.push_back({bias.mem[u], 0.0});
        }
        if (l == 0) continue;
        AlikeLayer& before = pass.layers[l - 1];
        auto common =
            detail::common_input(point, layers[l], layer.delta, before.z, sizes);
        if (!common) return {};
        before.a = std::move(common->input);
        layer.decay = common->decay;
        const arma::mat& w = point.blocks[layers[l].weights].value;
        for (arma::uword u = 0; u < layers[l].units; ++u) {
            for (arma::uword i = 0; i < layers[l].inputs; ++i) {
                layer.z[u] =
                    layer.z[u] + detail::weight_at(w, layers[l], u, i) * before.a[i];
            }
        }
        const MeasuredVector pulled = detail::pulled(point, layers[l], layer.delta);
        for (std::size_t h = 0; h < pulled.size(); ++h) {
            before.slope.push_back(before.delta[h] / pulled[h]);
        }
    }
    return pass;
}

}  // namespace chainrule::check
