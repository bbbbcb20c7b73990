#pragma once

/// @file
/// Explanation by two numbers: of a sum such as data loss plus penalty, only one part
/// carries the wrong factor.

#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/terms.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// claim = factor * (truth - part * V) + part * V.
struct PartialFactor {
    Coefficient factor;
    Coefficient part;
};

[[nodiscard]] inline bool explains(const PartialFactor& what,
                                   const BlockEvidence& block,
                                   const arma::mat& v) {
    const double factor = what.factor.value;
    return fits(block.examined, [&](const Examined& entry) {
        const double basis = (1.0 - factor) * v.at(entry.row, entry.col);
        const double claimed = factor * entry.truth + what.part.value * basis;
        return Gap{std::abs(block.claimed_at(entry) - claimed),
                   entry.error_bar * (1.0 + std::abs(factor)) +
                       what.part.error * std::abs(basis)};
    });
}

/// The factor a of claim = a * truth + b * V by weighted least squares, if it has a
/// name; the equations for b are then left with one unknown.
[[nodiscard]] inline Coefficient factor_beside(const BlockEvidence& block,
                                               const arma::mat& v,
                                               const List<Constant>& constants) {
    double tt = 0.0, tv = 0.0, vv = 0.0, tg = 0.0, vg = 0.0;
    const double floor = 1e-15 * scale_of(block);
    for (const Examined& entry : block.examined) {
        const double bar = std::max(entry.error_bar, floor);
        const double t = entry.truth / bar, g = block.claimed_at(entry) / bar;
        const double w = v.at(entry.row, entry.col) / bar;
        tt += t * t;
        tv += t * w;
        vv += w * w;
        tg += t * g;
        vg += w * g;
    }
    Coefficient factor;
    const double determinant = tt * vv - tv * tv;
    if (!(determinant > 1e-6 * tt * vv)) return factor;  // V is no part of its own
    factor.value = (tg * vv - vg * tv) / determinant;
    factor.error = std::sqrt(vv / determinant);
    factor.names = names_of(factor.value, factor.error, constants);
    if (factor.named()) {
        factor.value = std::copysign(factor.names.front().value, factor.value);
        factor.error = 0.0;
    }
    return factor;
}

}  // namespace detail

/// "apart from lambda*W, the claimed value is 8 times the numerical one, and N = 8"
inline void append_partial_factors(const PointEvidence& here,
                                   std::size_t block,
                                   const List<Constant>& constants,
                                   Hypotheses& bank) {
    const BlockEvidence& own = here.blocks[block];
    if (failing(own) <= entries_for_a_number) return;
    const std::vector<NamedMatrix> named = quantities(here, block);
    for (std::size_t q = 0; q < named.size(); ++q) {
        const arma::mat& v = named[q].value;
        if (!finite(v)) continue;
        detail::PartialFactor what;
        what.factor = detail::factor_beside(own, v, constants);
        const double factor = what.factor.value;
        const bool believed =
            what.factor.named() || own.examined.size() >= 2 * entries_for_a_number;
        if (!believed || !what.factor.known() || factor == 1.0) continue;
        List<Equation> equations;
        for (const Examined& entry : own.examined) {
            equations.push_back({(1.0 - factor) * v.at(entry.row, entry.col),
                                 own.claimed_at(entry) - factor * entry.truth,
                                 entry.error_bar * (1.0 + std::abs(factor))});
        }
        what.part = fit(equations, likely(constants));
        if (!what.part.known() || !detail::explains(what, own, v)) continue;
        const std::string part =
            (what.part.value == 1.0 ? "" : what.part.words() + "*") + named[q].name;
        const bool flipped = factor == -1.0;
        bank.push_back(
            {saying(flipped ? Mistake::sign : Mistake::factor,
                    "apart from " + part + ", the claimed value " +
                        (flipped ? "has the wrong sign"
                                 : "is " + detail::factor_words(what.factor)) +
                        detail::factor_hint(what.factor),
                    factor,
                    what.factor.name()),
             [q, what](const PointEvidence& point, std::size_t b) {
                 return detail::explains(
                     what, point.blocks[b], quantities(point, b)[q].value);
             }});
    }
}

}  // namespace chainrule::check
