#pragma once

/// @file
/// Weights and a bias whose claims are made of the same dL/dz: what is wrong
/// with one is wrong with the other. With C_b = sum D_n and C_W = sum D_n*x_n',
/// where D_n depends on W and b through z_n = W*x_n + b alone, the change of
/// C_b along W in the direction u*v' is that of C_W along b in the direction u,
/// times v; whatever D_n is, and however many examples, steps or places there
/// are. What W is multiplied with entry by entry, as that of a normalisation,
/// is compared unit by unit.

#include "chainrule/check/diagnosis/claim_slopes.hpp"
#include "chainrule/check/diagnosis/dense_layers.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// Weights that may have a bias, and what has to be zero for z to depend on
/// them alone.
struct SameDelta {
    std::size_t weights, bias;
    bool units_are_rows;
    List<std::size_t> zero;
};

namespace detail {

/// Units of which a weight that multiplies entry by entry is compared.
inline constexpr arma::uword compared_units = 4;

[[nodiscard]] inline bool multiplies_by_entry(const Setting& setting,
                                              const SameDelta& what) {
    return setting.blocks[what.weights].size() == setting.blocks[what.bias].size();
}

/// Two numbers for each unit that should be the same, and what the claims are
/// like.
struct PairedSlopes {
    List<double> by_weights, by_bias;
    double scale = 0.0;
};

[[nodiscard]] inline bool agree(const PairedSlopes& both) {
    const double most = std::max(most_of(both.by_weights), most_of(both.by_bias));
    if (!(most > 1e-6 * both.scale)) return false;
    for (std::size_t i = 0; i < both.by_weights.size(); ++i) {
        const double gap = std::abs(both.by_weights[i] - both.by_bias[i]);
        if (!(gap <= claim_tolerance * most)) return false;
    }
    return true;
}

/// Along a random product u*v', or one unit where W multiplies entry by entry.
[[nodiscard]] inline bool compare_slopes(const Setting& setting,
                                         const SameDelta& what,
                                         const arma::vec& point,
                                         Maybe<arma::uword> only,
                                         Random& random,
                                         PairedSlopes& both) {
    const Block& weights = setting.blocks[what.weights];
    const arma::uword units = setting.blocks[what.bias].size();
    const arma::uword inputs = weights.size() / units;
    const DenseLayer layer{what.weights, what.bias, what.units_are_rows, units, inputs};
    const arma::uword first = offset_of(setting.blocks, what.weights);
    const arma::uword bias = offset_of(setting.blocks, what.bias);
    List<double> u(units, 0.0), v;
    for (arma::uword h = 0; h < units; ++h) {
        if (!only) u[h] = random.normal();
    }
    if (only) u[*only] = 1.0;
    for (arma::uword i = 0; i < inputs; ++i) v.push_back(only ? 1.0 : random.normal());
    arma::vec along_weights = point, along_bias = point;
    for (arma::uword i = 0; i < point.n_elem; ++i) {
        along_weights.at(i) = along_bias.at(i) = 0.0;
    }
    for (arma::uword h = 0; h < units; ++h) {
        along_bias.at(bias + h) = u[h];
        for (arma::uword i = 0; i < inputs; ++i) {
            along_weights.at(first + place_in(layer, h, i)) = u[h] * v[i];
        }
    }
    const auto of_bias = claim_slope(setting, point, along_weights);
    const auto of_weights = claim_slope(setting, point, along_bias);
    if (!of_bias || !of_weights) return false;
    for (arma::uword h = 0; h < units; ++h) {
        if (only && h != *only) continue;
        both.by_weights.push_back(of_bias->mem[bias + h]);
        double sum = 0.0;
        for (arma::uword i = 0; i < inputs; ++i) {
            sum += of_weights->mem[first + place_in(layer, h, i)] * v[i];
        }
        both.by_bias.push_back(sum);
    }
    return true;
}

/// Whether claims of weights and bias change together as those of the same
/// dL/dz do, at two points.
[[nodiscard]] inline bool have_same_delta(const Setting& setting,
                                          const SameDelta& what) {
    Random random(setting.options.seed, 0x73616d65);  // its own stream: "same"
    const arma::uword units = setting.blocks[what.bias].size();
    for (int k = 0; k < 2; ++k) {
        arma::vec point = moved_at_random(setting.x(), 0.3, false, random);
        redraw(setting, what.zero, 0.0, random, point);
        const auto claimed = claimed_at(setting, point);
        if (!claimed || !finite(*claimed)) return false;
        PairedSlopes both;
        for (const std::size_t block : {what.weights, what.bias}) {
            const arma::vec flat(claimed->mem, claimed->n_elem);
            both.scale = std::max(both.scale, most_of(part_of(setting, block, flat)));
        }
        if (!multiplies_by_entry(setting, what)) {
            if (!compare_slopes(setting, what, point, {}, random, both)) return false;
        } else {
            const arma::uword count = std::min(units, compared_units);
            for (arma::uword i = 0; i < count; ++i) {
                const arma::uword unit = line_of(i, count, units);
                if (!compare_slopes(setting, what, point, unit, random, both))
                    return false;
            }
        }
        if (!agree(both)) return false;
    }
    return true;
}

/// The weights that may belong to a bias: the matrices right before it, or the
/// vector of its own length.
[[nodiscard]] inline List<SameDelta> weights_of_bias(const std::vector<Block>& blocks,
                                                     std::size_t bias) {
    List<SameDelta> found;
    if (!is_vector(blocks[bias]) || bias == 0) return found;
    const arma::uword units = blocks[bias].size();
    if (is_vector(blocks[bias - 1])) {
        if (blocks[bias - 1].size() == units)
            found.push_back({bias - 1, bias, true, {}});
        if (units == 1)
            found.push_back({bias - 1, bias, blocks[bias - 1].rows == 1, {}});
    }
    const auto matrices = weights_before(blocks, bias);
    for (const std::size_t w : matrices) {
        for (const bool rows : {true, false}) {
            if ((rows ? blocks[w].rows : blocks[w].cols) != units) continue;
            found.push_back({w, bias, rows, {}});
            if (matrices.size() < 2) continue;
            SameDelta alone{w, bias, rows, {}};
            for (const std::size_t other : matrices) {
                if (other != w) alone.zero.push_back(other);
            }
            found.push_back(alone);
        }
    }
    return found;
}

/// Whether a bias is said to have a number, or a sum of named values, too much or too little: the words
/// for the weights, which have the same values in a product, say where that comes from.
[[nodiscard]] inline bool is_sum_alone(const Diagnosis& diagnosis) {
    const bool term = diagnosis.kind == Mistake::extra_term ||
                      diagnosis.kind == Mistake::missing_term;
    return term && (diagnosis.name.starts_with("sum(") || diagnosis.name == "1");
}

}  // namespace detail

/// Gives those of `diagnoses` (of the blocks in `which`) that say nothing what
/// is said of a block that has the same dL/dz.
inline void explain_by_same_delta(const Setting& setting,
                                  const List<std::size_t>& which,
                                  std::vector<Diagnosis>& diagnoses) {
    if (!detail::claims_are_exact(setting)) return;
    for (std::size_t bias = 1; bias < setting.blocks.size(); ++bias) {
        for (const SameDelta& what : detail::weights_of_bias(setting.blocks, bias)) {
            const std::size_t w = index_of(which, what.weights);
            const std::size_t b = index_of(which, what.bias);
            if (w == which.size() || b == which.size()) continue;
            const bool from_bias = diagnoses[w].kind == Mistake::unknown;
            const Diagnosis& source = diagnoses[from_bias ? b : w];
            Diagnosis& silent = diagnoses[from_bias ? w : b];
            const bool open = silent.kind == Mistake::unknown ||
                              (!from_bias && detail::is_sum_alone(silent));
            if (!open || !detail::can_be_carried(source)) continue;
            if (detail::have_same_delta(setting, what)) say(silent, source);
        }
    }
}

}  // namespace chainrule::check
