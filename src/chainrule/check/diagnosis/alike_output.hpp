#pragma once

/// @file
/// The last layer where all examples are alike: dL/dz, summed over them, is
/// scale*p - m, times the slope of the output if the loss leaves it in; p is what the
/// output makes of z, and m what the labels make of the rest. A claim may lack one of
/// the two, have the wrong sign between them, or another slope.

#include "chainrule/check/diagnosis/alike.hpp"
#include "chainrule/check/diagnosis/alike_slips.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

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

/// The claim: factor * (with_p*scale*p - with_m*m.*of_m(p)) .* slope .* transform(p or
/// z), where p may be made by another link and m may be another one. With no output
/// known, factor * dL/dz .* transform(z).
struct OutputSlip {
    double with_p = 1.0, with_m = 1.0;
    bool slope = true;                     ///< whether the right slope is in it
    const Transform* transform = nullptr;  ///< another factor, if any
    bool of_p = true;                      ///< made of p, not of z
    const Transform* of_m = nullptr;       ///< of p, on m alone, if any
    Maybe<Link> link = {};                 ///< in the place of the right one
    List<double> other_m = {};             ///< in the place of m; empty if it is right
    Coefficient factor{1.0, 0.0, {}};

    [[nodiscard]] bool right() const {
        return with_p == 1.0 && with_m == 1.0 && slope && transform == nullptr &&
               of_m == nullptr && !link && other_m.empty() && factor.value == 1.0;
    }
};

