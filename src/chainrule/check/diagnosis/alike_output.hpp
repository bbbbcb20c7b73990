#pragma once

/// @file
/// The last layer where all examples are alike: dL/dz, summed over them, is
/// scale*p - m, times the slope of the output if the loss leaves it in; p is what the
/// output makes of z, and m what the labels make of the rest. A claim may lack one of
/// the two, have the wrong sign between them, or another slope.

#include "chainrule/check/diagnosis/alike.hpp"
#include "chainrule/check/diagnosis/alike_slips.hpp"
#include "chainrule/check/list.hpp"

#include <optional>
#include <string_view>

namespace chainrule::check {

/// What the output makes of z.
enum class Link { identity, sigmoid, softmax, tanh };

/// dL/dz = (scale*p - m) .* slope.
struct AlikeOutput {
    Link link = Link::identity;
    const Transform* slope = nullptr;  ///< of p; none if the loss cancels it
    double scale = 1.0;
    List<double> m;
};

/// The claim: factor * (with_p*scale*p - with_m*m) .* slope .* transform(p or z). With
/// no output known, factor * dL/dz .* transform(z).
struct OutputSlip {
    double with_p = 1.0, with_m = 1.0;
    bool slope = true;                     ///< whether the right slope is in it
    const Transform* transform = nullptr;  ///< another factor, if any
    bool of_p = true;                      ///< made of p, not of z
    Coefficient factor{1.0, 0.0, {}};

