#pragma once

/// @file
/// Explanations by a fault in the backward pass: a factor missing in dL/dZ, a target
/// not subtracted, a value in the place of another, examples left out. Each is put into
/// the backward pass rebuilt from the named values and has to give the claim.

#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/rearrangements.hpp"
#include "chainrule/check/diagnosis/rebuilt.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/vector.hpp"

#include <array>

namespace chainrule::check {

namespace detail {

/// A block's right use of a delta, and the fault that makes the claim of it, times a
/// number; or that number times the faulty one stands beside the right one, as when a
/// leaky slope is taken for none.
struct Faulty {
    List<Delta> deltas;
    Use use;
    Fault fault;
    bool beside = false;
    Coefficient factor = {};
};

/// Whether all that the right and the faulty backward pass need has a name there.
[[nodiscard]] inline bool knows_all(const Named& named, const Faulty& what) {
    List<Role> roles{what.use.input, what.fault.input, what.fault.gate.z};
    for (const Delta& delta : what.deltas) {
        roles.append({delta.plus, delta.minus, delta.gate.z});
    }
    return all_of(roles,
                  [&](Role role) { return role.named == absent || named.knows(role); });
}

/// The gap of one value to scale * term + decay * own, with the rounding of its parts.
[[nodiscard]] inline Gap gap_to(
    double value, double error_bar, double scale, double term, double penalty) {
    const double part = std::abs(scale * term) + std::abs(penalty);
    return {std::abs(value - scale * term - penalty), 2.0 * error_bar + 1e-10 * part};
}

[[nodiscard]] inline double penalty_at(const BlockEvidence& block,
                                       const Use& use,
                                       const Examined& entry) {
    return use.decay == 0.0 ? 0.0 : use.decay * block.value.at(entry.row, entry.col);
}

/// The gradient without the penalty's part, right or faulty.
[[nodiscard]] inline arma::mat gradient_of(const Named& named,
                                           const Faulty& what,
                                           std::size_t block,
                                           const Fault* fault) {
    const Backward pass(named, what.deltas);
    return pass.gradient(
        what.use, pass.delta(what.use.delta, fault), named.point.blocks[block], fault);
}

/// Whether the right backward pass gives the truth there, and the faulty one the claim.
[[nodiscard]] inline bool explains(const Faulty& what,
                                   const PointEvidence& point,
                                   std::size_t b) {
    const Named named(point);
    if (!knows_all(named, what)) return false;
    const BlockEvidence& block = point.blocks[b];
    const arma::mat right = gradient_of(named, what, b, nullptr);
    const arma::mat wrong = gradient_of(named, what, b, &what.fault);
    return fits(block.examined,
                [&](const Examined& entry) {
                    return gap_to(entry.truth,
                                  entry.error_bar,
                                  1.0,
                                  right.at(entry.row, entry.col),
                                  penalty_at(block, what.use, entry));
                }) &&
           fits(block.examined, [&](const Examined& entry) {
               const double there = wrong.at(entry.row, entry.col);
               const double besides =
                   what.beside ? right.at(entry.row, entry.col) : 0.0;
               Gap gap = gap_to(block.claimed_at(entry),
                                entry.error_bar,
                                what.factor.value,
                                there,
                                besides + penalty_at(block, what.use, entry));
               gap.error_bar += what.factor.error * std::abs(there);
               return gap;
           });
}

/// The number before the faulty gradient, if it has a name and the rest fits.
[[nodiscard]] inline Coefficient factor_of(const Named& named,
                                           const Faulty& what,
                                           std::size_t b,
                                           const List<Constant>& constants) {
    const BlockEvidence& block = named.point.blocks[b];
    const arma::mat wrong = gradient_of(named, what, b, &what.fault);
    if (!finite(wrong)) return {};
    const arma::mat right = gradient_of(named, what, b, nullptr);
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        const double besides = penalty_at(block, what.use, entry) +
                               (what.beside ? right.at(entry.row, entry.col) : 0.0);
        const double term = wrong.at(entry.row, entry.col);
        equations.push_back({term,
                             block.claimed_at(entry) - besides,
                             entry.error_bar + 1e-11 * std::abs(term)});
    }
    return fit(equations, constants);
}

/// Whether the fault changes no more than the size of the gradient: then a number
/// says it all.
[[nodiscard]] inline bool changes_size_alone(const Named& named,
                                             const Faulty& what,
                                             std::size_t b) {
    const arma::mat right = gradient_of(named, what, b, nullptr);
    const arma::mat wrong = gradient_of(named, what, b, &what.fault);
    const double rr = dot(right, right), rw = dot(right, wrong), ww = dot(wrong, wrong);
    return !(rr * ww - rw * rw > 1e-16 * rr * ww);
}

/// What can be wrong where a block uses its delta.
[[nodiscard]] inline List<Fault> faults_of_use(const Named& named, const Use& use) {
    List<Fault> faults;
    for (const Fault::Kind kind : {Fault::Kind::first,
                                   Fault::Kind::last,
                                   Fault::Kind::all_but_first,
                                   Fault::Kind::all_but_last}) {
        faults.push_back({kind, absent, {}, {absent, false}});
    }
    if (use.input.named == absent) return faults;
    const arma::mat& v = named.of(use.input);
    for (std::size_t i = 0; i < 2 * named.given; ++i) {
        const Role other{i / 2, i % 2 == 1};
        const bool same =
            other.named == use.input.named && other.transposed == use.input.transposed;
        if (same || !named.has_shape(other, use.input.rows(v), use.input.cols(v))) {
            continue;
        }
        faults.push_back({Fault::Kind::other_input, absent, {}, other});
    }
    faults.push_back({Fault::Kind::late_input, absent, {}, {absent, false}});
    faults.push_back({Fault::Kind::early_input, absent, {}, {absent, false}});
    return faults;
}

/// What can be wrong where a delta is made.
[[nodiscard]] inline List<Fault> faults_of_delta(const Named& named,
                                                 const List<Delta>& deltas,
                                                 std::size_t d) {
    List<Fault> faults;
    const Delta& delta = deltas[d];
    const auto add = [&](Fault::Kind kind) {
        faults.push_back({kind, d, {}, {absent, false}});
    };
    if (delta.next == absent && delta.minus.named != absent) {
        add(Fault::Kind::unsubtracted);
        add(Fault::Kind::forgotten);
        add(Fault::Kind::added);
        add(Fault::Kind::late);
        add(Fault::Kind::early);
    }
    // Only the product with a square W has a shape that leaves the slip unseen
    const auto is_square = [](const arma::mat& w) { return w.n_rows == w.n_cols; };
    if (delta.next != absent && is_square(named.point.blocks[delta.weights].value)) {
        add(Fault::Kind::untransposed);
    }
    const arma::mat value = Backward(named, deltas).delta(d, nullptr);
    if (delta.gate.exists()) {
        for (const Gate& gate : gates_of(named, value.n_rows, value.n_cols)) {
            faults.push_back({Fault::Kind::gated, d, gate, {absent, false}});
        }
    }
    for (const Gate& gate : gates_of(named, value.n_rows, value.n_cols)) {
        if (!gate.exists()) continue;
        faults.push_back({Fault::Kind::regated, d, gate, {absent, false}});
    }
    add(Fault::Kind::first);
    add(Fault::Kind::last);
    add(Fault::Kind::all_but_first);
    add(Fault::Kind::all_but_last);
    return faults;
}

/// The same slip at a delta and at all behind it that have an activation, as of a
/// function that several layers call.
[[nodiscard]] inline List<Fault> faults_of_all_layers(const Named& named,
                                                      const List<Delta>& deltas,
                                                      std::size_t d) {
    std::size_t gated = 0;
    for (std::size_t k = d; k != absent; k = deltas[k].next) {
        gated += deltas[k].gate.exists();
    }
    List<Fault> faults;
    if (gated < 2 || !deltas[d].gate.exists()) return faults;
    const Role z = deltas[d].gate.z;
    for (Fault fault : faults_of_delta(named, deltas, d)) {
        const bool regated = fault.kind == Fault::Kind::regated;
        if (!regated && fault.kind != Fault::Kind::gated) continue;
        const Role other = fault.gate.z;
        const bool own = other.named == z.named && other.transposed == z.transposed;
        if (!own && fault.gate.exists()) continue;
        fault.everywhere = true;
        faults.push_back(fault);
    }
    return faults;
}

/// "W2" or, where it is used transposed, "W2'".
[[nodiscard]] inline std::string name_of(const Named& named, Role role) {
    return named.values[role.named].name + (role.transposed ? "'" : "");
}

[[nodiscard]] inline Diagnosis in_place_of(const std::string& wrong,
                                           const std::string& right,
                                           const std::string& where) {
    return saying(Mistake::missing_factor,
                  "the claimed value has " + wrong + " in place of " + right + where,
                  arma::datum::nan,
                  right);
}

[[nodiscard]] inline Diagnosis gate_words(const Named& named,
                                          const Delta& delta,
                                          const Faulty& what,
                                          const std::string& where) {
    const Fault& fault = what.fault;
    const std::string wrong = fault.gate.exists() ? fault.gate.words(named.values) : "";
    const std::string right = delta.gate.exists() ? delta.gate.words(named.values) : "";
    if (fault.kind == Fault::Kind::regated) {
        return saying(Mistake::extra_factor,
                      "the claimed value has the factor " + wrong +
                          (wrong == right ? " twice" : " too much") + where,
                      arma::datum::nan,
                      wrong);
    }
    if (what.beside) {
        const std::string number =
            what.factor.named() ? what.factor.words() : text(what.factor.value, 6);
        return in_place_of(
            right + " + " + number + (wrong.empty() ? "" : "*") + wrong, right, where);
    }
    if (fault.gate.exists()) return in_place_of(wrong, right, where);
    return saying(Mistake::missing_factor,
                  "the claimed value lacks the factor " + right + where,
                  arma::datum::nan,
                  right);
}

/// The words for the examples that are left in.
[[nodiscard]] inline Diagnosis example_words(Fault::Kind kind) {
    const std::string which = kind == Fault::Kind::first  ? "the first example alone"
                              : kind == Fault::Kind::last ? "the last example alone"
                              : kind == Fault::Kind::all_but_first
                                  ? "all examples but the first"
                                  : "all examples but the last";
    return saying(
        Mistake::missing_term,
        "the claimed value is that of " + which + ": are the parts of others missing?",
        arma::datum::nan,
        which);
}

[[nodiscard]] inline Diagnosis fault_words(const Named& named, const Faulty& what) {
    const Fault& fault = what.fault;
    const bool here = fault.at == absent;
    const Delta& delta = what.deltas[here ? what.use.delta : fault.at];
    const bool own = here || fault.at == what.use.delta;
    const std::string input =
        what.use.input.named == absent ? "" : name_of(named, what.use.input);
    std::string where = !own            ? ", on the way back to it"
                        : input.empty() ? ", inside its sum over the examples"
                                        : ", inside its product with " + input;
    if (fault.everywhere) where += ", and likewise at every layer behind";
    switch (fault.kind) {
        case Fault::Kind::unsubtracted:
        case Fault::Kind::forgotten: {
            const std::string plus = name_of(named, delta.plus);
            const std::string minus = name_of(named, delta.minus);
            const bool lacks_minus = fault.kind == Fault::Kind::unsubtracted;
            return saying(Mistake::missing_term,
                          "the claimed value has " +
                              (lacks_minus ? plus : "-" + minus) + " in place of " +
                              plus + " - " + minus,
                          arma::datum::nan,
                          lacks_minus ? minus : plus);
        }
        case Fault::Kind::added:
            return saying(Mistake::sign,
                          "the claimed value has " + name_of(named, delta.plus) +
                              " + " + name_of(named, delta.minus) +
                              " in place of their difference");
        case Fault::Kind::late:
        case Fault::Kind::early:
            return saying(Mistake::permuted,
                          "the claimed value has " + name_of(named, delta.minus) +
                              " shifted by one example",
                          arma::datum::nan,
                          name_of(named, delta.minus));
        case Fault::Kind::gated:
        case Fault::Kind::regated:
            return gate_words(named, delta, what, where);
        case Fault::Kind::untransposed: {
            const std::string w = named.point.blocks[delta.weights].name;
            const std::string turned = w + "'";
            return saying(Mistake::transpose,
                          "the claimed value has " + (delta.transposed ? w : turned) +
                              " in place of " + (delta.transposed ? turned : w) +
                              ", on the way back to it",
                          arma::datum::nan,
                          w);
        }
        case Fault::Kind::other_input:
            return in_place_of(name_of(named, fault.input), input, "");
        case Fault::Kind::late_input:
        case Fault::Kind::early_input:
            return saying(Mistake::permuted,
                          "the claimed value has " + input + " shifted by one example",
                          arma::datum::nan,
                          input);
        default:
            return example_words(fault.kind);
    }
}

/// Tries one fault; true if it explains the block here.
inline bool append_fault(const Named& named,
                         std::size_t block,
                         const Faulty& pattern,
                         const List<Constant>& constants,
                         Hypotheses& bank) {
    Faulty what = pattern;
    what.factor = factor_of(named, what, block, constants);
    // Two entries and any named number say less than many entries and none.
    const std::size_t entries = named.point.blocks[block].examined.size();
    const bool few = entries < entries_for_a_number;
    const bool alone = what.factor.named() && (!few || what.factor.value == 1.0);
    const bool believed = what.beside ? entries >= 2 * entries_for_a_number : alone;
    if (!believed || !what.factor.known()) return false;
    // Of a single entry all is a matter of size, and without a number the fault is told
    const bool single = named.point.blocks[block].claimed.n_elem == 1;
    if (!single && changes_size_alone(named, what, block)) return false;
    if (!explains(what, named.point, block)) return false;
    Diagnosis says = fault_words(named, what);
    if (!what.beside) says.text += besides(what.factor);
    bank.push_back({std::move(says), [what](const PointEvidence& point, std::size_t b) {
                        return explains(what, point, b);
                    }});
    return true;
}

}  // namespace detail

