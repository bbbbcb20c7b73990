#pragma once

/// @file
/// What a claim makes of dL/dz on its way back through dense layers, where all examples
/// are alike: the right slope of an activation or another factor, the right product
/// with the weights or another one, the right input or another one. Each is right or a
/// slip with a name.

#include "chainrule/check/diagnosis/alike.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <algorithm>
#include <string>

namespace chainrule::check {

/// How a claim gets from dL/dz of one layer to that of the layer before it:
/// factor * (product with W) .* slope .* transform(z or a of some layer); or that
/// beside the right one.
struct AlikeSlip {
    enum class Weights { right, untransposed, absolute, none, other };
    Weights weights = Weights::right;
    std::size_t other = 0;                 ///< the block in the place of the weights
    bool slope = true;                     ///< whether the right slope is in it
    const Transform* transform = nullptr;  ///< another factor, if any
    std::size_t of = 0;                    ///< the layer that it is made of
    bool of_output = false;                ///< made of a, not of z
    bool squared = false;                  ///< the right slope twice
    bool divided = false;                  ///< 1/slope in the place of the slope
    bool beside = false;  ///< what is made so stands beside the right one
    Coefficient factor{1.0, 0.0, {}};

    [[nodiscard]] bool right() const { return is_number() && factor.value == 1.0; }

