#pragma once

/// @file
/// Explanations by rank: a gradient of weights is a sum of one product of a column and
/// a row for each example. A claim that is a single product, or that differs from the
/// truth by a single one, has one part only, or one part too few or too many.

#include "chainrule/check/diagnosis/dense_layers.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/patterns.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chainrule::check {

namespace detail {

/// A matrix with the error bar of its entries.
struct Uncertain {
    arma::mat value, error_bar;
};

/// By how many error bars a matrix misses being a column times a row: the largest
/// |m(r,c) m(p,q) - m(r,q) m(p,c)|, (p,q) the largest entry, over what the bars make of
/// it; infinite for the zero matrix, which is no product of use.
[[nodiscard]] inline double distance_from_rank_one(const Uncertain& matrix) {
    const arma::mat &m = matrix.value, &bar = matrix.error_bar;
    arma::uword p = 0, q = 0;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            if (std::abs(m.at(r, c)) > std::abs(m.at(p, q))) {
                p = r;
                q = c;
            }
        }
    }
    const double pivot = std::abs(m.at(p, q));
    if (!(pivot > decisive_gap * bar.at(p, q))) return arma::datum::inf;
    double most = 0.0;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            if (r == p || c == q) continue;
            const double minor = m.at(r, c) * m.at(p, q) - m.at(r, q) * m.at(p, c);
            const double error = pivot * (bar.at(r, c) + bar.at(r, q) + bar.at(p, c) +
                                          bar.at(p, q) + 1e-14 * pivot);
            most = std::max(most, std::abs(minor) / error);
        }
    }
    return most;
}

/// a * claim + b * truth + c * the block's own value.
[[nodiscard]] inline Uncertain mixed(const BlockEvidence& block,
                                     double a,
                                     double b,
                                     double c) {
    Uncertain mix{block.claimed, block.claimed};
    for (const Examined& entry : block.examined) {
        const double own = c == 0.0 ? 0.0 : block.value.at(entry.row, entry.col);
        mix.value.at(entry.row, entry.col) =
            a * block.claimed_at(entry) + b * entry.truth + c * own;
        mix.error_bar.at(entry.row, entry.col) =
            b == 0.0 ? 1e-12 * std::abs(block.claimed_at(entry)) : entry.error_bar;
    }
    return mix;
}

/// Weights and bias as one matrix, units x (inputs + 1): an example adds a column times
/// a row to it, of which the last number is 1. A block that has no such partner stays
/// alone.
[[nodiscard]] inline BlockEvidence beside_each_other(const PointEvidence& point,
                                                     const DenseLayer& layer) {
    const BlockEvidence &weights = point.blocks[layer.weights],
                        &bias = point.blocks[layer.bias];
    BlockEvidence both{weights.name, {}, {}, {}};
    both.claimed.set_size(layer.units, layer.inputs + 1);
    both.value.zeros(layer.units, layer.inputs + 1);
    for (arma::uword u = 0; u < layer.units; ++u) {
        for (arma::uword i = 0; i < layer.inputs; ++i) {
            const arma::uword row = layer.units_are_rows ? u : i;
            const arma::uword col = layer.units_are_rows ? i : u;
            both.claimed.at(u, i) = weights.claimed.at(row, col);
            if (weights.value.n_elem > 0)
                both.value.at(u, i) = weights.value.at(row, col);
        }
        both.claimed.at(u, layer.inputs) = bias.claimed.mem[u];
    }
    for (Examined entry : weights.examined) {
        if (!layer.units_are_rows) std::swap(entry.row, entry.col);
        both.examined.push_back(entry);
    }
    for (Examined entry : bias.examined) {
        entry.row = entry.row + entry.col;
        entry.col = layer.inputs;
        both.examined.push_back(entry);
    }
    return both;
}

/// Whether all entries that are not zero have the same size, as signs have:
/// such a matrix can be of rank one and no product of values.
[[nodiscard]] inline bool has_one_size(const arma::mat& m) {
    double most = 0.0;
    for (const double value : m) most = std::max(most, std::abs(value));
    return all_of(m, [&](double value) {
        const double size = std::abs(value);
        return size <= 1e-9 * most || std::abs(size - most) <= 1e-9 * most;
    });
}

/// Too few entries are of rank one by nature.
[[nodiscard]] inline bool has_a_rank(const BlockEvidence& block) {
    const arma::mat& m = block.claimed;
    return m.n_rows >= 2 && m.n_cols >= 2 && (m.n_rows - 1) * (m.n_cols - 1) >= 4 &&
           block.complete();
}

/// Whether entries of two rows at least, and of two columns, are not zero: a single row
/// or column is a product by nature.
[[nodiscard]] inline bool spans_lines(const arma::mat& m) {
    double most = 0.0;
    arma::uword row = 0, col = 0;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            if (std::abs(m.at(r, c)) <= most) continue;
            most = std::abs(m.at(r, c));
            row = r;
            col = c;
        }
    }
    bool rows = false, cols = false;
    for (arma::uword r = 0; r < m.n_rows; ++r) {
        rows = rows || (r != row && std::abs(m.at(r, col)) > 1e-6 * most);
    }
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        cols = cols || (c != col && std::abs(m.at(row, c)) > 1e-6 * most);
    }
    return rows && cols;
}

/// Whether the claim without `decay` times the value is one product, and the truth is
/// not.
[[nodiscard]] inline bool is_one_product(const BlockEvidence& block, double decay) {
    return has_a_rank(block) && !has_one_size(block.claimed) &&
           spans_lines(mixed(block, 1.0, 0.0, -decay).value) &&
           distance_from_rank_one(mixed(block, 1.0, 0.0, -decay)) <= 2.0 &&
           distance_from_rank_one(mixed(block, 0.0, 1.0, -decay)) > decisive_gap;
}

