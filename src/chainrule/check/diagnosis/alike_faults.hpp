#pragma once

/// @file
/// Explanations from points where all examples are alike (alike.hpp): the claim is
/// followed from the last layer to the first, each way from one to the next being right
/// or a slip; a block's mistake is the nearest slip at or behind it. Needs no named
/// values, and all blocks that a slip spoils have the same explanation.

#include "chainrule/check/diagnosis/alike_output.hpp"
#include "chainrule/check/diagnosis/alike_slips.hpp"
#include "chainrule/check/diagnosis/alike_words.hpp"
#include "chainrule/check/diagnosis/equations.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <string>

namespace chainrule::check {

/// What the claim does in each layer, as far as it is understood.
struct AlikeStory {
    Maybe<AlikeOutput> output;  ///< if it is a usual one
    Maybe<OutputSlip> at_output;
    List<Maybe<AlikeSlip>> slips;    ///< on the way to layer l
    List<Maybe<AlikeInput>> inputs;  ///< of layer l's weights, l > 0
    List<std::size_t>
        first_weights;  ///< weights of the first layer that follow from this
    List<std::size_t>
        first_weights_carry;     ///< or from the last layer's claim, whatever it is
    Maybe<double> share;         ///< of the examples or steps that are in the claims
    std::size_t share_from = 0;  ///< of this layer and those before
    List<std::size_t> paired;    ///< or would with the labels of other examples
};

namespace detail {

/// How dL/dz of the first layer depends on that of the last, units x outputs.
using Carried = List<List<double>>;

/// The right way, or the claim's.
[[nodiscard]] inline Carried carried(const AlikePass& pass,
                                     const DenseLayers& layers,
                                     const AlikeStory* claim) {
    const std::size_t outputs = layers.back().units;
    Carried from_output(outputs, List<double>(outputs, 0.0));
    for (std::size_t k = 0; k < outputs; ++k) from_output[k][k] = 1.0;
    for (std::size_t l = layers.size() - 1; l-- > 0;) {
        const AlikeSlip slip = claim == nullptr ? AlikeSlip{} : *claim->slips[l];
        const MeasuredVector factors = multiplier(pass, l, slip);
        Carried here(layers[l].units, List<double>(outputs, 0.0));
        for (std::size_t k = 0; k < outputs; ++k) {
            List<double> behind;
            for (const auto& row : from_output) behind.push_back(row[k]);
            const auto product = product_with(pass, layers[l + 1], slip, behind);
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

/// Whether the claims of layer l's bias are what the right way back makes of
/// `share`*scale*p - m for some m: what that share of the examples or steps would give,
/// each with its own label.
[[nodiscard]] inline bool is_share_of_steps(double share,
                                            std::size_t l,
                                            const List<AlikePass>& passes,
                                            const DenseLayers& layers,
                                            const AlikeOutput& output) {
    const std::size_t outputs = layers.back().units;
    Equations equations(outputs);
    std::size_t added = 0;
    const DenseLayers behind(layers.begin() + l, layers.end());
    for (const AlikePass& pass : passes) {
        AlikePass rest{pass.point,
                       List<AlikeLayer>(pass.layers.begin() + l, pass.layers.end())};
        const Carried way = carried(rest, behind, nullptr);
        const MeasuredVector p = linked(output.link, pass.layers.back().z);
        const List<double>& claimed = pass.layers[l].claimed;
        double most = 0.0;
        for (const double value : claimed) most = std::max(most, std::abs(value));
        for (std::size_t h = 0; h < claimed.size(); ++h) {
            double known_part = 0.0;
            List<double> coefficients;
            for (std::size_t k = 0; k < outputs; ++k) {
                if (!std::isfinite(way[h][k])) return false;
                known_part += way[h][k] * share * output.scale * p[k].value;
                coefficients.push_back(-way[h][k]);
            }
            equations.add(coefficients, claimed[h] - known_part, 1e-7 * most);
            ++added;
        }
    }
    const Equations::Solution solution = equations.solve();
    return solution.exists && solution.rank + 2 <= added;
}

/// The share of the examples or steps, of a size that has a name, that is in the claims
/// of layer l.
[[nodiscard]] inline Maybe<double> share_of_steps(std::size_t l,
                                                  const List<AlikePass>& passes,
                                                  const DenseLayers& layers,
                                                  const AlikeOutput& output,
                                                  const List<Constant>& constants) {
    constexpr double most_steps = 64.0;
    if (output.slope != nullptr) return {};
    for (const Constant& size : constants) {
        if (size.rank != 0 || size.plain() || size.value != std::round(size.value)) {
            continue;
        }
        if (size.value < 2.0 || size.value > most_steps) continue;
        for (double count = 1.0; count < size.value; count += 1.0) {
            const double share = count / size.value;
            if (is_share_of_steps(share, l, passes, layers, output)) return share;
        }
    }
    return {};
}

/// Whose x stands beside whose label in the claim of the first weights.
enum class Pairing {
    shared,  ///< as in the truth
    own,     ///< of other examples, or with other labels
    paired,  ///< of the same examples and labels, but in other pairs
};

/// The unknowns in one column of the first weights: x, averaged over the examples, and
/// m times x, where the output is known, and likewise for a claim that has others; else dL/dz of the last layer times x at each
/// point, and the same as claimed if nothing is known of that.
class FirstColumn {
public:
    FirstColumn(const List<AlikePass>& passes,
                const DenseLayers& layers,
                const DenseLayer& first,
                const AlikeStory& story,
                Pairing pairing)
        : passes_(passes),
          layers_(layers),
          first_(first),
          story_(story),
          pairing_(pairing) {}

    /// Whether the column is not just zero, as where an input is.
    [[nodiscard]] bool telling(arma::uword input) const {
        const DenseLayer& first = first_;
        const auto tells = [&](const AlikePass& pass) {
            const auto places = by_place(pass.point->blocks[first.weights]);
            for (arma::uword u = 0; u < first.units; ++u) {
                const Examined* entry = places[place_in(first, u, input)];
                if (entry != nullptr && significant(*entry)) return true;
            }
            return false;
        };
        return any_of(passes_, tells);
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
        const DenseLayer& first = first_;
        const BlockEvidence& block = pass.point->blocks[first.weights];
        const auto places = by_place(block);
        const Carried way = carried(pass, layers_, claim ? &story_ : nullptr);
        const double rounding = 1e-8 * scale_of(block);
        std::size_t added = 0;
        for (arma::uword u = 0; u < first.units; ++u) {
            const Examined* entry = places[place_in(first, u, input)];
            if (entry == nullptr) continue;
            auto coefficients = of_unit(p, way[u], claim);
            for (double& c : coefficients) c *= share_at(pass, input);
            const bool sure =
                all_of(coefficients, [](double c) { return std::isfinite(c); });
            const double value = claim ? block.claimed_at(*entry) : entry->truth;
            const double bar = entry->error_bar + rounding;
            if (!sure || !(bar > 0.0)) continue;
            equations.add(coefficients, value, bar);
            ++added;
        }
        return added;
    }

    /// What x is a multiple of at a point: what recurrent weights take in is the
    /// layer's own a, in the steps that have one before them.
    [[nodiscard]] double share_at(const AlikePass& pass, arma::uword input) const {
        const bool recurrent = first_.weights != layers_.front().weights &&
                               first_.inputs == first_.units && layers_.size() > 1;
        return recurrent ? pass.layers.front().a[input].value : 1.0;
    }

    [[nodiscard]] bool knows_output() const {
        return story_.output.has_value() && story_.at_output.has_value();
    }

    [[nodiscard]] std::size_t unknowns() const {
        const std::size_t outputs = layers_.back().units;
        if (knows_output())
            return (pairing_ == Pairing::shared ? 1 : 2) * (1 + outputs);
        return (story_.at_output ? 1 : 2) * outputs * passes_.size();
    }

    /// By dL/dz of the last layer, one number a unit of it and point.
    [[nodiscard]] List<double> of_unknown_output(std::size_t p,
                                                 const List<double>& way,
                                                 double factor,
                                                 bool claim) const {
        const bool apart = claim && !story_.at_output;
        const std::size_t first = (apart ? passes_.size() : 0) + p;
        List<double> coefficients(unknowns(), 0.0);
        for (std::size_t k = 0; k < way.size(); ++k) {
            coefficients[first * way.size() + k] = factor * way[k];
        }
        return coefficients;
    }

    [[nodiscard]] List<double> of_unit(std::size_t p,
                                       const List<double>& way,
                                       bool claim) const {
        const bool slips = claim && story_.at_output.has_value();
        const OutputSlip slip = slips ? *story_.at_output : OutputSlip{};
        if (!knows_output()) return of_unknown_output(p, way, slip.factor.value, claim);
        const AlikeOutput& output = *story_.output;
        const std::size_t outputs = way.size();
        const MeasuredVector& z = passes_[p].layers.back().z;
        const MeasuredVector right = linked(output.link, z);
        const MeasuredVector made = slip.link ? linked(*slip.link, z) : right;
        List<double> coefficients(unknowns(), 0.0);
        const bool apart = claim && pairing_ != Pairing::shared;
        const std::size_t x = apart && pairing_ == Pairing::own ? 1 + outputs : 0;
        const std::size_t labels = (apart ? 1 + outputs : 0) + 1;
        for (std::size_t k = 0; k < outputs; ++k) {
            double factor = slip.factor.value * way[k];
            const double q = right[k].value;
            if (slip.slope && output.slope != nullptr) factor *= output.slope->apply(q);
            if (slip.transform != nullptr) {
                factor *= slip.transform->apply(slip.of_p ? q : z[k].value);
            }
            const double of_m = slip.of_m == nullptr ? 1.0 : slip.of_m->apply(q);
            coefficients[x] += factor * slip.with_p * output.scale * made[k].value;
            coefficients[labels + k] -= factor * slip.with_m * of_m;
        }
        if (apart && pairing_ == Pairing::paired && is_of_labels(output)) {
            // The labels of an example add up to one, so that the last is none of its own
            const std::size_t last = labels + outputs - 1;
            coefficients[x] += output.scale * coefficients[last];
            for (std::size_t k = 0; k + 1 < outputs; ++k) {
                coefficients[labels + k] -= coefficients[last];
            }
            coefficients[last] = 0.0;
        }
        return coefficients;
    }

    const List<AlikePass>& passes_;
    const DenseLayers& layers_;
    const DenseLayer& first_;
    const AlikeStory& story_;
    Pairing pairing_;
};

/// Whether every column of the first weights that was examined follows, and one at
/// least was.
[[nodiscard]] inline bool first_weights_follow(const List<AlikePass>& passes,
                                               const DenseLayers& layers,
                                               const DenseLayer& first,
                                               const AlikeStory& story,
                                               Pairing pairing) {
    const auto places = by_place(passes[0].point->blocks[first.weights]);
    const FirstColumn column(passes, layers, first, story, pairing);
    bool any = false;
    for (arma::uword i = 0; i < first.inputs; ++i) {
        if (places[place_in(first, 0, i)] == nullptr) continue;
        if (!column.follows(i)) return false;
        any = any || column.telling(i);
    }
    return any;
}

}  // namespace detail

/// Follows the claim from the last layer to the first, of which `first` has all
/// weights.
[[nodiscard]] inline AlikeStory alike_story(const List<AlikePass>& passes,
                                            const DenseLayers& layers,
                                            const List<DenseLayer>& first,
                                            const List<Constant>& constants,
                                            const List<std::size_t>& scaled) {
    AlikeStory story;
    const std::size_t count = layers.size();
    story.output = detail::output_of(passes);
    story.at_output = detail::output_slip(passes, story.output, constants);
    story.slips.resize(count - 1);
    story.inputs.resize(count);
    bool understood = true;
    for (std::size_t l = count; l-- > 0;) {
        if (l + 1 < count) {
            if (detail::is_usual(l, passes)) {
                story.slips[l] = detail::slip_at(l, passes, layers, constants);
            }
            const bool right_behind = story.output && story.at_output &&
                                      story.at_output->right() && !story.share &&
                                      understood;
            if (!story.slips[l] && right_behind && detail::is_usual(l, passes)) {
                story.share =
                    detail::share_of_steps(l, passes, layers, *story.output, constants);
                story.share_from = l;
                if (story.share) story.slips[l] = AlikeSlip{};
            }
            understood = understood && story.slips[l].has_value();
        }
        if (l > 0 && detail::is_usual(l - 1, passes)) {
            story.inputs[l] = detail::input_at(l, passes, layers, constants);
        }
    }
    const auto alone = [&](double factor, std::size_t l) {
        return detail::is_share_alone(factor, layers[l].bias, scaled, constants);
    };
    bool others = story.share.has_value();
    others |= story.at_output && (!story.at_output->other_m.empty() ||
                                  alone(story.at_output->factor.value, count - 1));
    for (std::size_t l = 0; l + 1 < count; ++l) {
        others = others || (story.slips[l] && story.slips[l]->slope &&
                            alone(story.slips[l]->factor.value, l));
    }
    for (const DenseLayer& layer : first) {
        const auto follows = [&](detail::Pairing pairing) {
            return understood &&
                   detail::first_weights_follow(passes, layers, layer, story, pairing);
        };
        const bool follow =
            follows(others ? detail::Pairing::own : detail::Pairing::shared);
        if (follow && story.at_output) story.first_weights.push_back(layer.weights);
        if (follow && count > 1) story.first_weights_carry.push_back(layer.weights);
        if (!follow && !others && story.output && story.at_output &&
            detail::is_of_labels(*story.output) && follows(detail::Pairing::paired)) {
            story.paired.push_back(layer.weights);
        }
    }
    return story;
}

/// The layer a block belongs to; their number if to none.
[[nodiscard]] inline std::size_t layer_of(std::size_t block,
                                          const DenseLayers& layers) {
    std::size_t l = 0;
    while (l < layers.size() && layers[l].weights != block && layers[l].bias != block) {
        ++l;
    }
    return l;
}

/// What the story says of a block; nothing if it says it is right, or cannot
/// tell. The claims of `scaled` are a number times the truth everywhere.
[[nodiscard]] inline Maybe<Diagnosis> told_of(std::size_t block,
                                              const AlikeStory& story,
                                              const List<AlikePass>& passes,
                                              const DenseLayers& layers,
                                              const std::vector<Size>& sizes,
                                              const List<std::size_t>& scaled) {
    const bool beside =
        contains(story.first_weights, block) || contains(story.paired, block);
    const std::size_t l = beside ? 0 : layer_of(block, layers);
    if (l == layers.size() || !story.at_output) return {};
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m]) return {};
    }
    const detail::AlikeWords words(passes, layers, sizes, scaled);
    if (layers[l].weights == block || beside) {
        if (l == 0 && contains(story.paired, block)) return words.of_pairs();
        if (l == 0 && !contains(story.first_weights, block)) return {};
        if (l > 0 && !story.inputs[l]) return {};
        if (l > 0 && (story.inputs[l]->of != l - 1 || !story.inputs[l]->of_output)) {
            return words.of(*story.inputs[l], l);
        }
    }
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m]->right()) return words.of(*story.slips[m], m, m == l);
    }
    if (story.share && l <= story.share_from) {
        return words.of_share(*story.share, l == story.share_from);
    }
    if (story.at_output->right()) {
        if (story.paired.empty()) return {};
        return words.of_pairs();
    }
    return words.of(*story.at_output, story.output, l + 1 == layers.size());
}

/// Whether the claim of a block before the last layer is what the right way back makes
/// of the last layer's claim, which is wrong: then that one's mistake is its own.
[[nodiscard]] inline bool carries_over(std::size_t block,
                                       const AlikeStory& story,
                                       const DenseLayers& layers) {
    const bool beside = contains(story.first_weights_carry, block);
    const std::size_t l = beside ? 0 : layer_of(block, layers);
    if (l + 1 >= layers.size() || story.at_output) return false;
    for (std::size_t m = l; m + 1 < layers.size(); ++m) {
        if (!story.slips[m] || !story.slips[m]->right()) return false;
    }
    if (layers[l].bias == block) return true;
    if (l == 0) return beside;
    const auto& input = story.inputs[l];
    return input && input->of == l - 1 && input->of_output &&
           input->factor.value == 1.0;
}

}  // namespace chainrule::check
