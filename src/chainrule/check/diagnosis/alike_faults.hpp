#pragma once

/// @file
/// Explanations from points where all examples are alike (alike.hpp): the claim is
/// followed from the last layer to the first, each way from one to the next being right
/// or a slip; a block's mistake is the nearest slip at or behind it. Needs no named
/// values, and all blocks that a slip spoils have the same explanation.

#include "chainrule/check/diagnosis/alike_output.hpp"
#include "chainrule/check/diagnosis/alike_slips.hpp"
#include "chainrule/check/diagnosis/equations.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"

#include <optional>
#include <string>

namespace chainrule::check {

/// What the claim does in each layer, as far as it is understood.
struct AlikeStory {
    std::optional<AlikeOutput> output;  ///< if it is a usual one
    std::optional<OutputSlip> at_output;
    std::vector<std::optional<AlikeSlip>> slips;    ///< on the way to layer l
    std::vector<std::optional<AlikeInput>> inputs;  ///< of layer l's weights, l > 0
    bool first_weights = false;  ///< whether those of the first layer follow from this
    bool first_weights_carry =
        false;  ///< or from the last layer's claim, whatever that
};

namespace detail {

/// How dL/dz of the first layer depends on that of the last, units x outputs.
using Carried = std::vector<std::vector<double>>;

/// The right way, or the claim's.
[[nodiscard]] inline Carried carried(const AlikePass& pass,
                                     const DenseLayers& layers,
                                     const AlikeStory* claim) {
    const std::size_t outputs = layers.back().units;
    Carried from_output(outputs, std::vector<double>(outputs, 0.0));
    for (std::size_t k = 0; k < outputs; ++k) from_output[k][k] = 1.0;
    for (std::size_t l = layers.size() - 1; l-- > 0;) {
        const AlikeSlip slip = claim == nullptr ? AlikeSlip{} : *claim->slips[l];
        const MeasuredVector factors = multiplier(pass, l, slip);
        Carried here(layers[l].units, std::vector<double>(outputs, 0.0));
        for (std::size_t k = 0; k < outputs; ++k) {
            std::vector<double> behind;
            for (const auto& row : from_output) behind.push_back(row[k]);
            const auto product =
                product_with(pass, layers[l + 1], slip.weights, behind);
            for (std::size_t h = 0; h < product.size(); ++h) {
                const Measured slope = pass.layers[l].slope[h];
                const double right = slip.beside ? slope.value : 0.0;
                const bool sure = known(factors[h]) && known(slope);
                here[h][k] =
                    sure ? product[h] * (slip.factor.value * factors[h].value + right)
                         : arma::datum::nan;
            }
        }
        from_output = std::move(here);
    }
    return from_output;
}

/// The unknowns in one column of the first weights: x, averaged over the examples, and
/// m times x, where the output is known; else dL/dz of the last layer times x at each
/// point, and the same as claimed if nothing is known of that.
class FirstColumn {
public:
    FirstColumn(const std::vector<AlikePass>& passes,
                const DenseLayers& layers,
                const AlikeStory& story)
        : passes_(passes), layers_(layers), story_(story) {}

    /// Whether the column is not just zero, as where an input is.
    [[nodiscard]] bool telling(arma::uword input) const {
        const DenseLayer& first = layers_.front();
        const auto tells = [&](const AlikePass& pass) {
            const auto places = by_place(pass.point->blocks[first.weights]);
            for (arma::uword u = 0; u < first.units; ++u) {
                const Examined* entry = places[place_in(first, u, input)];
                if (entry != nullptr && significant(*entry)) return true;
            }
            return false;
        };
        return std::any_of(passes_.begin(), passes_.end(), tells);
    }

    /// Whether one set of unknowns gives truth and claim of the column at all points,
    /// and leaves something open that it might not have given.
    [[nodiscard]] bool follows(arma::uword input) const {
        Equations equations(unknowns());
        std::size_t added = 0;
        for (std::size_t p = 0; p < passes_.size(); ++p) {
            added += add(p, input, false, equations);
            added += add(p, input, true, equations);
        }
        const Equations::Solution solution = equations.solve();
        return solution.exists && solution.rank + 2 <= added;
    }

private:
    /// The equations of one point; how many.
    std::size_t add(std::size_t p,
                    arma::uword input,
                    bool claim,
                    Equations& equations) const {
        const AlikePass& pass = passes_[p];
        const DenseLayer& first = layers_.front();
        const BlockEvidence& block = pass.point->blocks[first.weights];
        const auto places = by_place(block);
        const Carried way = carried(pass, layers_, claim ? &story_ : nullptr);
        const double rounding = 1e-8 * scale_of(block);
        std::size_t added = 0;
        for (arma::uword u = 0; u < first.units; ++u) {
            const Examined* entry = places[place_in(first, u, input)];
            if (entry == nullptr) continue;
            const auto coefficients = of_unit(p, way[u], claim);
            const bool sure = std::all_of(coefficients.begin(),
                                          coefficients.end(),
                                          [](double c) { return std::isfinite(c); });
            const double value = claim ? block.claimed_at(*entry) : entry->truth;
            const double bar = entry->error_bar + rounding;
            if (!sure || !(bar > 0.0)) continue;
            equations.add(coefficients, value, bar);
            ++added;
        }
        return added;
    }