namespace detail {

inline constexpr std::array<Link, 4> all_links{
    Link::identity, Link::sigmoid, Link::softmax, Link::tanh};

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

/// Fits `delta` = scale*p - m to all points, by point and unit; nothing if scale and m
/// are not the same at all of them.
[[nodiscard]] inline Maybe<AlikeOutput> fit_output(const List<MeasuredVector>& p,
                                                   const List<MeasuredVector>& delta) {
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
    AlikeOutput output;
    output.scale = product / square;
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

/// The output of this link and slope that gives dL/dz at all points.
[[nodiscard]] inline Maybe<AlikeOutput> fit_output(const List<AlikePass>& passes,
                                                   Link link,
                                                   const Transform* slope) {
    List<MeasuredVector> p, delta;
    for (const AlikePass& pass : passes) {
        p.push_back(linked(link, pass.layers.back().z));
        delta.push_back(without_slope(pass.layers.back().delta, p.back(), slope));
    }
    auto output = fit_output(p, delta);
    if (!output) return {};
    output->link = link;
    output->slope = slope;
    return output;
}

/// The output that gives dL/dz at all points, if it is a usual one.
[[nodiscard]] inline Maybe<AlikeOutput> output_of(const List<AlikePass>& passes) {
    const bool several = passes[0].layers.back().z.size() > 1;
    for (const Link link : all_links) {
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
                                              const Maybe<AlikeOutput>& output,
                                              const OutputSlip& slip) {
    const AlikeLayer& last = pass.layers.back();
    const MeasuredVector p = output ? linked(output->link, last.z) : MeasuredVector{};
    const MeasuredVector q = slip.link ? linked(*slip.link, last.z) : p;
    List<AlikeTerm> terms;
    for (std::size_t k = 0; k < last.delta.size(); ++k) {
        Measured basis = last.delta[k];
        if (output && !slip.right()) {
            const double own = slip.other_m.empty() ? output->m[k] : slip.other_m[k];
            Measured labels{slip.with_m * own, 0.0};
            if (slip.of_m != nullptr) labels = labels * applied(*slip.of_m, p[k]);
            basis = slip.with_p * output->scale * q[k] - labels;
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

/// What a loss that is a function of p gives for dL/dp, of which the labels' part alone
/// is left; and that part of the label's own class alone.
inline constexpr std::array<Transform, 2> label_factors{{
    {"1./%", [](double p) { return 1.0 / p; }},
    {"(1 - %)", [](double p) { return 1.0 - p; }},
}};

/// The slope of the output as a divisor: dL/dp in the place of dL/dz.
inline constexpr Transform undone_slope{"1./(%.*(1 - %))",
                                        [](double p) { return 1.0 / (p * (1.0 - p)); }};

/// Slips in which something stands in the place of p or of the labels.
inline void append_other_differences(const AlikeOutput& output,
                                     List<OutputSlip>& slips) {
    OutputSlip slip;
    for (const Link link : all_links) {
        if (link == output.link) continue;
        slip.link = link;
        slips.push_back(slip);
    }
    if (output.link != Link::sigmoid && output.link != Link::softmax) return;
    slip = OutputSlip{};
    slip.transform = &undone_slope;
    slips.push_back(slip);
    slip = OutputSlip{};
    slip.with_p = 0.0;
    for (const Transform& factor : label_factors) {
        slip.of_m = &factor;
        slips.push_back(slip);
    }
}

[[nodiscard]] inline List<OutputSlip> output_slips(const Maybe<AlikeOutput>& output) {
    List<OutputSlip> slips{{}};
    if (!output) return slips;
    slips.push_back({1.0, 0.0});
    slips.push_back({0.0, 1.0});
    slips.push_back({1.0, -1.0});
    const bool sloping = output->slope != nullptr;
    if (sloping) slips.push_back({1.0, 1.0, false});
    append_other_differences(*output, slips);
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

/// Whether m may be that of labels of which each example has one.
[[nodiscard]] inline bool is_of_labels(const AlikeOutput& output) {
    if (output.link != Link::softmax || output.slope != nullptr) return false;
    double sum = 0.0;
    for (const double m : output.m) {
        if (!(m >= -1e-7 * output.scale)) return false;
        sum += m;
    }
    return std::abs(sum - output.scale) <= 1e-7 * output.scale;
}

/// Whether a share may be that of some of the examples: of a size that has a name, or of
/// few.
[[nodiscard]] inline bool is_of_examples(double share,
                                         const List<Constant>& constants,
                                         bool named) {
    const auto counts = [&](double of) {
        const double count = share * of;
        return count > 0.5 && std::abs(count - std::round(count)) <= 1e-6;
    };
    for (const Constant& one : constants) {
        const bool size = one.rank == 0 && !one.plain() && one.value > 1.5;
        if (size && one.value == std::round(one.value) && counts(one.value))
            return true;
    }
    for (double of = 2.0; of <= 20.0 && !named; of += 1.0) {
        if (counts(of)) return true;
    }
    return false;
}

/// Whether a claim that is `factor` times the truth where all examples are
/// alike is so there alone: its bias is none of `scaled`, of which that is so
/// everywhere. Then some of the examples are left out.
[[nodiscard]] inline bool is_share_alone(double factor,
                                         std::size_t bias,
                                         const List<std::size_t>& scaled,
                                         const List<Constant>& constants) {
    return factor > 0.0 && factor < 1.0 - 1e-6 && !contains(scaled, bias) &&
           (is_share_of_parts(factor) || is_of_examples(factor, constants, true));
}

/// The claim as a share of the examples gives it, each with its own label: less
/// of p, and as much less of the labels, of none more than there is.
[[nodiscard]] inline Maybe<OutputSlip> some_examples(const List<AlikePass>& passes,
                                                     const AlikeOutput& output,
                                                     const List<Constant>& constants) {
    List<MeasuredVector> p, claimed;
    for (const AlikePass& pass : passes) {
        p.push_back(linked(output.link, pass.layers.back().z));
        claimed.push_back(MeasuredVector());
        for (const double value : pass.layers.back().claimed) {
            claimed.back().push_back({value, 1e-10 * std::abs(value)});
        }
    }
    const bool labels = is_of_labels(output);
    const bool plain = output.link == Link::identity && output.slope == nullptr;
    const bool yes_or_no = output.link == Link::sigmoid && output.slope == nullptr;
    if (!labels && !plain && !yes_or_no) return {};
    if (p[0].size() * p.size() < p[0].size() + 3) return {};
    const auto found = fit_output(p, claimed);
    if (!found) return {};
    OutputSlip slip;
    slip.with_p = found->scale / output.scale;
    slip.other_m = found->m;
    if (!(slip.with_p > 0.0) || slip.with_p >= 1.0 - 1e-6) return {};
    if (!is_of_examples(slip.with_p, constants, !labels)) return {};
    const double left_out = output.scale - found->scale, rounding = 1e-7 * output.scale;
    for (std::size_t k = 0; k < found->m.size() && yes_or_no; ++k) {
        // Of the examples that are left out, too, some are labelled and some are not
        const double other = output.m[k] - found->m[k];
        if (found->m[k] < -rounding || found->m[k] > found->scale + rounding) return {};
        if (other < -rounding || other > left_out + rounding) return {};
    }
    AlikeOutput alone = output;
    alone.scale = found->scale;
    alone.m = found->m;
    if (labels && !is_of_labels(alone)) return {};
    bool other_labels = false;
    for (std::size_t k = 0; k < found->m.size(); ++k) {
        if (labels && found->m[k] > output.m[k] + 1e-7 * output.scale) return {};
        other_labels = other_labels || std::abs(found->m[k] - output.m[k]) >
                                           1e-6 * std::abs(output.m[k]);
    }
    if (!other_labels) return {};
    return slip;
}

/// The claim with the labels of other classes: those `by` classes further.
[[nodiscard]] inline OutputSlip labels_shifted(const AlikeOutput& output,
                                               std::size_t by) {
    OutputSlip slip;
    const std::size_t classes = output.m.size();
    for (std::size_t k = 0; k < classes; ++k) {
        slip.other_m.push_back(output.m[(k + by) % classes]);
    }
    return slip;
}

/// The first slip, or the right way, that gives the claim of the last bias at all
/// points.
[[nodiscard]] inline Maybe<OutputSlip> output_slip(const List<AlikePass>& passes,
                                                   const Maybe<AlikeOutput>& output,
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
    if (!output) return {};
    auto some = some_examples(passes, *output, constants);
    if (some && confirmed(*some, false)) return some;
    if (!is_of_labels(*output) || output->m.size() < entries_for_a_number) return {};
    for (const std::size_t by : {std::size_t{1}, output->m.size() - 1}) {
        OutputSlip shifted = labels_shifted(*output, by);
        if (confirmed(shifted, false)) return shifted;
    }
    return {};
}

}  // namespace detail

}  // namespace chainrule::check
