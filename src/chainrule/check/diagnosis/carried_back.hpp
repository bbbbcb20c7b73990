#pragma once

/// @file
/// Claims that take the right way back from a wrong dL/dz, however that way
/// leads. Where the weights before a bias b are tiny, dL/dz is the same
/// function of b in every example, to first order. With J the sum over the
/// examples of dz/dB for a block B before, the claim of b changes by D*J*s
/// along B in a direction s, and s'*(claim of B) changes by D'*J*s along b; D,
/// the change of the claim of b along b, is known.

#include "chainrule/check/diagnosis/claim_slopes.hpp"
#include "chainrule/check/diagnosis/equations.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// A block before a bias, and the weights between.
struct WayBack {
    std::size_t block, bias;
    List<std::size_t> between;
};

namespace detail {

inline constexpr double small_between = 1e-3;
inline constexpr double way_tolerance = 1e-4;
inline constexpr arma::uword most_way_units = 32;
inline constexpr std::size_t way_directions = 3;

/// Changes of the claim where the weights between are zero, or so small that
/// only what is odd in them counts.
class WaySlopes {
public:
    WaySlopes(const Setting& setting, const WayBack& way, Random& random)
        : setting_(setting), way_(way) {
        const arma::vec x = moved_at_random(setting.x(), 0.3, false, random);
        zero_ = above_ = below_ = x;
        redraw(setting, way.between, 0.0, random, zero_);
        redraw(setting, way.between, small_between, random, above_);
        for (const std::size_t block : way.between) {
            const arma::uword first = offset_of(setting.blocks, block);
            for (arma::uword i = 0; i < setting.blocks[block].size(); ++i) {
                below_.at(first + i) = -above_.mem[first + i];
            }
        }
    }

    /// Along one entry of the bias, of the bias's own claim where nothing is
    /// between.
    [[nodiscard]] Maybe<List<double>> own(arma::uword unit) const {
        const auto slope = claim_slope(setting_, zero_, along_bias(unit));
        if (!slope) return {};
        return part_of(setting_, way_.bias, *slope);
    }

    /// The odd part of the claim of `block` along a direction.
    [[nodiscard]] Maybe<List<double>> odd(std::size_t block,
                                          const arma::vec& direction) const {
        const auto above = claim_slope(setting_, above_, direction);
        const auto below = claim_slope(setting_, below_, direction);
        if (!above || !below) return {};
        List<double> part = part_of(setting_, block, *above);
        const List<double> other = part_of(setting_, block, *below);
        for (std::size_t i = 0; i < part.size(); ++i) {
            part[i] = 0.5 * (part[i] - other[i]);
        }
        return part;
    }

    [[nodiscard]] arma::vec along_bias(arma::uword unit) const {
        arma::vec direction = zero_;
        for (double& value : direction) value = 0.0;
        direction.at(offset_of(setting_.blocks, way_.bias) + unit) = 1.0;
        return direction;
    }

private:
    const Setting& setting_;
    const WayBack& way_;
    arma::vec zero_, above_, below_;
};

/// Whether one J*s gives both changes, in several directions.
[[nodiscard]] inline bool is_right_way(const Setting& setting, const WayBack& way) {
    Random random(setting.options.seed, 0x776179);  // its own stream: "way"
    const arma::uword units = setting.blocks[way.bias].size();
    const WaySlopes slopes(setting, way, random);
    List<List<double>> own, back;  // by unit of the bias
    for (arma::uword u = 0; u < units; ++u) {
        auto of_bias = slopes.own(u);
        auto of_block = slopes.odd(way.block, slopes.along_bias(u));
        if (!of_bias || !of_block) return false;
        own.push_back(std::move(*of_bias));
        back.push_back(std::move(*of_block));
    }
    double scale = 0.0;
    for (const auto& row : own) scale = std::max(scale, most_of(row));
    for (std::size_t k = 0; k < way_directions; ++k) {
        const arma::vec direction = drawn_in(setting, way.block, random);
        const List<double> s = part_of(setting, way.block, direction);
        const auto forth = slopes.odd(way.bias, direction);
        if (!forth) return false;
        List<double> returned;
        for (const auto& of_block : back) {
            double sum = 0.0;
            for (std::size_t i = 0; i < s.size(); ++i) sum += s[i] * of_block[i];
            returned.push_back(sum);
        }
        const double most = std::max(most_of(*forth), most_of(returned));
        if (!(most > 1e-3 * small_between * scale)) return false;
        Equations equations(units);
        for (arma::uword u = 0; u < units; ++u) {
            List<double> row;
            for (arma::uword j = 0; j < units; ++j) row.push_back(own[j][u]);
            equations.add(row, (*forth)[u], way_tolerance * most);
            equations.add(own[u], returned[u], way_tolerance * most);
        }
        const auto solution = equations.solve();
        if (!solution.exists || solution.rank + 1 > 2 * units) return false;
    }
    return true;
}

/// What stands between a bias and all before it: its weights, or the vector
/// that it is added to the multiple of.
[[nodiscard]] inline List<std::size_t> between_of(const std::vector<Block>& blocks,
                                                  std::size_t bias) {
    if (is_vector(blocks[bias - 1]) && blocks[bias - 1].size() == blocks[bias].size()) {
        return {bias - 1};
    }
    if (is_vector(blocks[bias - 1])) return {};
    List<std::size_t> weights = weights_before(blocks, bias);
    const arma::uword units = blocks[bias].size();
    erase_if(weights, [&](std::size_t w) {
        return blocks[w].rows != units && blocks[w].cols != units;
    });
    return weights;
}

}  // namespace detail

/// Gives those of `diagnoses` (of the blocks in `which`) that say nothing the
/// mistake of a bias behind, if it is carried back to them.
inline void explain_carried_back(const Setting& setting,
                                 const List<std::size_t>& which,
                                 std::vector<Diagnosis>& diagnoses) {
    if (!detail::claims_are_exact(setting)) return;
    for (std::size_t k = 0; k < which.size(); ++k) {
        if (diagnoses[k].kind != Mistake::unknown) continue;
        for (std::size_t m = 0; m < which.size(); ++m) {
            const std::size_t bias = which[m];
            if (bias <= which[k] || !detail::is_vector(setting.blocks[bias])) continue;
            if (setting.blocks[bias].size() > detail::most_way_units) continue;
            if (!detail::can_be_carried(diagnoses[m])) continue;
            const WayBack way{which[k], bias, detail::between_of(setting.blocks, bias)};
            if (way.between.empty() || way.between.front() <= way.block) continue;
            if (!detail::is_right_way(setting, way)) continue;
            Diagnosis words = diagnoses[m];
            words.text =
                "the mistake of " + diagnoses[m].block + " is carried back to it";
            say(diagnoses[k], std::move(words));
            break;
        }
    }
}

}  // namespace chainrule::check