    /// Whether it is the right way back but for the factor.
    [[nodiscard]] bool is_number() const {
        return weights == Weights::right && slope && transform == nullptr && !squared &&
               !divided && !beside;
    }
};

/// What the claim of a layer's weights takes for its input.
struct AlikeInput {
    std::size_t of = 0;     ///< the layer
    bool of_output = true;  ///< its a, else its z
    Coefficient factor{1.0, 0.0, {}};
};

namespace detail {

/// z or a of a layer there.
[[nodiscard]] inline const MeasuredVector& value_of(const AlikePass& pass,
                                                    std::size_t layer,
                                                    bool output) {
    return output ? pass.layers[layer].a : pass.layers[layer].z;
}

/// What W'*dL/dz, from the claim behind layer l, is multiplied with, but for the factor.
[[nodiscard]] inline MeasuredVector multiplier(const AlikePass& pass,
                                               std::size_t l,
                                               const AlikeSlip& slip) {
    MeasuredVector result(pass.layers[l].z.size(), Measured{1.0, 0.0});
    for (std::size_t h = 0; h < result.size(); ++h) {
        const Measured slope = pass.layers[l].slope[h];
        if (slip.slope) result[h] = result[h] * slope;
        if (slip.squared) result[h] = result[h] * slope;
        if (slip.divided) result[h] = result[h] / slope;
        if (slip.transform == nullptr) continue;
        const Measured v = value_of(pass, slip.of, slip.of_output)[h];
        result[h] = result[h] * applied(*slip.transform, v);
    }
    return result;
}

/// The product of the weights of layer l + 1 with `behind`, one number a unit of it.
[[nodiscard]] inline List<double> product_with(const AlikePass& pass,
                                               const DenseLayer& layer,
                                               const AlikeSlip& slip,
                                               const List<double>& behind) {
    const AlikeSlip::Weights weights = slip.weights;
    const bool other = weights == AlikeSlip::Weights::other;
    const arma::mat& w = pass.point->blocks[other ? slip.other : layer.weights].value;
    List<double> result(layer.inputs, 0.0);
    for (arma::uword i = 0; i < layer.inputs; ++i) {
        for (arma::uword u = 0; u < layer.units; ++u) {
            const bool turned = weights == AlikeSlip::Weights::untransposed;
            const double weight =
                turned ? weight_at(w, layer, i, u) : weight_at(w, layer, u, i);
            const bool absolute = weights == AlikeSlip::Weights::absolute;
            const bool none = weights == AlikeSlip::Weights::none;
            result[i] += (none       ? 1.0
                          : absolute ? std::abs(weight)
                                     : weight) *
                         behind[u];
        }
    }
    return result;
}

/// One claimed number against factor * basis + beside.
struct AlikeTerm {
    Measured basis;
    double beside;
    double claimed;
};

[[nodiscard]] inline List<AlikeTerm> terms_of(const AlikePass& pass,
                                              const DenseLayers& layers,
                                              std::size_t l,
                                              const AlikeSlip& slip) {
    const auto product =
        product_with(pass, layers[l + 1], slip, pass.layers[l + 1].claimed);
    const MeasuredVector factors = multiplier(pass, l, slip);
    List<AlikeTerm> terms;
    for (std::size_t h = 0; h < factors.size(); ++h) {
        Measured basis = product[h] * factors[h];
        double beside = 0.0;
        if (slip.beside) {
            const Measured right = product[h] * pass.layers[l].slope[h];
            beside = right.value;
            basis.bar += right.bar;
        }
        terms.push_back({basis, beside, pass.layers[l].claimed[h]});
    }
    return terms;
}

/// How many of the terms tell something and fit; nothing if one does not, or is too
/// uncertain to tell whether it does.
[[nodiscard]] inline Maybe<std::size_t> fitting(const List<AlikeTerm>& terms,
                                                double factor) {
    double scale = 0.0;
    for (const AlikeTerm& term : terms) scale = std::max(scale, std::abs(term.claimed));
    std::size_t telling = 0;
    for (const AlikeTerm& term : terms) {
        if (!known(term.basis)) return {};
        const Measured found = factor * term.basis;
        if (found.bar >
            meaningful_bar * std::max(std::abs(term.claimed), 1e-3 * scale)) {
            return {};
        }
        const double gap = std::abs(term.claimed - term.beside - found.value);
        const double parts = std::abs(found.value) + std::abs(term.beside);
        if (!(gap <= 2.0 * found.bar + 1e-9 * parts + 1e-12 * scale)) return {};
        telling += std::abs(found.value) > 1e-3 * scale;
    }
    return telling;
}

[[nodiscard]] inline Coefficient factor_of(const List<AlikeTerm>& terms,
                                           const List<Constant>& constants) {
    List<Equation> equations;
    for (const AlikeTerm& term : terms) {
        if (!known(term.basis)) continue;
        const double bar = term.basis.bar + 1e-11 * std::abs(term.basis.value) +
                           1e-11 * std::abs(term.claimed);
        equations.push_back({term.basis.value, term.claimed - term.beside, bar});
    }
    return fit(equations, constants);
}

/// Whether what stands beside the right way back is a multiple of it: then it is no other
/// factor, but a number.
[[nodiscard]] inline bool is_right_way_again(const List<AlikeTerm>& terms) {
    double product = 0.0, square = 0.0;
    for (const AlikeTerm& term : terms) {
        product += term.basis.value * term.beside;
        square += term.beside * term.beside;
    }
    return all_of(terms, [&](const AlikeTerm& term) {
        const double gap = std::abs(term.basis.value * square - term.beside * product);
        return gap <= 1e-6 * std::abs(term.beside * product);
    });
}

/// Whether a number may be the share of one of so many equal parts, or of some of few.
[[nodiscard]] inline bool is_share_of_parts(double share) {
    constexpr double few = 20.0;
    if (!(share > 1e-4) || share >= 1.0 - 1e-6) return false;
    const auto is_whole = [](double number) {
        return std::abs(number - std::round(number)) <= 1e-6 * number;
    };
    if (is_whole(1.0 / share)) return true;
    for (double parts = 2.0; parts <= few; parts += 1.0) {
        if (is_whole(share * parts)) return true;
    }
    return false;
}

/// The slip with its factor, fitted at the first point, if it gives the claim of layer
/// l at all of them.
[[nodiscard]] inline Maybe<AlikeSlip> confirmed(AlikeSlip slip,
                                                std::size_t l,
                                                const List<AlikePass>& passes,
                                                const DenseLayers& layers,
                                                const List<Constant>& constants,
                                                bool fit_factor = true) {
    if (fit_factor) {
        slip.factor = factor_of(terms_of(passes[0], layers, l, slip), constants);
        if (!slip.factor.known()) return {};
        if (slip.beside && is_right_way_again(terms_of(passes[0], layers, l, slip))) {
            return {};
        }
        const bool parts = slip.is_number() && is_share_of_parts(slip.factor.value);
        if (!slip.factor.named() && !slip.beside && !parts) return {};
    }
    std::size_t telling = 0, entries = 0;
    for (const AlikePass& pass : passes) {
        const auto terms = terms_of(pass, layers, l, slip);
        const auto told = fitting(terms, slip.factor.value);
        if (!told) return {};
        telling += *told;
        entries += terms.size();
    }
    const std::size_t wanted = (slip.beside ? 2 : 1) * entries_for_a_number;
    if (telling < std::min(wanted, entries)) return {};
    return slip;
}

/// The slips with these weights and the slope once, twice or not at all.
inline void append_with_weights(AlikeSlip::Weights weights,
                                std::size_t other,
                                List<AlikeSlip>& slips) {
    AlikeSlip slip;
    slip.weights = weights;
    slip.other = other;
    slips.push_back(slip);
    slip.squared = true;
    slips.push_back(slip);
    slip.squared = slip.slope = false;
    slips.push_back(slip);
    slip.divided = true;
    slips.push_back(slip);
}

/// The likelier a slip, the earlier.
[[nodiscard]] inline List<AlikeSlip> slips_at(const AlikePass& pass,
                                              const DenseLayers& layers,
                                              std::size_t l) {
    using Weights = AlikeSlip::Weights;
    const DenseLayer& behind = layers[l + 1];
    List<Weights> ways{Weights::right, Weights::absolute, Weights::none};
    if (behind.units == behind.inputs) ways.push_back(Weights::untransposed);
    List<AlikeSlip> slips;
    for (const Weights weights : ways) append_with_weights(weights, 0, slips);
    for (const DenseLayer& layer : layers) {
        if (layer.weights == behind.weights || layer.weights == layers[0].weights)
            continue;
        if (layer.units != behind.units || layer.inputs != behind.inputs) continue;
        append_with_weights(Weights::other, layer.weights, slips);
    }
    const std::size_t units = pass.layers[l].z.size();
    for (const bool beside : {false, true}) {
        for (const bool slope : {false, true}) {
            for (std::size_t k = 0; k < layers.size(); ++k) {
                const std::size_t of = (l + k) % layers.size();  // its own first
                for (const bool output : {false, true}) {
                    if (value_of(pass, of, output).size() != units) continue;
                    for (const Transform& transform : factor_transforms) {
                        AlikeSlip slip;
                        slip.slope = slope;
                        slip.transform = &transform;
                        slip.of = of;
                        slip.of_output = output;
                        slip.beside = beside;
                        if (beside && (slope || of != l)) continue;
                        slips.push_back(slip);
                    }
                }
            }
        }
    }
    return slips;
}

/// Whether what stands in the place of the slope is the slope, by a formula that is more
/// exact than its measured values.
[[nodiscard]] inline bool is_the_slope(const AlikeSlip& slip,
                                       std::size_t l,
                                       const List<AlikePass>& passes) {
    if (slip.transform == nullptr || slip.slope || slip.beside) return false;
    if (slip.weights != AlikeSlip::Weights::right) return false;
    return all_of(passes, [&](const AlikePass& pass) {
        const MeasuredVector factors = multiplier(pass, l, slip);
        for (std::size_t h = 0; h < factors.size(); ++h) {
            const Measured& slope = pass.layers[l].slope[h];
            const double gap = std::abs(factors[h].value - slope.value);
            if (known(slope) && !(gap <= factors[h].bar + slope.bar)) return false;
        }
        return true;
    });
}

/// The first slip, or the right way, that gives the claim of layer l from the claim of
/// the layer behind.
[[nodiscard]] inline Maybe<AlikeSlip> slip_at(std::size_t l,
                                              const List<AlikePass>& passes,
                                              const DenseLayers& layers,
                                              const List<Constant>& constants) {
    if (const auto right =
            confirmed(AlikeSlip{}, l, passes, layers, constants, false)) {
        return right;
    }
    for (const AlikeSlip& slip : slips_at(passes[0], layers, l)) {
        auto found = confirmed(slip, l, passes, layers, constants);
        if (found && is_the_slope(*found, l, passes)) {
            AlikeSlip right;
            right.factor = found->factor;
            return right;
        }
        if (found) return found;
    }
    return {};
}

/// The claim of a layer's weights as a multiple of its claimed dL/dz times an input,
/// and one of the weights themselves, by least squares. A single unit does not tell the
/// two apart: there the decay is taken to be the right one.
struct InputFit {
    double factor, decay;
};

[[nodiscard]] inline InputFit fit_input(const AlikePass& pass,
                                        const DenseLayer& layer,
                                        const AlikeLayer& at,
                                        const MeasuredVector& input) {
    const BlockEvidence& block = pass.point->blocks[layer.weights];
    double tt = 0.0, tw = 0.0, ww = 0.0, tc = 0.0, wc = 0.0;
    for (arma::uword u = 0; u < layer.units; ++u) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const double t = at.claimed[u] * input[i].value;
            const double w = weight_at(block.value, layer, u, i);
            const double c = weight_at(block.claimed, layer, u, i);
            tt += t * t;
            tw += t * w;
            ww += w * w;
            tc += t * c;
            wc += w * c;
        }
    }
    const double determinant = tt * ww - tw * tw;
    if (layer.units == 1 || !(determinant > 1e-9 * tt * ww)) {
        return {(tc - at.decay * tw) / tt, at.decay};
    }
    return {(tc * ww - wc * tw) / determinant, (wc * tt - tc * tw) / determinant};
}

