#pragma once

/// @file
/// How a claim changes from point to point. Needs no evaluation of f: what two
/// claims have in common shows in how they change together.

#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

namespace chainrule::check {

namespace detail {

/// So far the claim is asked from the point: what it rounds is then some 1e-10
/// of it, and few examples are as near to a kink.
inline constexpr double claim_step = 1e-6;

/// What two derivatives of a claim that should be the same may differ by, of
/// the largest.
inline constexpr double claim_tolerance = 1e-5;

/// The derivative of the claimed gradient along `direction`; nothing where it
/// cannot be had, or the claim may not be asked any more.
[[nodiscard]] inline Maybe<arma::vec> claim_slope(const Setting& setting,
                                                  const arma::vec& point,
                                                  const arma::vec& direction) {
    arma::vec ahead = point, behind = point;
    for (arma::uword i = 0; i < point.n_elem; ++i) {
        ahead.at(i) += claim_step * direction.mem[i];
        behind.at(i) -= claim_step * direction.mem[i];
    }
    if (!setting.may_ask_claim()) return {};
    const auto above = claimed_at(setting, ahead);
    const auto below = claimed_at(setting, behind);
    if (!above || !below) return {};
    arma::vec slope = point;
    for (arma::uword i = 0; i < point.n_elem; ++i) {
        slope.at(i) = (above->mem[i] - below->mem[i]) / (2.0 * claim_step);
    }
    if (!finite(slope)) return {};
    return slope;
}

/// A vector like x that is zero but in one block, where it is drawn.
[[nodiscard]] inline arma::vec drawn_in(const Setting& setting,
                                        std::size_t block,
                                        Random& random) {
    arma::vec direction = setting.x();
    for (double& value : direction) value = 0.0;
    const arma::uword first = offset_of(setting.blocks, block);
    for (arma::uword i = 0; i < setting.blocks[block].size(); ++i) {
        direction.at(first + i) = random.normal();
    }
    return direction;
}

/// The entries of one block.
[[nodiscard]] inline List<double> part_of(const Setting& setting,
                                          std::size_t block,
                                          const arma::vec& values) {
    const arma::uword first = offset_of(setting.blocks, block);
    List<double> part;
    for (arma::uword i = 0; i < setting.blocks[block].size(); ++i) {
        part.push_back(values.mem[first + i]);
    }
    return part;
}

/// Puts zero, or `size` times what is drawn, in the place of some blocks.
inline void redraw(const Setting& setting,
                   const List<std::size_t>& blocks,
                   double size,
                   Random& random,
                   arma::vec& point) {
    for (const std::size_t block : blocks) {
        const arma::uword first = offset_of(setting.blocks, block);
        for (arma::uword i = 0; i < setting.blocks[block].size(); ++i) {
            point.at(first + i) = size == 0.0 ? 0.0 : size * random.normal();
        }
    }
}

[[nodiscard]] inline double most_of(const List<double>& values) {
    double most = 0.0;
    for (const double value : values) most = std::max(most, std::abs(value));
    return most;
}

/// Whether claims can be compared to many digits.
[[nodiscard]] inline bool claims_are_exact(const Setting& setting) {
    return !setting.problem.jacobian && setting.problem.cotangent == nullptr &&
           !setting.options.single_precision && setting.problem.claimed_epsilon == 0.0;
}

/// A mistake that can be one in dL/dz, not only in a finished gradient. A term
/// made of the block's own value is its own.
[[nodiscard]] inline bool can_be_carried(const Diagnosis& diagnosis) {
    switch (diagnosis.kind) {
        case Mistake::missing_term:
        case Mistake::extra_term:
            return diagnosis.name.find(diagnosis.block) == std::string::npos ||
                   diagnosis.block.empty();
        case Mistake::missing_factor:
        case Mistake::extra_factor:
        case Mistake::factor:
        case Mistake::sign:
        case Mistake::transpose:
        case Mistake::permuted:
            return true;
        default:
            return false;
    }
}

}  // namespace detail

}  // namespace chainrule::check