    [[nodiscard]] bool knows_output() const {
        return story_.output.has_value() && story_.at_output.has_value();
    }

    [[nodiscard]] std::size_t unknowns() const {
        const std::size_t outputs = layers_.back().units;
        if (knows_output()) return 1 + outputs;
        return (story_.at_output ? 1 : 2) * outputs * passes_.size();
    }

    [[nodiscard]] std::vector<double> of_unit(std::size_t p,
                                              const std::vector<double>& way,
                                              bool claim) const {
        const bool slips = claim && story_.at_output.has_value();
        const OutputSlip slip = slips ? *story_.at_output : OutputSlip{};
        const std::size_t outputs = way.size();
        if (!knows_output()) {
            const bool apart = claim && !story_.at_output;
            const std::size_t first = (apart ? passes_.size() : 0) + p;
            std::vector<double> coefficients(unknowns(), 0.0);
            for (std::size_t k = 0; k < outputs; ++k) {
                coefficients[first * outputs + k] = slip.factor.value * way[k];
            }
            return coefficients;
        }
        const AlikeOutput& output = *story_.output;
        const MeasuredVector& z = passes_[p].layers.back().z;
        const MeasuredVector probabilities = linked(output.link, z);
        std::vector<double> coefficients(1 + outputs, 0.0);
        for (std::size_t k = 0; k < outputs; ++k) {
            double factor = slip.factor.value * way[k];
            const double q = probabilities[k].value;
            if (slip.slope && output.slope != nullptr) factor *= output.slope->apply(q);
            if (slip.transform != nullptr) {
                factor *= slip.transform->apply(slip.of_p ? q : z[k].value);
            }
            coefficients[0] += factor * slip.with_p * output.scale * q;
            coefficients[1 + k] = -factor * slip.with_m;
        }
        return coefficients;
    }

    const std::vector<AlikePass>& passes_;
    const DenseLayers& layers_;
    const AlikeStory& story_;
};

/// Whether every column of the first weights that was examined follows, and one at
/// least was.
[[nodiscard]] inline bool first_weights_follow(const std::vector<AlikePass>& passes,
                                               const DenseLayers& layers,
                                               const AlikeStory& story) {
    const DenseLayer& first = layers.front();
    const auto places = by_place(passes[0].point->blocks[first.weights]);
    const FirstColumn column(passes, layers, story);
    bool any = false;
    for (arma::uword i = 0; i < first.inputs; ++i) {
        if (places[place_in(first, 0, i)] == nullptr) continue;
        if (!column.follows(i)) return false;
        any = any || column.telling(i);
    }
    return any;
}

}  // namespace detail

/// Follows the claim from the last layer to the first.
[[nodiscard]] inline AlikeStory alike_story(const std::vector<AlikePass>& passes,
                                            const DenseLayers& layers,
                                            const std::vector<Constant>& constants) {
    AlikeStory story;
    const std::size_t count = layers.size();
    story.output = detail::output_of(passes);
    story.at_output = detail::output_slip(passes, story.output, constants);
    story.slips.resize(count - 1);
    story.inputs.resize(count);
    bool understood = true;
    for (std::size_t l = count; l-- > 0;) {
        if (l + 1 < count) {
            story.slips[l] = detail::slip_at(l, passes, layers, constants);
            understood = understood && story.slips[l].has_value();
        }
        if (l > 0) story.inputs[l] = detail::input_at(l, passes, layers, constants);
    }
    const bool follow =
        understood && detail::first_weights_follow(passes, layers, story);
    story.first_weights = follow && story.at_output.has_value();
    story.first_weights_carry = follow && count > 1;
    return story;
}

namespace detail {

/// Words for what is told of one layer.
class AlikeWords {
public:
    AlikeWords(const std::vector<AlikePass>& passes, const DenseLayers& layers)
        : passes_(passes), layers_(layers) {}

