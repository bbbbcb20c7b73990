#pragma once

/// @file
/// The backward pass rebuilt: searched among what has a name, from the last layer to the
/// first, and believed where it gives the numerical derivatives of a block. A fault put
/// into it then explains a claim if it gives that (faults.hpp).

#include "chainrule/check/diagnosis/backward.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>
#include <utility>

namespace chainrule::check {

namespace detail {

/// `matrix` = scale * T + decay * W at every examined truth of the block, by weighted
/// least squares; with `fixed` the scale is 1.
struct Fitted {
    bool found = false;
    double scale = 1.0, decay = 0.0;
};

[[nodiscard]] inline Fitted fit_truth(const BlockEvidence& block,
                                      const arma::mat& term,
                                      bool fixed,
                                      bool with_decay) {
    double tt = 0.0, tw = 0.0, ww = 0.0, ty = 0.0, wy = 0.0;
    const double floor = 1e-14 * scale_of(block);
    for (const Examined& entry : block.examined) {
        const double bar = std::max(entry.error_bar, floor);
        if (!(bar > 0.0)) return {};
        const double t = term.at(entry.row, entry.col) / bar;
        const double w = with_decay ? block.value.at(entry.row, entry.col) / bar : 0.0;
        const double y = entry.truth / bar;
        tt += t * t;
        tw += t * w;
        ww += w * w;
        ty += t * y;
        wy += w * y;
    }
    Fitted fitted;
    if (!(tt > 0.0)) return fitted;
    if (fixed) {
        fitted.decay = ww > 0.0 ? (wy - tw) / ww : 0.0;
    } else {
        const double determinant = tt * ww - tw * tw;
        const bool both = determinant > 1e-9 * tt * ww;
        fitted.scale = both ? (ty * ww - wy * tw) / determinant : ty / tt;
        fitted.decay = both ? (wy * tt - ty * tw) / determinant : 0.0;
    }
    double largest_part = 0.0;
    for (const Examined& entry : block.examined) {
        const double w = with_decay ? block.value.at(entry.row, entry.col) : 0.0;
        const double t = term.at(entry.row, entry.col);
        const double part = std::abs(fitted.scale * t) + std::abs(fitted.decay * w);
        const double gap = std::abs(fitted.scale * t + fitted.decay * w - entry.truth);
        // Rounding of the sums, and of the two numbers, besides the bar of the truth
        if (!(gap <= 4.0 * entry.error_bar + 1e-10 * part)) return {};
        largest_part = std::max(largest_part, std::abs(fitted.scale * t));
    }
    fitted.found = largest_part > 1e-6 * scale_of(block);
    return fitted;
}

/// What is searched: the deltas found so far and, for each block, how it uses one.
struct Rebuilt {
    List<Delta> deltas;
    List<Use> uses;  ///< by block; `delta` is absent where nothing was found
};

/// The ways in which a block may use a delta of so many units and examples.
[[nodiscard]] inline List<Use> uses_of(const Named& named,
                                       std::size_t b,
                                       arma::uword units,
                                       arma::uword examples) {
    const arma::mat& claimed = named.point.blocks[b].claimed;
    List<Use> uses;
    const bool vector = claimed.n_rows == 1 || claimed.n_cols == 1;
    if (vector && claimed.n_elem == units) {
        uses.push_back({});
        for (std::size_t i = 0; i < 2 * named.given; ++i) {
            const Role v{i / 2, i % 2 == 1};
            if (named.has_shape(v, units, examples)) {
                uses.push_back({absent, v, true, true, 0.0});
            }
        }
    }
    for (const bool rows : {true, false}) {
        if ((rows ? claimed.n_rows : claimed.n_cols) != units) continue;
        const arma::uword inputs = rows ? claimed.n_cols : claimed.n_rows;
        for (std::size_t i = 0; i < 2 * named.given; ++i) {
            const Role v{i / 2, i % 2 == 1};
            if (named.has_shape(v, inputs, examples)) {
                uses.push_back({absent, v, false, rows, 0.0});
            }
        }
    }
    return uses;
}

inline constexpr arma::uword most_work = 200000;

/// A difference is turned round rather than given a negative scale.
inline void set_scale(double scale, Delta& delta) {
    if (scale < 0.0 && delta.minus.named != absent) {
        std::swap(delta.plus, delta.minus);
        scale = -scale;
    }
    delta.scale = scale;
}

/// Whether the block's truth is made of the newest delta by one of its uses, those with
/// an elementwise factor or those without, and by which.
[[nodiscard]] inline bool claim_block(const Named& named,
                                      std::size_t b,
                                      bool elementwise,
                                      bool& fixed,
                                      Rebuilt& rebuilt,
                                      arma::mat& delta) {
    const std::size_t d = rebuilt.deltas.size() - 1;
    const BlockEvidence& block = named.point.blocks[b];
    for (Use use : uses_of(named, b, delta.n_rows, delta.n_cols)) {
        if (use.elementwise != elementwise) continue;
        const Backward pass(named, rebuilt.deltas);
        const arma::mat term = pass.gradient(use, delta, block, nullptr);
        const bool weights =
            use.input.named != absent && !use.elementwise && block.value.n_elem > 0;
        const Fitted fitted = fit_truth(block, term, fixed, weights);
        const std::size_t free = (fixed ? 0u : 1u) + (weights ? 1u : 0u);
        if (!fitted.found || block.examined.size() < free + 2) continue;
        use.delta = d;
        use.decay = fitted.decay;
        if (!fixed) {
            set_scale(fitted.scale, rebuilt.deltas[d]);
            delta = Backward(named, rebuilt.deltas).delta(d, nullptr);
            fixed = true;
        }
        rebuilt.uses[b] = use;
        return true;
    }
    return false;
}

/// How a new delta may be found out.
enum class Witness {
    any,    ///< by any use
    plain,  ///< not by an elementwise factor alone, which may be a gate in truth
};

/// Enters the newest delta for every block whose truth it gives, and says whether it is
/// any; the first such block sets its scale unless that is fixed.
[[nodiscard]] inline bool claim_blocks(const Named& named,
                                       Rebuilt& rebuilt,
                                       bool fixed,
                                       Witness witness) {
    bool any = false;
    arma::mat delta =
        Backward(named, rebuilt.deltas).delta(rebuilt.deltas.size() - 1, nullptr);
    for (const bool elementwise : {false, true}) {
        if (elementwise && !any && witness == Witness::plain) break;
        for (std::size_t b = 0; b < named.point.blocks.size(); ++b) {
            const BlockEvidence& block = named.point.blocks[b];
            if (rebuilt.uses[b].delta != absent) continue;
            if (block.examined.size() < 2 || !(scale_of(block) > 0.0)) continue;
            if (block.examined.size() * delta.n_cols > most_work) continue;
            any = claim_block(named, b, elementwise, fixed, rebuilt, delta) || any;
        }
    }
    return any;
}

/// All gates of this shape: none first, then the factors of the usual rules.
[[nodiscard]] inline List<Gate> gates_of(const Named& named,
                                         arma::uword units,
                                         arma::uword examples) {
    List<Gate> gates{Gate{}};
    for (const Transform& transform : factor_transforms) {
        for (std::size_t i = 0; i < 2 * named.given; ++i) {
            const Role z{i / 2, i % 2 == 1};
            if (named.has_shape(z, units, examples)) gates.push_back({z, transform});
        }
    }
    return gates;
}

/// Tries one delta: keeps it if it gives the truth of a block.
inline bool try_delta(const Named& named,
                      const Delta& delta,
                      bool fixed,
                      Witness witness,
                      Rebuilt& rebuilt) {
    rebuilt.deltas.push_back(delta);
    if (claim_blocks(named, rebuilt, fixed, witness)) return true;
    rebuilt.deltas.pop_back();
    return false;
}

/// The delta of the last layer, from every pair of values of one shape.
inline void find_output(const Named& named, Rebuilt& rebuilt) {
    const std::size_t count = 2 * named.values.size();
    const std::size_t first = 2 * (named.given - named.point.values.size());
    for (std::size_t i = first; i < count; ++i) {
        const Role plus{i / 2, i % 2 == 1};
        const arma::mat& value = named.of(plus);
        if (plus.cols(value) < 2) continue;
        for (std::size_t j = first; j <= count; ++j) {
            Delta delta;
            delta.plus = plus;
            if (j < count) {
                delta.minus = {j / 2, j % 2 == 1};
                const bool ordered = j / 2 != i / 2;
                if (!ordered ||
                    !named.has_shape(delta.minus, plus.rows(value), plus.cols(value))) {
                    continue;
                }
            }
            if (try_delta(named, delta, false, Witness::any, rebuilt)) return;
            if (j == count) continue;
            for (const Gate& gate :
                 gates_of(named, plus.rows(value), plus.cols(value))) {
                if (!gate.exists()) continue;
                delta.gate = gate;
                if (try_delta(named, delta, false, Witness::any, rebuilt)) return;
            }
        }
    }
}

/// The delta of the layer before, made by `pattern`, with the first gate that
/// gives the truth of some block.
inline void find_before(const Named& named,
                        const Delta& pattern,
                        arma::uword units,
                        arma::uword examples,
                        Rebuilt& rebuilt) {
    Delta delta = pattern;
    const List<Gate> gates = gates_of(named, units, examples);
    for (const Witness witness : {Witness::plain, Witness::any}) {
        for (const Gate& gate : gates) {
            delta.gate = gate;
            if (try_delta(named, delta, true, witness, rebuilt)) return;
        }
    }
}

/// The deltas of the layers before, as far as they give the truth of some block.
inline void find_inner(const Named& named, Rebuilt& rebuilt) {
    for (std::size_t d = 0; d < rebuilt.deltas.size(); ++d) {
        const arma::mat next = Backward(named, rebuilt.deltas).delta(d, nullptr);
        for (std::size_t b = 0; b < named.point.blocks.size(); ++b) {
            const arma::mat& w = named.point.blocks[b].value;
            if (w.n_rows < 2 || w.n_cols < 2) continue;
            for (const bool transposed : {true, false}) {
                if ((transposed ? w.n_rows : w.n_cols) != next.n_rows) continue;
                Delta delta;
                delta.next = d;
                delta.weights = b;
                delta.transposed = transposed;
                const arma::uword units = transposed ? w.n_cols : w.n_rows;
                find_before(named, delta, units, next.n_cols, rebuilt);
            }
        }
    }
}

[[nodiscard]] inline Rebuilt rebuild(const Named& named) {
    Rebuilt rebuilt;
    rebuilt.uses.resize(named.point.blocks.size());
    if (named.point.values.empty()) return rebuilt;
    find_output(named, rebuilt);
    if (!rebuilt.deltas.empty()) find_inner(named, rebuilt);
    return rebuilt;
}

}  // namespace detail

}  // namespace chainrule::check
