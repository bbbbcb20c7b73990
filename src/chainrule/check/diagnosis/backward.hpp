#pragma once

/// @file
/// A backward pass made of what has a name, and what may be wrong in it: dL/dZ of the
/// last layer as a multiple of a difference such as P - Y, that of a layer before it as
/// (W'*dL/dZ).*f'(Z), and the gradients D*A' and sum(D, 2) that are made of them.

#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>
#include <utility>

namespace chainrule::check {

namespace detail {

inline constexpr std::size_t absent = static_cast<std::size_t>(-1);

/// An elementwise factor made of a named value; no factor where `z` names nothing.
struct Gate {
    Role z{absent, false};
    Transform transform = as_is;

    [[nodiscard]] bool exists() const { return z.named != absent; }
    [[nodiscard]] std::string words(const std::vector<NamedMatrix>& named) const {
        return words_of(transform, named[z.named].name);
    }
};

/// dL/dZ of one layer, units x examples: scale * (plus - minus) .* gate for the last,
/// (W'*next) .* gate before it, where next is that of the layer behind.
struct Delta {
    Role plus{absent, false}, minus{absent, false};
    double scale = 1.0;
    std::size_t next = absent;     ///< which delta
    std::size_t weights = absent;  ///< which block W is
    bool transposed = true;        ///< W'*next, else W*next, where rows are examples
    Gate gate;
};

/// How a block's gradient is made of a delta D: D*V', or the sum of D or of D.*V over
/// the examples, plus a multiple of the block's own value.
struct Use {
    std::size_t delta = absent;
    Role input{absent, false};  ///< V; absent for a bias
    bool elementwise = false;
    bool units_are_rows = true;
    double decay = 0.0;
};

/// What may go wrong at a delta or, where `at` is absent, in the use of one.
struct Fault {
    enum class Kind {
        unsubtracted,  ///< plus alone
        forgotten,     ///< minus alone
        added,         ///< plus + minus
        late,          ///< minus one example on
        early,         ///< minus one example back
        gated,         ///< another gate, or none
        regated,       ///< a gate besides the right one
        untransposed,  ///< W where W' belongs
        other_input,   ///< another value of V's shape
        late_input,    ///< V one example on
        early_input,   ///< V one example back
        first,         ///< of the first example alone
        last,
        all_but_first,
        all_but_last,
    };
    Kind kind = Kind::gated;
    std::size_t at = absent;
    Gate gate;
    Role input{absent, false};
    bool everywhere =
        false;  ///< the gate's transform is that of all layers behind, too

    [[nodiscard]] bool is(Kind one, std::size_t where) const {
        return kind == one && at == where;
    }
    /// The gate that is wrong at a delta with the right gate `own`.
    [[nodiscard]] Gate gate_beside(const Gate& own) const {
        return everywhere && gate.exists() ? Gate{own.z, gate.transform} : gate;
    }
};

/// Which examples a fault leaves in.
[[nodiscard]] inline bool keeps(Fault::Kind kind, arma::uword n, arma::uword count) {
    switch (kind) {
        case Fault::Kind::first:
            return n == 0;
        case Fault::Kind::last:
            return n + 1 == count;
        case Fault::Kind::all_but_first:
            return n != 0;
        case Fault::Kind::all_but_last:
            return n + 1 != count;
        default:
            return true;
    }
}

/// Everything that has a name at a point, and the blocks there.
struct Named {
    explicit Named(const PointEvidence& at)
        : point(at), values(everything_named(at)), given(values.size()) {
        for (std::size_t i = 0; i < given; ++i) append_outputs_of(i);
    }

    const PointEvidence& point;
    std::vector<NamedMatrix> values;
    std::size_t given;  ///< the first so many; then what a last layer makes of them