/// Whether the claim of the weights of layer l has this input at one point.
[[nodiscard]] inline bool has_input(const AlikePass& pass,
                                    const DenseLayer& layer,
                                    const AlikeLayer& at,
                                    const MeasuredVector& input,
                                    const InputFit& fitted) {
    const BlockEvidence& block = pass.point->blocks[layer.weights];
    double bar = 0.0, scale = 0.0;
    for (const Measured& value : input) bar = std::max(bar, value.bar);
    for (arma::uword i = 0; i < block.claimed.n_elem; ++i) {
        scale = std::max(scale, std::abs(block.claimed.mem[i]));
    }
    for (arma::uword u = 0; u < layer.units; ++u) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const double t = fitted.factor * at.claimed[u] * input[i].value;
            const double own = fitted.decay * weight_at(block.value, layer, u, i);
            const double gap =
                std::abs(weight_at(block.claimed, layer, u, i) - t - own);
            const double bars = std::abs(fitted.factor * at.claimed[u]) * bar;
            if (!(gap <= 8.0 * bars + 1e-9 * scale)) return false;
        }
    }
    return scale > 0.0;
}

/// What the claim of the weights of layer l (not the first) takes for its input.
[[nodiscard]] inline Maybe<AlikeInput> input_at(std::size_t l,
                                                const List<AlikePass>& passes,
                                                const DenseLayers& layers,
                                                const List<Constant>& constants) {
    for (std::size_t k = 0; k < layers.size(); ++k) {
        const std::size_t of = (l - 1 + k) % layers.size();  // its own first
        if (of + 1 < layers.size() && !is_usual(of, passes)) continue;
        for (const bool output : {true, false}) {
            if (value_of(passes[0], of, output).size() != layers[l].inputs) continue;
            AlikeInput input{of, output, {}};
            bool fits = true;
            for (const AlikePass& pass : passes) {
                const AlikeLayer& at = pass.layers[l];
                const MeasuredVector& v = value_of(pass, of, output);
                InputFit fitted = fit_input(pass, layers[l], at, v);
                if (&pass == &passes[0]) {
                    const double error = 1e-7 * std::abs(fitted.factor);
                    input.factor = {
                        fitted.factor, 0.0, names_of(fitted.factor, error, constants)};
                    if (!input.factor.named())
                        fits = false;
                    else
                        input.factor.value = std::copysign(
                            input.factor.names.front().value, fitted.factor);
                }
                fitted.factor = input.factor.value;
                fits = fits && has_input(pass, layers[l], at, v, fitted);
            }
            if (fits) return input;
        }
    }
    return {};
}

}  // namespace detail

}  // namespace chainrule::check