    [[nodiscard]] Diagnosis of(const AlikeSlip& slip, std::size_t l, bool own) const {
        using Weights = AlikeSlip::Weights;
        const std::string way = own ? "" : ", on the way back to it";
        const std::string where = besides(slip.factor) + way + where_is(l);
        const std::string w = block(layers_[l + 1].weights);
        if (slip.weights == Weights::untransposed) {
            return saying(Mistake::transpose,
                          "the claimed value has " + w + " in place of " + w + "'" +
                              gate_beside(slip, l) + where,
                          arma::datum::nan,
                          w);
        }
        if (slip.weights == Weights::absolute) {
            return in_place("abs(" + w + ")", w, gate_beside(slip, l) + where);
        }
        const std::string right = slope_words(l);
        const std::string other = slip.transform == nullptr ? "" : other_words(slip, l);
        if (slip.beside) {
            const std::string part =
                slip.factor.named() ? slip.factor.words() : text(slip.factor.value, 6);
            return in_place(
                right + " + " + part + "*" + other, right, way + where_is(l));
        }
        if (slip.squared || (slip.slope && slip.transform != nullptr)) {
            const std::string extra = slip.squared ? right : other;
            return saying(Mistake::extra_factor,
                          "the claimed value has the factor " + extra +
                              (extra == right ? " twice" : " too much") + where,
                          arma::datum::nan,
                          extra);
        }
        if (slip.slope) return number(slip.factor, where_is(l), own);
        if (slip.transform != nullptr) return in_place(other, right, where);
        return saying(Mistake::missing_factor,
                      "the claimed value lacks the factor " + right + where,
                      arma::datum::nan,
                      right);
    }

    [[nodiscard]] Diagnosis of(const OutputSlip& slip,
                               const std::optional<AlikeOutput>& output,
                               bool own) const {
        const std::size_t last = layers_.size() - 1;
        const std::string way = own ? "" : ", on the way back to it";
        const std::string where = besides(slip.factor) + way + where_is(last);
        if (!output) return number(slip.factor, "", own);
        const std::string p(link_words(output->link)), rest = p + " - y";
        if (slip.with_m == 0.0) {
            return saying(Mistake::missing_term,
                          "the claimed value has " + p + " in place of " + rest + where,
                          arma::datum::nan,
                          "y");
        }
        if (slip.with_p == 0.0) {
            return saying(Mistake::missing_term,
                          "the claimed value has -y in place of " + rest + where,
                          arma::datum::nan,
                          p);
        }
        if (slip.with_m < 0.0) {
            return saying(Mistake::sign,
                          "the claimed value has " + p +
                              " + y in place of their difference" + where);
        }
        const std::string right =
            output->slope == nullptr ? "" : words_of(*output->slope, p);
        const std::string other = slip.transform == nullptr
                                      ? ""
                                      : words_of(*slip.transform, slip.of_p ? p : "z");
        if (slip.slope && other.empty()) return number(slip.factor, "", own);
        if (!right.empty() && !slip.slope) {
            if (!other.empty()) return in_place(other, right, where);
            return saying(Mistake::missing_factor,
                          "the claimed value lacks the factor " + right + where,
                          arma::datum::nan,
                          right);
        }
        return saying(Mistake::extra_factor,
                      "the claimed value has the factor " + other +
                          (other == right ? " twice" : " too much") + where,
                      arma::datum::nan,
                      other);
    }

    [[nodiscard]] Diagnosis of(const AlikeInput& input, std::size_t l) const {
        if (input.of == l - 1 && input.of_output) return number(input.factor, "", true);
        const std::string wrong = value_words(input.of, input.of_output, l - 1);
        return in_place(wrong, "a", besides(input.factor) + where_is(l - 1));
    }

private:
    [[nodiscard]] const std::string& block(std::size_t b) const {
        return passes_[0].point->blocks[b].name;
    }

    [[nodiscard]] static Diagnosis in_place(const std::string& wrong,
                                            const std::string& right,
                                            const std::string& where) {
        return saying(
            Mistake::missing_factor,
            "the claimed value has " + wrong + " in place of " + right + where,
            arma::datum::nan,
            right);
    }

    [[nodiscard]] static Diagnosis number(const Coefficient& factor,
                                          const std::string& where,
                                          bool own) {
        const bool flipped = factor.value == -1.0;
        const std::string way = own ? "" : ", from the way back to it";
        return saying(flipped ? Mistake::sign : Mistake::factor,
                      (flipped ? "the claimed value has the wrong sign"
                               : "the claimed value is " + factor_words(factor)) +
                          way + where,
                      factor.value,
                      factor.name());
    }