    [[nodiscard]] bool knows(Role role) const { return role.named < values.size(); }
    [[nodiscard]] const arma::mat& of(Role role) const {
        return values[role.named].value;
    }
    [[nodiscard]] bool has_shape(Role role, arma::uword rows, arma::uword cols) const {
        return role.rows(of(role)) == rows && role.cols(of(role)) == cols;
    }
    /// The value with its columns as examples, `shift` examples on.
    [[nodiscard]] arma::mat turned(Role role, arma::uword shift = 0) const {
        const arma::mat& value = of(role);
        arma::mat matrix(role.rows(value), role.cols(value));
        for (arma::uword c = 0; c < matrix.n_cols; ++c) {
            for (arma::uword r = 0; r < matrix.n_rows; ++r) {
                matrix.at(r, (c + shift) % matrix.n_cols) = role.at(value, r, c);
            }
        }
        return matrix;
    }

private:
    /// The probabilities that a loss makes of a value, if its columns or rows are
    /// examples.
    void append_outputs_of(std::size_t i) {
        const NamedMatrix from = values[i];
        if (from.value.n_rows < 2 && from.value.n_cols < 2) return;
        static constexpr Transform sigmoid{"sigmoid(%)",
                                           [](double z) { return logistic(z); }};
        values.push_back({words_of(sigmoid, from.name), applied(sigmoid, from.value)});
        if (from.value.n_rows < 2 || from.value.n_cols < 2) return;
        values.push_back({"softmax(" + from.name + ")", softmax(from.value, true)});
        values.push_back({"softmax(" + from.name + ", 2)", softmax(from.value, false)});
    }

    /// Down each column, or along each row.
    static arma::mat softmax(const arma::mat& z, bool down) {
        arma::mat result = z;
        for (arma::uword l = 0; l < (down ? z.n_cols : z.n_rows); ++l) {
            const arma::uword count = down ? z.n_rows : z.n_cols;
            const auto at = [&](arma::uword k) {
                return down ? z.at(k, l) : z.at(l, k);
            };
            double most = at(0), sum = 0.0;
            for (arma::uword k = 0; k < count; ++k) most = std::max(most, at(k));
            for (arma::uword k = 0; k < count; ++k) sum += std::exp(at(k) - most);
            for (arma::uword k = 0; k < count; ++k) {
                result.at(down ? k : l, down ? l : k) = std::exp(at(k) - most) / sum;
            }
        }
        return result;
    }
};

/// The backward pass of one point.
class Backward {
public:
    Backward(const Named& named, const List<Delta>& deltas)
        : named_(named), deltas_(deltas) {}

    /// dL/dZ as `fault`, if any, makes it.
    [[nodiscard]] arma::mat delta(std::size_t d, const Fault* fault) const {
        const Delta& what = deltas_[d];
        arma::mat result =
            what.next == absent ? difference(d, fault) : pulled(d, fault);
        const auto strikes = [&](Fault::Kind kind) {
            if (fault == nullptr || fault->kind != kind) return false;
            return fault->at == d || (fault->everywhere && what.gate.exists());
        };
        const Gate gate =
            strikes(Fault::Kind::gated) ? fault->gate_beside(what.gate) : what.gate;
        if (gate.exists()) multiply(result, gate);
        if (strikes(Fault::Kind::regated)) {
            multiply(result, fault->gate_beside(what.gate));
        }
        if (fault == nullptr || fault->at != d) return result;
        for (arma::uword n = 0; n < result.n_cols; ++n) {
            if (keeps(fault->kind, n, result.n_cols)) continue;
            for (arma::uword h = 0; h < result.n_rows; ++h) result.at(h, n) = 0.0;
        }
        return result;
    }

