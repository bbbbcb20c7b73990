#pragma once

/// @file
/// The forward and backward pass of dense layers where all examples are alike. With the
/// first weights zero, every example has z = b there, and so the same values in every
/// layer. Then dL/db is the sum over the examples of dL/dz, dL/dW is that times the one
/// input that all have, and dL/db of a layer is W'*dL/db of the one behind it times the
/// slope of its activation: what is hidden in a sum elsewhere can be read off.

#include "chainrule/check/diagnosis/activations.hpp"
#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/check/diagnosis/dense_layers.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/diagnosis/measured.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/quantifiers.hpp"

namespace chainrule::check {

/// One layer there, by unit.
struct AlikeLayer {
    MeasuredVector z;      ///< W*(input) + b
    MeasuredVector a;      ///< what the next layer takes in; empty for the last
    MeasuredVector delta;  ///< dL/dz, summed over the examples
    List<double> claimed;  ///< the claim of the bias, which should be the same
    MeasuredVector slope;  ///< da/dz; empty for the last
    const detail::ActivationWithSlope* activation =
        nullptr;         ///< the usual one that has this a and slope; null if none has
    double decay = 0.0;  ///< of the weights; 0 for the first layer, where W = 0
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

/// What was examined of a layer's weights: some units, and for all of them the same
/// inputs.
struct WeightsExamined {
    List<arma::uword> units, inputs;
    List<MeasuredVector> truth;  ///< by unit, then by input, in their order
};

[[nodiscard]] inline WeightsExamined weights_examined(const PointEvidence& point,
                                                      const DenseLayer& layer) {
    const auto places = by_place(point.blocks[layer.weights]);
    WeightsExamined found;
    for (arma::uword u = 0; u < layer.units; ++u) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            if (places[place_in(layer, u, i)] == nullptr) continue;
            found.units.push_back(u);
            break;
        }
    }
    for (arma::uword i = 0; i < layer.inputs; ++i) {
        bool all = !found.units.empty();
        for (const arma::uword u : found.units) {
            all = all && places[place_in(layer, u, i)] != nullptr;
        }
        if (all) found.inputs.push_back(i);
    }
    for (const arma::uword u : found.units) {
        MeasuredVector unit;
        for (const arma::uword i : found.inputs) {
            const Examined* entry = places[place_in(layer, u, i)];
            unit.push_back({entry->truth, entry->error_bar});
        }
        found.truth.push_back(std::move(unit));
    }
    return found;
}

/// The one input of all examples, and the decay: dL/dW = delta*input' + decay*W. What
/// was not examined of the input is unknown.
struct CommonInput {
    MeasuredVector input;
    double decay = 0.0;
};

inline const Measured not_measured{0.0, arma::datum::inf};

/// The squared length of dL/dz in the units examined.
[[nodiscard]] inline double square_of(const WeightsExamined& weights,
                                      const MeasuredVector& delta) {
    double square = 0.0;
    for (const arma::uword u : weights.units) {
        square += delta[u].value * delta[u].value;
    }
    return square;
}

/// The input if the decay is so much; nothing if that does not give what was examined.
[[nodiscard]] inline Maybe<MeasuredVector> input_beside(const WeightsExamined& weights,
                                                        const DenseLayer& layer,
                                                        const arma::mat& w,
                                                        const MeasuredVector& delta,
                                                        double decay) {
    const double square = square_of(weights, delta);
    if (!(square > 0.0) || !std::isfinite(square)) return {};
    MeasuredVector input(layer.inputs, not_measured);
    for (std::size_t k = 0; k < weights.inputs.size(); ++k) {
        const arma::uword i = weights.inputs[k];
        Measured product;
        for (std::size_t n = 0; n < weights.units.size(); ++n) {
            const arma::uword u = weights.units[n];
            const double own = decay * weight_at(w, layer, u, i);
            product = product + delta[u] * (weights.truth[n][k] - Measured{own, 0.0});
        }
        input[i] = 1.0 / square * product;
    }
    for (std::size_t n = 0; n < weights.units.size(); ++n) {
        for (std::size_t k = 0; k < weights.inputs.size(); ++k) {
            const arma::uword u = weights.units[n], i = weights.inputs[k];
            const double own = decay * weight_at(w, layer, u, i);
            const Measured term = delta[u] * input[i];
            const double gap = std::abs(weights.truth[n][k].value - own - term.value);
            const double rounding = 1e-9 * (std::abs(own) + std::abs(term.value));
            if (!(gap <= 2.0 * (weights.truth[n][k].bar + term.bar) + rounding)) {
                return {};
            }
        }
    }
    return input;
}