    /// ", where z = W1*x + b1 and a = f(z)"; of a bias that something else stands before,
    /// such as a normalisation, only that it is added.
    [[nodiscard]] std::string where_is(std::size_t l) const {
        const DenseLayer& layer = layers_[l];
        const std::string w = block(layer.weights), b = block(layer.bias);
        const std::string input = l == 0 ? "x" : "h";
        const std::string product =
            layer.units_are_rows ? w + "*" + input : input + "*" + w;
        const bool last = l + 1 == layers_.size();
        return ", where z " +
               (layer.bias == layer.weights + 1 ? "= " + product + " + " + b
                                                : "is what " + b + " is added to") +
               (last ? "" : " and a = f(z)");
    }

    /// "z" or "a" of this layer; "z(W2)" of another.
    [[nodiscard]] std::string value_words(std::size_t of,
                                          bool output,
                                          std::size_t here) const {
        const std::string letter = output ? "a" : "z";
        return of == here ? letter : letter + "(" + block(layers_[of].weights) + ")";
    }

    [[nodiscard]] std::string other_words(const AlikeSlip& slip, std::size_t l) const {
        return words_of(*slip.transform, value_words(slip.of, slip.of_output, l));
    }

    /// What stands beside a wrong product in the place of the slope; empty if nothing.
    [[nodiscard]] std::string gate_beside(const AlikeSlip& slip, std::size_t l) const {
        if (slip.squared) return ", and the factor " + slope_words(l) + " twice";
        return slip.slope ? "" : ", and lacks the factor " + slope_words(l);
    }

    /// The right slope as a usual factor of z or a, if it is one.
    [[nodiscard]] std::string slope_words(std::size_t l) const {
        for (const Transform& transform : factor_transforms) {
            for (const bool output : {false, true}) {
                if (is_slope(transform, output, l)) {
                    return words_of(transform, output ? "a" : "z");
                }
            }
        }
        return "f'(z)";
    }

    [[nodiscard]] bool is_slope(const Transform& transform,
                                bool output,
                                std::size_t l) const {
        for (const AlikePass& pass : passes_) {
            const MeasuredVector& v = value_of(pass, l, output);
            for (std::size_t h = 0; h < v.size(); ++h) {
                const Measured slope = pass.layers[l].slope[h];
                if (!known(slope)) continue;
                const Measured gap = slope - applied(transform, v[h]);
                if (!(std::abs(gap.value) <= 2.0 * gap.bar + 1e-9)) return false;
            }
        }
        return true;
    }

    const std::vector<AlikePass>& passes_;
    const DenseLayers& layers_;
};

}  // namespace detail

/// The layer a block belongs to; their number if to none.
[[nodiscard]] inline std::size_t layer_of(std::size_t block,
                                          const DenseLayers& layers) {
    const auto layer =
        std::find_if(layers.begin(), layers.end(), [&](const DenseLayer& one) {
            return one.weights == block || one.bias == block;
        });
    return static_cast<std::size_t>(layer - layers.begin());
}

/// What the story says of a block; nothing if it says it is right, or cannot tell.
[[nodiscard]] inline std::optional<Diagnosis> told_of(
    std::size_t block,
    const AlikeStory& story,
    const std::vector<AlikePass>& passes,
    const DenseLayers& layers) {
    const std::size_t l = layer_of(block, layers);
    if (l == layers.size() || !story.at_output) return {};
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m]) return {};
    }
    const detail::AlikeWords words(passes, layers);
    if (layers[l].weights == block) {
        if (l == 0 && !story.first_weights) return {};
        if (l > 0 && !story.inputs[l]) return {};
        if (l > 0 && (story.inputs[l]->of != l - 1 || !story.inputs[l]->of_output)) {
            return words.of(*story.inputs[l], l);
        }
    }
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m]->right()) return words.of(*story.slips[m], m, m == l);
    }
    if (story.at_output->right()) return {};
    return words.of(*story.at_output, story.output, l + 1 == layers.size());
}

/// Whether the claim of a block before the last layer is what the right way back makes
/// of the last layer's claim, which is wrong: then that one's mistake is its own.
[[nodiscard]] inline bool carries_over(std::size_t block,
                                       const AlikeStory& story,
                                       const DenseLayers& layers) {
    const std::size_t l = layer_of(block, layers);
    if (l + 1 >= layers.size() || story.at_output) return false;
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m] || !story.slips[m]->right()) return false;
    }
    if (layers[l].bias == block) return true;
    if (l == 0) return story.first_weights_carry;
    const auto& input = story.inputs[l];
    return input && input->of == l - 1 && input->of_output &&
           input->factor.value == 1.0;
}

}  // namespace chainrule::check