    /// The gradient without the penalty's part, in the shape of the block, at the
    /// entries that were examined; `delta` is the one that it uses.
    [[nodiscard]] arma::mat gradient(const Use& use,
                                     const arma::mat& delta,
                                     const BlockEvidence& block,
                                     const Fault* fault) const {
        arma::mat result = block.claimed;
        std::fill_n(result.memptr(), result.n_elem, 0.0);
        const bool here = fault != nullptr && fault->at == absent;
        const bool biased = use.input.named == absent;
        arma::mat v;
        if (!biased) v = input(use, here ? fault : nullptr);
        for (const Examined& entry : block.examined) {
            const bool alone = biased || use.elementwise;
            const arma::uword h = alone                ? entry.row + entry.col
                                  : use.units_are_rows ? entry.row
                                                       : entry.col;
            const arma::uword i = alone ? h : entry.row + entry.col - h;
            double sum = 0.0;
            for (arma::uword n = 0; n < delta.n_cols; ++n) {
                if (here && !keeps(fault->kind, n, delta.n_cols)) continue;
                sum += delta.at(h, n) * (biased ? 1.0 : v.at(i, n));
            }
            result.at(entry.row, entry.col) = sum;
        }
        return result;
    }

private:
    [[nodiscard]] arma::mat difference(std::size_t d, const Fault* fault) const {
        const Delta& what = deltas_[d];
        const auto is = [&](Fault::Kind kind) {
            return fault != nullptr && fault->is(kind, d);
        };
        arma::mat result = named_.turned(what.plus);
        const arma::uword count = result.n_cols;
        const arma::uword shift = is(Fault::Kind::late)    ? 1
                                  : is(Fault::Kind::early) ? count - 1
                                                           : 0;
        arma::mat minus = result;
        std::fill_n(minus.memptr(), minus.n_elem, 0.0);
        if (what.minus.named != absent) minus = named_.turned(what.minus, shift);
        const double with_plus = is(Fault::Kind::forgotten) ? 0.0 : what.scale;
        const double with_minus = is(Fault::Kind::unsubtracted) ? 0.0
                                  : is(Fault::Kind::added)      ? what.scale
                                                                : -what.scale;
        for (arma::uword i = 0; i < result.n_elem; ++i) {
            result.at(i) = with_plus * result.mem[i] + with_minus * minus.mem[i];
        }
        return result;
    }

    [[nodiscard]] arma::mat pulled(std::size_t d, const Fault* fault) const {
        const Delta& what = deltas_[d];
        const arma::mat next = delta(what.next, fault);
        const arma::mat& w = named_.point.blocks[what.weights].value;
        const bool turned = fault != nullptr && fault->is(Fault::Kind::untransposed, d);
        const bool transposed = what.transposed != turned;
        arma::mat result(transposed ? w.n_cols : w.n_rows, next.n_cols);
        for (arma::uword n = 0; n < next.n_cols; ++n) {
            for (arma::uword h = 0; h < result.n_rows; ++h) {
                double sum = 0.0;
                for (arma::uword k = 0; k < next.n_rows; ++k) {
                    sum += (transposed ? w.at(k, h) : w.at(h, k)) * next.at(k, n);
                }
                result.at(h, n) = sum;
            }
        }
        return result;
    }

    void multiply(arma::mat& values, const Gate& gate) const {
        const arma::mat& z = named_.of(gate.z);
        for (arma::uword n = 0; n < values.n_cols; ++n) {
            for (arma::uword h = 0; h < values.n_rows; ++h) {
                values.at(h, n) *= gate.transform.apply(gate.z.at(z, h, n));
            }
        }
    }

    [[nodiscard]] arma::mat input(const Use& use, const Fault* fault) const {
        if (fault == nullptr) return named_.turned(use.input);
        const arma::uword count = use.input.cols(named_.of(use.input));
        switch (fault->kind) {
            case Fault::Kind::other_input:
                return named_.turned(fault->input);
            case Fault::Kind::late_input:
                return named_.turned(use.input, 1);
            case Fault::Kind::early_input:
                return named_.turned(use.input, count - 1);
            default:
                return named_.turned(use.input);
        }
    }

    const Named& named_;
    const List<Delta>& deltas_;
};

}  // namespace detail

}  // namespace chainrule::check