/// The decay that leaves each unit the same input, from two units or more: what is left
/// of dL/dW beside delta is what is left of W, times the decay. 0 if it may be 0.
[[nodiscard]] inline double decay_of(const WeightsExamined& weights,
                                     const DenseLayer& layer,
                                     const arma::mat& w,
                                     const MeasuredVector& delta) {
    const double square = square_of(weights, delta);
    double product = 0.0, error = 0.0, length = 0.0;
    for (std::size_t k = 0; k < weights.inputs.size(); ++k) {
        const arma::uword i = weights.inputs[k];
        double along_w = 0.0, along_truth = 0.0;
        for (std::size_t n = 0; n < weights.units.size(); ++n) {
            const arma::uword u = weights.units[n];
            along_w += delta[u].value * weight_at(w, layer, u, i);
            along_truth += delta[u].value * weights.truth[n][k].value;
        }
        for (std::size_t n = 0; n < weights.units.size(); ++n) {
            const arma::uword u = weights.units[n];
            const Measured truth = weights.truth[n][k];
            const double share = along_w / square * delta[u].value;
            const double rest = weight_at(w, layer, u, i) - share;
            const double bar = truth.bar + 1e-12 * std::abs(truth.value) +
                               std::abs(along_truth / square) * delta[u].bar;
            product += rest * truth.value;
            error += std::abs(rest) * bar;
            length += rest * rest;
        }
    }
    const double decay = product / length;
    return std::abs(product) > 2.0 * error && std::isfinite(decay) ? decay : 0.0;
}

/// Whether everything known of `a` is what the activation makes of z.
[[nodiscard]] inline bool gives(const Transform& activation,
                                const MeasuredVector& z,
                                const MeasuredVector& a) {
    for (std::size_t h = 0; h < z.size(); ++h) {
        if (!known(a[h])) continue;
        const Measured gap = a[h] - applied(activation, z[h]);
        if (!(std::abs(gap.value) <= 2.0 * gap.bar + 1e-9)) return false;
    }
    return true;
}

/// The usual activation that makes a of z; null if none does.
[[nodiscard]] inline const ActivationWithSlope* usual_activation(
    const MeasuredVector& z, const MeasuredVector& a) {
    for (const ActivationWithSlope& one : activations_with_slopes) {
        if (gives(one.activation, z, a)) return &one;
    }
    return gives(no_activation.activation, z, a) ? &no_activation : nullptr;
}

/// The input of a layer behind the pre-activation `z`. Of a single unit any decay gives
/// some input: there one of the sizes is the decay if that makes the activation a usual
/// one.
[[nodiscard]] inline Maybe<CommonInput> common_input(const PointEvidence& point,
                                                     const DenseLayer& layer,
                                                     const MeasuredVector& delta,
                                                     const MeasuredVector& z,
                                                     const std::vector<Size>& sizes) {
    const arma::mat& w = point.blocks[layer.weights].value;
    const WeightsExamined weights = weights_examined(point, layer);
    if (weights.inputs.size() < std::min<std::size_t>(3, layer.inputs)) return {};
    if (weights.units.size() > 1) {
        const double decay = decay_of(weights, layer, w, delta);
        auto input = input_beside(weights, layer, w, delta, decay);
        if (!input) return {};
        return CommonInput{std::move(*input), decay};
    }
    for (const Size& size : sizes) {
        auto input = input_beside(weights, layer, w, delta, size.value);
        if (input && usual_activation(z, *input) != nullptr) {
            return CommonInput{std::move(*input), size.value};
        }
    }
    auto input = input_beside(weights, layer, w, delta, 0.0);
    if (!input) return {};
    return CommonInput{std::move(*input), 0.0};
}

/// dL/db of a layer, claimed and as far as it was examined; false if the claim is not
/// finite.
[[nodiscard]] inline bool read_bias(const PointEvidence& point,
                                    const DenseLayer& layer,
                                    AlikeLayer& into) {
    const BlockEvidence& bias = point.blocks[layer.bias];
    for (const Examined* entry : by_place(bias)) {
        into.delta.push_back(
            entry == nullptr ? not_measured : Measured{entry->truth, entry->error_bar});
    }
    into.claimed = List<double>(bias.claimed.begin(), bias.claimed.end());
    return finite(bias.claimed);
}