/// Whether claim and truth differ by one product, and neither is one.
[[nodiscard]] inline bool differs_by_product(const BlockEvidence& block) {
    return has_a_rank(block) && !has_one_size(block.claimed) &&
           distance_from_rank_one(mixed(block, 1.0, -1.0, 0.0)) <= 2.0 &&
           distance_from_rank_one(mixed(block, 0.0, 1.0, 0.0)) > decisive_gap &&
           distance_from_rank_one(mixed(block, 1.0, 0.0, 0.0)) > decisive_gap;
}

/// Whether most entries fail where rows and columns meet that have a failure, and these
/// are several.
[[nodiscard]] inline bool fails_all_over(const BlockEvidence& block) {
    const std::size_t rows = wrong_lines(block, true).size();
    const std::size_t cols = wrong_lines(block, false).size();
    return rows >= 2 && cols >= 2 && 2 * failing(block) > rows * cols;
}

/// Claim minus truth of a single unit, entry by entry; the inputs of one example times a
/// number, if that is what it differs by.
[[nodiscard]] inline List<double> difference_of(const BlockEvidence& unit) {
    List<double> difference(unit.claimed.n_elem, 0.0);
    for (const Examined& entry : unit.examined) {
        difference[entry.col] = unit.claimed_at(entry) - entry.truth;
    }
    return difference;
}

/// Whether claim minus truth of a single unit is a multiple of `direction`, the truth is
/// not, and most entries fail.
[[nodiscard]] inline bool differs_along(const BlockEvidence& unit,
                                        const List<double>& direction) {
    if (unit.claimed.n_rows != 1 || !unit.complete()) return false;
    if (has_one_size(unit.claimed)) return false;
    if (unit.claimed.n_elem < 5 || 2 * failing(unit) <= unit.examined.size()) {
        return false;
    }
    const auto is_along = [&](bool difference) {
        List<Equation> equations;
        for (const Examined& entry : unit.examined) {
            const double claimed = difference ? unit.claimed_at(entry) : 0.0;
            equations.push_back(
                {direction[entry.col], claimed - entry.truth, entry.error_bar});
        }
        const Coefficient factor = fit(equations, {});
        return all_of(equations, [&](const Equation& at) {
            const double gap = std::abs(at.observed - factor.value * at.basis);
            return gap <= 4.0 * at.error_bar + 1e-9 * std::abs(at.observed);
        });
    };
    return is_along(true) && !is_along(false);
}

/// A hypothesis about one block, or about weights and bias as one matrix.
template <class IsTrue>
void append_rank(std::string text,
                 const Maybe<DenseLayer>& layer,
                 IsTrue is_true,
                 Hypotheses& bank) {
    bank.push_back({saying(Mistake::missing_term, std::move(text)),
                    [layer, is_true](const PointEvidence& point, std::size_t b) {
                        return is_true(layer ? beside_each_other(point, *layer)
                                             : point.blocks[b]);
                    }});
}

/// The explanations by rank of a block, or of weights and bias as one matrix.
inline void append_ranks_of(const BlockEvidence& block,
                            const Maybe<DenseLayer>& layer,
                            const List<Constant>& constants,
                            Hypotheses& bank) {
    List<Constant> decays{{0.0, "", "", 0}};
    if (block.value.n_elem > 0) decays.append(constants);
    for (const Constant& decay : decays) {
        if (!is_one_product(block, decay.value)) continue;
        const std::string apart =
            decay.value == 0.0 ? ""
                               : "apart from " + decay.name + "*" + block.name + ", ";
        append_rank(
            apart +
                "the claimed value is one column times one row, the "
                "numerical one is a sum of several such products: are the "
                "parts of other examples missing?",
            layer,
            [value = decay.value](const BlockEvidence& there) {
                return is_one_product(there, value);
            },
            bank);
        return;
    }
    if (differs_by_product(block) && fails_all_over(block)) {
        append_rank(
            "the claimed value and the numerical one differ by one column "
            "times one row: is the part of one example, or that of a mean "
            "over them, missing?",
            layer,
            differs_by_product,
            bank);
    }
    if (block.claimed.n_rows != 1) return;
    const List<double> direction = difference_of(block);
    if (!differs_along(block, direction)) return;
    append_rank(
        "the claimed value and the numerical one differ by a number times the "
        "same vector at every point: is the part of one example missing?",
        layer,
        [direction](const BlockEvidence& there) {
            return differs_along(there, direction);
        },
        bank);
}

}  // namespace detail

/// "the claimed value is one column times one row": that of one example? Weights and
/// the bias beside them are looked at together first.
inline void append_ranks(const PointEvidence& here,
                         std::size_t block,
                         const List<Constant>& constants,
                         Hypotheses& bank) {
    std::vector<Block> blocks;
    for (const BlockEvidence& one : here.blocks) {
        blocks.push_back({one.name, one.claimed.n_rows, one.claimed.n_cols});
    }
    for (const bool units_are_rows : {true, false}) {
        const auto layer = layer_around(blocks, block, units_are_rows);
        if (!layer) continue;
        if (failing(here.blocks[layer->weights]) == 0) continue;
        if (failing(here.blocks[layer->bias]) == 0) continue;
        detail::append_ranks_of(
            detail::beside_each_other(here, *layer), layer, constants, bank);
    }
    detail::append_ranks_of(here.blocks[block], {}, constants, bank);
}

}  // namespace chainrule::check
