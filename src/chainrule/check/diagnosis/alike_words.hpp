#pragma once

/// @file
/// The words for what is told where all examples are alike: "the claimed value lacks the
/// factor (1 - a.^2), where z = W1*x + b1 and a = f(z)".

#include "chainrule/check/diagnosis/alike_output.hpp"
#include "chainrule/check/diagnosis/alike_slips.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

namespace detail {

/// Words for what is told of one layer.
class AlikeWords {
public:
    AlikeWords(const List<AlikePass>& passes,
               const DenseLayers& layers,
               const std::vector<Size>& sizes,
               const List<std::size_t>& scaled)
        : passes_(passes), layers_(layers), sizes_(sizes), scaled_(scaled) {}

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
        if (slip.weights == Weights::other) {
            return in_place(block(slip.other), w, gate_beside(slip, l) + where);
        }
        if (slip.weights == Weights::none) {
            return in_place("ones", w, gate_beside(slip, l) + where);
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
        if (slip.divided) return in_place("1/" + right, right, where);
        if (slip.squared || (slip.slope && slip.transform != nullptr)) {
            const std::string extra = slip.squared ? right : other;
            return saying(Mistake::extra_factor,
                          "the claimed value has the factor " + extra +
                              (extra == right ? " twice" : " too much") + where,
                          arma::datum::nan,
                          extra);
        }
        if (slip.slope) return number(slip.factor, where_is(l), own, l);
        if (slip.transform != nullptr) return in_place(other, right, where);
        return saying(Mistake::missing_factor,
                      "the claimed value lacks the factor " + right + where,
                      arma::datum::nan,
                      right);
    }

    [[nodiscard]] Diagnosis of(const OutputSlip& slip,
                               const Maybe<AlikeOutput>& output,
                               bool own) const {
        const std::size_t last = layers_.size() - 1;
        const std::string way = own ? "" : ", on the way back to it";
        const std::string where = besides(slip.factor) + way + where_is(last);
        if (!output) return number(slip.factor, "", own, last);
        const std::string p(link_words(output->link)), rest = p + " - y";
        if (!slip.other_m.empty()) return of_labels(slip, p, where);
        if (slip.of_m != nullptr) {
            return in_place("-y.*" + words_of(*slip.of_m, p), rest, where);
        }
        if (slip.link) {
            return in_place(std::string(link_words(*slip.link)) + " - y", rest, where);
        }
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
        if (slip.slope && other.empty()) return number(slip.factor, "", own, last);
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
        if (input.of == l - 1 && input.of_output)
            return number(input.factor, "", true, l);
        const std::string wrong = value_words(input.of, input.of_output, l - 1);
        return in_place(wrong, "a", besides(input.factor) + where_is(l - 1));
    }

    /// For a claim that has some of the examples or steps alone, each with its own label.
    [[nodiscard]] Diagnosis of_share(double share, bool own) const {
        return saying(Mistake::missing_term,
                      "where all examples are alike, the claimed value is what " +
                          share_words(share) +
                          " or steps alone would give: are the others left out?" +
                          (own ? "" : ", from the way back to it"),
                      share);
    }

    /// For a claim that is right where the layers do not tell examples apart, and has
    /// other sums of x times y.
    [[nodiscard]] Diagnosis of_pairs() const {
        return saying(Mistake::permuted,
                      "the claimed value is that of other pairs of x and y, and right "
                      "where all examples are alike: does the x of one stand beside "
                      "the y of another?");
    }

private:
    /// Some examples alone, or labels of other classes.
    [[nodiscard]] Diagnosis of_labels(const OutputSlip& slip,
                                      const std::string& p,
                                      const std::string& where) const {
        if (slip.with_p == 1.0) {
            return saying(Mistake::permuted,
                          "the claimed value has y shifted by one class" + where,
                          arma::datum::nan,
                          "y");
        }
        return saying(Mistake::missing_term,
                      "the claimed value has " + text(slip.with_p, 6) + "*(" + p +
                          " - y) with labels y of its own, as " +
                          share_words(slip.with_p) +
                          " alone would give: are the others left out?" + where,
                      slip.with_p);
    }

    /// "24 of N = 32 examples"; "3 of 4 examples" where no size fits.
    [[nodiscard]] std::string share_words(double share) const {
        for (const Size& size : sizes_) {
            if (is_count(share * size.value) && is_count(size.value)) {
                return text(std::round(share * size.value), 6) + " of " +
                       size_words(size) + " examples";
            }
        }
        for (double of = 2.0; of <= 100.0; of += 1.0) {
            if (!is_count(share * of)) continue;
            return text(std::round(share * of), 6) + " of " +
                   (of < 10.0 ? "every " : "") + text(of, 6) + " examples";
        }
        return "some of the examples";
    }
    [[nodiscard]] static bool is_count(double number) {
        return number > 0.5 && std::abs(number - std::round(number)) <= 1e-6;
    }

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

    [[nodiscard]] Diagnosis number(const Coefficient& factor,
                                   const std::string& where,
                                   bool own,
                                   std::size_t l) const {
        const bool flipped = factor.value == -1.0;
        const std::string way = own ? "" : ", from the way back to it";
        if (is_share_alone(
                factor.value, layers_[l].bias, scaled_, constants_of(sizes_))) {
            return saying(Mistake::missing_term,
                          "where all examples are alike, and only there, the claimed "
                          "value is " +
                              text(factor.value, 6) + " times the numerical one, as " +
                              share_words(factor.value) +
                              " or steps alone would give: are the others left out?" +
                              way,
                          factor.value);
        }
        if (factor.value > 1.0 && !contains(scaled_, layers_[l].bias)) {
            return saying(Mistake::extra_term,
                          "where all examples are alike, and only there, the claimed "
                          "value is " +
                              factor_words(factor) +
                              ": are parts added that do not belong to it?" + way,
                          factor.value);
        }
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
        if (slip.divided) return ", divided by " + slope_words(l);
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

    const List<AlikePass>& passes_;
    const DenseLayers& layers_;
    const std::vector<Size>& sizes_;
    const List<std::size_t>& scaled_;
};

}  // namespace detail

}  // namespace chainrule::check