[[nodiscard]] inline bool all_known(const MeasuredVector& values) {
    return all_of(values, [](Measured one) { return known(one); });
}

/// z of a layer from the a of the one before it.
[[nodiscard]] inline MeasuredVector pushed(const PointEvidence& point,
                                           const DenseLayer& layer,
                                           const MeasuredVector& a) {
    const arma::mat& w = point.blocks[layer.weights].value;
    const arma::mat& bias = point.blocks[layer.bias].value;
    MeasuredVector z;
    for (arma::uword u = 0; u < layer.units; ++u) {
        Measured sum{bias.mem[u], 0.0};
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            sum = sum + weight_at(w, layer, u, i) * a[i];
        }
        z.push_back(sum);
    }
    return z;
}

/// Reads a of layer l off the weights behind it; what was not examined is what the
/// usual activation makes of z. False if there is no way to tell.
[[nodiscard]] inline bool read_output(const PointEvidence& point,
                                      const DenseLayers& layers,
                                      std::size_t l,
                                      const std::vector<Size>& sizes,
                                      AlikePass& pass) {
    AlikeLayer &here = pass.layers[l], &behind = pass.layers[l + 1];
    auto common = common_input(point, layers[l + 1], behind.delta, here.z, sizes);
    if (!common) return false;
    here.a = std::move(common->input);
    behind.decay = common->decay;
    here.activation = usual_activation(here.z, here.a);
    for (std::size_t h = 0; h < here.a.size() && here.activation != nullptr; ++h) {
        if (known(here.a[h])) continue;
        here.a[h] = applied(here.activation->activation, here.z[h]);
    }
    return all_known(here.a);
}

/// Reads the slopes of layer l off dL/dz of it and of the layer behind; what was not
/// examined is that of the usual activation, whose slopes the others must be if it is
/// to stay one. False if there is no way to tell.
[[nodiscard]] inline bool read_slope(const PointEvidence& point,
                                     const DenseLayers& layers,
                                     std::size_t l,
                                     AlikePass& pass) {
    AlikeLayer& here = pass.layers[l];
    const MeasuredVector back = pulled(point, layers[l + 1], pass.layers[l + 1].delta);
    here.slope.assign(back.size(), not_measured);
    for (std::size_t h = 0; h < back.size(); ++h) {
        if (known(here.delta[h])) here.slope[h] = here.delta[h] / back[h];
    }
    if (here.activation != nullptr &&
        !gives(here.activation->slope, here.z, here.slope)) {
        here.activation = nullptr;
    }
    for (std::size_t h = 0; h < back.size() && here.activation != nullptr; ++h) {
        if (known(here.delta[h])) continue;
        here.slope[h] = applied(here.activation->slope, here.z[h]);
        here.delta[h] = here.slope[h] * back[h];
    }
    return all_known(here.delta);
}

}  // namespace detail

/// What can be read off at a point where the first weights are zero; nothing if the
/// evidence is not that of dense layers there.
[[nodiscard]] inline Maybe<AlikePass> alike_pass(const PointEvidence& point,
                                                 const DenseLayers& layers,
                                                 const std::vector<Size>& sizes) {
    AlikePass pass{&point, List<AlikeLayer>(layers.size())};
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (!detail::read_bias(point, layers[l], pass.layers[l])) return {};
    }
    for (const double bias : point.blocks[layers[0].bias].value) {
        pass.layers[0].z.push_back({bias, 0.0});
    }
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
        if (!detail::read_output(point, layers, l, sizes, pass)) return {};
        pass.layers[l + 1].z = detail::pushed(point, layers[l + 1], pass.layers[l].a);
    }
    if (!detail::all_known(pass.layers.back().delta)) return {};
    for (std::size_t l = layers.size() - 1; l-- > 0;) {
        if (!detail::read_slope(point, layers, l, pass)) return {};
    }
    return pass;
}

namespace detail {

/// Whether a layer's a and slope are those of one usual activation at all points. Else z
/// may be something else in truth, as where a skip connection goes around a layer.
[[nodiscard]] inline bool is_usual(std::size_t l, const List<AlikePass>& passes) {
    const auto* activation = passes[0].layers[l].activation;
    return activation != nullptr && all_of(passes, [&](const AlikePass& pass) {
               return pass.layers[l].activation == activation;
           });
}

}  // namespace detail

}  // namespace chainrule::check