    [[nodiscard]] bool right() const {
        return with_p == 1.0 && with_m == 1.0 && slope && transform == nullptr &&
               factor.value == 1.0;
    }
};

namespace detail {

[[nodiscard]] inline std::string_view link_words(Link link) {
    switch (link) {
        case Link::sigmoid:
            return "sigmoid(z)";
        case Link::softmax:
            return "softmax(z)";
        case Link::tanh:
            return "tanh(z)";
        default:
            return "z";
    }
}

[[nodiscard]] inline MeasuredVector linked(Link link, const MeasuredVector& z) {
    double bar = 0.0, most = -arma::datum::inf, sum = 0.0;
    for (const Measured& one : z) {
        bar = std::max(bar, one.bar);
        most = std::max(most, one.value);
    }
    for (const Measured& one : z) sum += std::exp(one.value - most);
    MeasuredVector p;
    for (const Measured& one : z) {
        const double v = one.value;
        p.push_back({link == Link::sigmoid   ? logistic(v)
                     : link == Link::softmax ? std::exp(v - most) / sum
                     : link == Link::tanh    ? std::tanh(v)
                                             : v,
                     bar});
    }
    return p;
}

/// The slopes that the last activation may leave in dL/dz.
inline constexpr std::array<Transform, 2> output_slopes{{
    {"%.*(1 - %)", [](double p) { return p * (1.0 - p); }},
    {"(1 - %.^2)", [](double p) { return 1.0 - p * p; }},
}};

/// dL/dz without its slope.
[[nodiscard]] inline MeasuredVector without_slope(const MeasuredVector& delta,
                                                  const MeasuredVector& p,
                                                  const Transform* slope) {
    MeasuredVector result = delta;
    for (std::size_t k = 0; k < result.size() && slope != nullptr; ++k) {
        result[k] = result[k] / applied(*slope, p[k]);
    }
    return result;
}

/// Fits scale and m to all points; nothing if they are not the same at all of them.
[[nodiscard]] inline std::optional<AlikeOutput> fit_output(
    const List<AlikePass>& passes, Link link, const Transform* slope) {
    List<MeasuredVector> p, delta;
    for (const AlikePass& pass : passes) {
        p.push_back(linked(link, pass.layers.back().z));
        delta.push_back(without_slope(pass.layers.back().delta, p.back(), slope));
    }
    const std::size_t units = p[0].size(), points = p.size();
    List<double> mean_p(units, 0.0), mean_d(units, 0.0);
    for (std::size_t k = 0; k < units; ++k) {
        for (std::size_t i = 0; i < points; ++i) {
            if (!known(p[i][k]) || !known(delta[i][k])) return {};
            mean_p[k] += p[i][k].value / double(points);
            mean_d[k] += delta[i][k].value / double(points);
        }
    }
    double product = 0.0, square = 0.0;
    for (std::size_t k = 0; k < units; ++k) {
        for (std::size_t i = 0; i < points; ++i) {
            const double apart = p[i][k].value - mean_p[k];
            product += apart * (delta[i][k].value - mean_d[k]);
            square += apart * apart;
        }
    }
    AlikeOutput output{link, slope, product / square, {}};
    if (!(square > 0.0) || !(std::abs(output.scale) > 0.0)) return {};
    for (std::size_t k = 0; k < units; ++k) {
        output.m.push_back(output.scale * mean_p[k] - mean_d[k]);
    }
    for (std::size_t k = 0; k < units; ++k) {
        for (std::size_t i = 0; i < points; ++i) {
            const Measured found = output.scale * p[i][k];
            const double gap = std::abs(found.value - output.m[k] - delta[i][k].value);
            const double parts = std::abs(found.value) + std::abs(output.m[k]);
            if (!(gap <= 4.0 * (found.bar + delta[i][k].bar) + 1e-8 * parts)) return {};
        }
    }
    return output;
}

/// The output that gives dL/dz at all points, if it is a usual one.
[[nodiscard]] inline std::optional<AlikeOutput> output_of(
    const List<AlikePass>& passes) {
    const bool several = passes[0].layers.back().z.size() > 1;
    for (const Link link : {Link::identity, Link::sigmoid, Link::softmax, Link::tanh}) {
        if (link == Link::softmax && !several) continue;
        if (const auto output = fit_output(passes, link, nullptr)) return output;
        for (const Transform& slope : output_slopes) {
            if (const auto output = fit_output(passes, link, &slope)) return output;
        }
    }
    return {};
}

/// What the claim of the last bias should be by the slip, but for the factor.
[[nodiscard]] inline List<AlikeTerm> terms_of(const AlikePass& pass,
                                              const std::optional<AlikeOutput>& output,
                                              const OutputSlip& slip) {
    const AlikeLayer& last = pass.layers.back();
    const MeasuredVector p = output ? linked(output->link, last.z) : MeasuredVector{};
    List<AlikeTerm> terms;
    for (std::size_t k = 0; k < last.delta.size(); ++k) {
        Measured basis = last.delta[k];
        if (output && !slip.right()) {
            basis = slip.with_p * output->scale * p[k] -
                    Measured{slip.with_m * output->m[k], 0.0};
            if (slip.slope && output->slope != nullptr) {
                basis = basis * applied(*output->slope, p[k]);
            }
        }
        if (slip.transform != nullptr) {
            basis = basis * applied(*slip.transform, slip.of_p ? p[k] : last.z[k]);
        }
        terms.push_back({basis, 0.0, last.claimed[k]});
    }
    return terms;
}

[[nodiscard]] inline List<OutputSlip> output_slips(
    const std::optional<AlikeOutput>& output) {
    List<OutputSlip> slips{{}};
    if (!output) return slips;
    slips.push_back({1.0, 0.0});
    slips.push_back({0.0, 1.0});
    slips.push_back({1.0, -1.0});
    const bool sloping = output->slope != nullptr;
    if (sloping) slips.push_back({1.0, 1.0, false});
    for (const bool slope : {false, true}) {
        if (slope && !sloping) continue;
        for (const bool of_p : {true, false}) {
            for (const Transform& transform : factor_transforms) {
                slips.push_back({1.0, 1.0, slope, &transform, of_p});
            }
        }
    }
    return slips;
}

/// The first slip, or the right way, that gives the claim of the last bias at all
/// points.
[[nodiscard]] inline std::optional<OutputSlip> output_slip(
    const List<AlikePass>& passes,
    const std::optional<AlikeOutput>& output,
    const List<Constant>& constants) {
    const auto confirmed = [&](OutputSlip& slip, bool fit_factor) {
        if (fit_factor) {
            slip.factor = factor_of(terms_of(passes[0], output, slip), constants);
            if (!slip.factor.known() || !slip.factor.named()) return false;
        }
        std::size_t telling = 0;
        for (const AlikePass& pass : passes) {
            const auto told = fitting(terms_of(pass, output, slip), slip.factor.value);
            if (!told) return false;
            telling += *told;
        }
        return telling >= entries_for_a_number;
    };
    OutputSlip right;
    if (confirmed(right, false)) return right;
    for (OutputSlip slip : output_slips(output)) {
        if (confirmed(slip, true)) return slip;
    }
    return {};
}

}  // namespace detail

}  // namespace chainrule::check