/// The faults that explain a block, those nearest to it first.
inline void append_faults(const PointEvidence& here,
                          std::size_t block,
                          const List<Constant>& constants,
                          Hypotheses& bank) {
    if (here.values.empty()) return;
    const detail::Named named(here);
    const detail::Rebuilt rebuilt = detail::rebuild(named);
    const detail::Use& use = rebuilt.uses[block];
    if (use.delta == detail::absent) return;
    detail::Faulty what{rebuilt.deltas, use, {}};
    List<detail::Fault> faults = detail::faults_of_use(named, use);
    for (std::size_t d = use.delta; d != detail::absent; d = rebuilt.deltas[d].next) {
        faults.append(detail::faults_of_delta(named, rebuilt.deltas, d));
    }
    faults.append(detail::faults_of_all_layers(named, rebuilt.deltas, use.delta));
    for (const bool beside : {false, true}) {
        what.beside = beside;
        bool found = false;
        for (const detail::Fault& fault : faults) {
            if (beside &&
                (fault.kind != detail::Fault::Kind::gated || fault.everywhere)) {
                continue;
            }
            what.fault = fault;
            found = detail::append_fault(named, block, what, likely(constants), bank) ||
                    found;
        }
        if (found) return;
    }
}

}  // namespace chainrule::check
