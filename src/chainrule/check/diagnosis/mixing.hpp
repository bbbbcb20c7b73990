#pragma once

/// @file
/// Explanations where the columns of a value are mixed by a named matrix A, as attention
/// does: with D a difference of named values, the gradient is a multiple of D*A'*X' for
/// what is mixed, and of F*G*X', or F*G'*X', for what A = softmax(S) is made of, where G =
/// A .* (M - sum(A .* M)), M = V'*D, is the way back through the softmax. What gives the
/// truth is searched among the named values; the claim has one thing in it wrong.

#include "chainrule/check/diagnosis/backward.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/vector.hpp"

#include <string>
#include <utility>

namespace chainrule::check {

namespace detail {

/// What stands in the place of the way back through the softmax.
enum class SoftmaxBack {
    right,      ///< A .* (M - sum(A .* M))
    no_sum,     ///< A .* M
    diagonal,   ///< A .* (1 - A) .* M
    untouched,  ///< M
    no_factor,  ///< M - sum(A .* M)
    other_sum,  ///< the sum along the other index
    mean,       ///< the mean in the place of the sum
};

/// scale * D*A'*X', or scale * F*G*X' where `first` is F.
struct Mixing {
    Role plus{absent, false},
        minus{absent, false};  ///< D = with_plus*plus - with_minus*minus
    double with_plus = 1.0, with_minus = 1.0;
    Role mix{absent, false};    ///< A' itself, or the A of G; absent: nothing is mixed
    Role input{absent, false};  ///< X'
    Role first{absent, false};  ///< F; absent where there is no softmax
    Role value{absent, false};  ///< V', for M = V'*D
    bool turned = false;        ///< G' in the place of G
    SoftmaxBack back = SoftmaxBack::right;
    Coefficient scale{1.0, 0.0, {}};
};

[[nodiscard]] inline arma::mat multiplied(const arma::mat& a, const arma::mat& b) {
    arma::mat product(a.n_rows, b.n_cols);
    for (arma::uword c = 0; c < b.n_cols; ++c) {
        for (arma::uword r = 0; r < a.n_rows; ++r) {
            double sum = 0.0;
            for (arma::uword k = 0; k < a.n_cols; ++k) sum += a.at(r, k) * b.at(k, c);
            product.at(r, c) = sum;
        }
    }
    return product;
}

[[nodiscard]] inline arma::mat flipped(const arma::mat& a) {
    arma::mat result(a.n_cols, a.n_rows);
    for (arma::uword c = 0; c < a.n_cols; ++c) {
        for (arma::uword r = 0; r < a.n_rows; ++r) result.at(c, r) = a.at(r, c);
    }
    return result;
}

/// The way back through A, whose columns add up to 1, from M.
[[nodiscard]] inline arma::mat through_softmax(const arma::mat& a,
                                               const arma::mat& m,
                                               SoftmaxBack back) {
    arma::mat result = m;
    const bool along_rows = back == SoftmaxBack::other_sum;
    const bool subtracts = back != SoftmaxBack::no_sum &&
                           back != SoftmaxBack::diagonal &&
                           back != SoftmaxBack::untouched;
    for (arma::uword c = 0; c < m.n_cols; ++c) {
        for (arma::uword r = 0; r < m.n_rows; ++r) {
            double sum = 0.0;
            const arma::uword count = along_rows ? m.n_cols : m.n_rows;
            for (arma::uword k = 0; k < count && subtracts; ++k) {
                sum += along_rows ? a.at(r, k) * m.at(r, k) : a.at(k, c) * m.at(k, c);
            }
            if (back == SoftmaxBack::mean) sum /= double(count);
            double& entry = result.at(r, c);
            entry -= sum;
            if (back == SoftmaxBack::diagonal) entry *= 1.0 - a.at(r, c);
            if (back == SoftmaxBack::untouched || back == SoftmaxBack::no_factor)
                continue;
            entry *= a.at(r, c);
        }
    }
    return result;
}

/// What the rule gives but for its scale; empty if the shapes do not fit.
[[nodiscard]] inline arma::mat mixed_gradient(const Named& named, const Mixing& what) {
    arma::mat nothing_fits;
    arma::mat d = named.turned(what.plus);
    if (what.minus.named != absent) {
        const arma::mat minus = named.turned(what.minus);
        for (arma::uword i = 0; i < d.n_elem; ++i) {
            d.at(i) = what.with_plus * d.mem[i] - what.with_minus * minus.mem[i];
        }
    }
    if (what.first.named != absent) {
        const arma::mat v = named.turned(what.value), a = named.turned(what.mix);
        if (v.n_cols != d.n_rows) return nothing_fits;
        arma::mat g = through_softmax(a, multiplied(v, d), what.back);
        if (what.turned) g = flipped(g);
        d = multiplied(named.turned(what.first), g);
    } else if (what.mix.named != absent) {
        d = multiplied(d, named.turned(what.mix));
    }
    const arma::mat x = named.turned(what.input);
    if (d.n_cols != x.n_rows) return nothing_fits;
    return multiplied(d, x);
}

/// Whether scale times the rule is the claim, or the truth.
[[nodiscard]] inline bool gives(const Mixing& what,
                                const Named& named,
                                const BlockEvidence& block,
                                bool claim) {
    const arma::mat made = mixed_gradient(named, what);
    if (made.n_rows != block.claimed.n_rows || made.n_cols != block.claimed.n_cols)
        return false;
    double most = 0.0;
    for (const double value : made) {
        most = std::max(most, std::abs(what.scale.value * value));
    }
    return most > 0.0 && fits(block.examined, [&](const Examined& entry) {
               const double term = what.scale.value * made.at(entry.row, entry.col);
               const double seen = claim ? block.claimed_at(entry) : entry.truth;
               return Gap{std::abs(seen - term), entry.error_bar + 1e-9 * most};
           });
}

/// The rule with the scale that gives the truth, or the claim, best.
[[nodiscard]] inline Mixing with_scale(Mixing what,
                                       const Named& named,
                                       const BlockEvidence& block,
                                       const List<Constant>& constants,
                                       bool claim) {
    what.scale.value = 0.0;
    const arma::mat made = mixed_gradient(named, what);
    if (made.n_rows != block.claimed.n_rows || made.n_cols != block.claimed.n_cols)
        return what;
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        const double term = made.at(entry.row, entry.col);
        const double seen = claim ? block.claimed_at(entry) : entry.truth;
        equations.push_back({term, seen, entry.error_bar + 1e-11 * std::abs(seen)});
    }
    what.scale = fit(equations, constants);
    return what;
}

/// Whether every column of A adds up to 1.
[[nodiscard]] inline bool is_softmax(const arma::mat& a) {
    for (arma::uword c = 0; c < a.n_cols; ++c) {
        double sum = 0.0;
        for (arma::uword r = 0; r < a.n_rows; ++r) {
            if (a.at(r, c) < 0.0) return false;
            sum += a.at(r, c);
        }
        if (std::abs(sum - 1.0) > 1e-9) return false;
    }
    return a.n_rows > 1;
}

/// All rules that the shapes permit, until one gives the truth.
class MixingSearch {
public:
    MixingSearch(const Named& named,
                 const BlockEvidence& block,
                 const List<Constant>& constants)
        : named_(named), block_(block), constants_(constants) {
        for (std::size_t a = 0; a < 2 * named.values.size(); ++a) {
            softmax_.push_back(is_softmax(named.turned({a / 2, a % 2 == 1})));
        }
    }

    [[nodiscard]] Maybe<Mixing> found() const {
        for (std::size_t p = 0; p < named_.given; ++p) {
            for (std::size_t m = 0; m <= named_.given; ++m) {
                if (m == p) continue;
                Mixing what;
                what.plus = {p, false};
                if (m < named_.given) what.minus = {m, false};
                if (m < named_.given &&
                    !named_.has_shape(what.minus,
                                      what.plus.rows(named_.of(what.plus)),
                                      what.plus.cols(named_.of(what.plus)))) {
                    continue;
                }
                if (auto mixed = with_input(what)) return mixed;
            }
        }
        return {};
    }

private:
    [[nodiscard]] Maybe<Mixing> with_input(Mixing what) const {
        const arma::mat& d = named_.of(what.plus);
        for (std::size_t i = 0; i < 2 * named_.given; ++i) {
            what.input = {i / 2, i % 2 == 1};
            const arma::mat& x = named_.of(what.input);
            if (what.input.cols(x) != block_.claimed.n_cols) continue;
            for (std::size_t a = 0; a < 2 * named_.values.size(); ++a) {
                what.mix = {a / 2, a % 2 == 1};
                const arma::mat& mix = named_.of(what.mix);
                const arma::uword rows = what.mix.rows(mix), cols = what.mix.cols(mix);
                what.first = what.value = {absent, false};
                if (rows == d.n_cols && cols == what.input.rows(x) &&
                    d.n_rows == block_.claimed.n_rows) {
                    if (auto right = tried(what)) return right;
                }
                if (cols != d.n_cols || !softmax_[a]) continue;
                if (auto right = through(what)) return right;
            }
        }
        return {};
    }

    [[nodiscard]] Maybe<Mixing> through(Mixing what) const {
        const arma::mat& d = named_.of(what.plus);
        const arma::mat& a = named_.of(what.mix);
        for (std::size_t v = 0; v < 2 * named_.given; ++v) {
            what.value = {v / 2, v % 2 == 1};
            if (!named_.has_shape(what.value, what.mix.rows(a), d.n_rows)) continue;
            for (std::size_t f = 0; f < 2 * named_.given; ++f) {
                what.first = {f / 2, f % 2 == 1};
                const arma::mat& first = named_.of(what.first);
                if (what.first.rows(first) != block_.claimed.n_rows) continue;
                for (const bool turned : {false, true}) {
                    what.turned = turned;
                    const arma::uword inner =
                        turned ? what.mix.cols(a) : what.mix.rows(a);
                    if (what.first.cols(first) != inner) continue;
                    if (auto right = tried(what)) return right;
                }
            }
        }
        return {};
    }

    [[nodiscard]] Maybe<Mixing> tried(const Mixing& what) const {
        const Mixing scaled = with_scale(what, named_, block_, constants_, false);
        // Of plus - minus and minus - plus the one with a number above zero is meant
        const bool difference = what.minus.named != absent;
        if (!scaled.scale.known() || (difference && scaled.scale.value < 0.0))
            return {};
        if (!gives(scaled, named_, block_, false)) return {};
        return scaled;
    }

    const Named& named_;
    const BlockEvidence& block_;
    const List<Constant>& constants_;
    List<bool> softmax_;  ///< of each value, as it is and turned
};

/// A claim's rule with what is said of it.
struct MixingFault {
    Mixing rule;
    Diagnosis says;
};

[[nodiscard]] inline std::string role_words(const Named& named, Role role) {
    return named.values[role.named].name + (role.transposed ? "'" : "");
}

/// "A" for A' that is used, and the other way round.
[[nodiscard]] inline std::string other_way(const Named& named, Role role) {
    return role_words(named, {role.named, !role.transposed});
}

inline void append_softmax_faults(const Named& named,
                                  const Mixing& right,
                                  List<MixingFault>& faults) {
    const std::string a = role_words(named, right.mix);
    const std::string way = "the way back through the softmax " + a;
    const auto add = [&](SoftmaxBack back, Mistake kind, const std::string& text) {
        Mixing rule = right;
        rule.back = back;
        faults.push_back({rule, saying(kind, text, arma::datum::nan, a)});
    };
    add(SoftmaxBack::no_sum,
        Mistake::missing_term,
        "in " + way + " the part with the sum of " + a + " .* dL/d" + a +
            " is missing");
    add(SoftmaxBack::diagonal,
        Mistake::missing_term,
        "the claimed value has only the diagonal of the derivative of the softmax " +
            a + ": the part off the diagonal is missing");
    add(SoftmaxBack::untouched, Mistake::missing_factor, way + " is missing");
    add(SoftmaxBack::no_factor,
        Mistake::missing_factor,
        "in " + way + " the factor " + a + " is missing");
    add(SoftmaxBack::other_sum,
        Mistake::missing_factor,
        "in " + way + " the sum is taken along the other index");
    add(SoftmaxBack::mean,
        Mistake::factor,
        "in " + way + " a mean stands where a sum belongs");
    Mixing rule = right;
    rule.turned = !rule.turned;
    faults.push_back(
        {rule,
         saying(Mistake::transpose,
                "the claimed value has what comes back through the softmax " + a +
                    " transposed")});
}

/// What may be wrong with a rule, the likelier the earlier.
[[nodiscard]] inline List<MixingFault> mixing_faults(const Named& named,
                                                     const Mixing& right) {
    List<MixingFault> faults;
    if (right.minus.named != absent) {
        const std::string plus = role_words(named, right.plus);
        const std::string minus = role_words(named, right.minus);
        const std::string difference = " in place of " + plus + " - " + minus;
        Mixing rule = right;
        rule.with_minus = 0.0;
        faults.push_back({rule,
                          saying(Mistake::missing_term,
                                 "the claimed value has " + plus + difference,
                                 arma::datum::nan,
                                 minus)});
        rule.with_minus = 1.0;
        rule.with_plus = 0.0;
        faults.push_back({rule,
                          saying(Mistake::missing_term,
                                 "the claimed value has -" + minus + difference,
                                 arma::datum::nan,
                                 plus)});
        rule.with_plus = 1.0;
        rule.with_minus = -1.0;
        faults.push_back({rule,
                          saying(Mistake::sign,
                                 "the claimed value has " + plus + " + " + minus +
                                     " in place of their difference")});
    }
    const bool softmax = right.first.named != absent;
    if (softmax) {
        append_softmax_faults(named, right, faults);
    } else {
        Mixing rule = right;
        rule.mix.transposed = !rule.mix.transposed;
        const std::string a = role_words(named, right.mix);
        faults.push_back({rule,
                          saying(Mistake::transpose,
                                 "the claimed value has " +
                                     other_way(named, right.mix) + " in place of " + a,
                                 arma::datum::nan,
                                 named.values[right.mix.named].name)});
        rule.mix = {absent, false};
        faults.push_back(
            {rule,
             saying(Mistake::missing_factor,
                    "the claimed value lacks the factor " + a +
                        ", in its product with " + role_words(named, right.input),
                    arma::datum::nan,
                    a)});
    }
    for (std::size_t i = 0; i < 2 * named.given && softmax; ++i) {
        Mixing rule = right;
        rule.first = {i / 2, i % 2 == 1};
        const arma::mat& f = named.of(right.first);
        const bool same = rule.first.named == right.first.named;
        if (same ||
            !named.has_shape(rule.first, right.first.rows(f), right.first.cols(f))) {
            continue;
        }
        const std::string wrong = role_words(named, rule.first);
        const std::string own = role_words(named, right.first);
        faults.push_back(
            {rule,
             saying(Mistake::missing_factor,
                    "the claimed value has " + wrong + " in place of " + own,
                    arma::datum::nan,
                    own)});
    }
    return faults;
}

[[nodiscard]] inline bool knows_all(const Named& named, const Mixing& what) {
    for (const Role role :
         {what.plus, what.minus, what.mix, what.input, what.first, what.value}) {
        if (role.named != absent && !named.knows(role)) return false;
    }
    return true;
}

}  // namespace detail

/// The faults that explain a block whose truth mixes columns.
inline void append_mixing(const PointEvidence& here,
                          std::size_t block,
                          const List<Constant>& constants,
                          Hypotheses& bank) {
    constexpr std::size_t most_values = 16, most_entries = 400;
    const BlockEvidence& own = here.blocks[block];
    if (here.values.empty() || here.values.size() > most_values) return;
    if (own.examined.size() < 2 * entries_for_a_number) return;
    if (own.claimed.n_rows < 2 || own.claimed.n_cols < 2) return;
    for (const NamedMatrix& one : here.values) {
        if (one.value.n_elem > most_entries) return;
    }
    const detail::Named named(here);
    const auto right = detail::MixingSearch(named, own, constants).found();
    if (!right) return;
    for (const detail::MixingFault& fault : detail::mixing_faults(named, *right)) {
        detail::Mixing claim =
            detail::with_scale(fault.rule, named, own, constants, true);
        // A number that is not that of the truth has to have a name
        const double ratio = claim.scale.value / right->scale.value;
        const bool same = std::abs(ratio - 1.0) <= 1e-7;
        if (!same &&
            names_of(std::abs(ratio), 1e-9 * std::abs(ratio), constants).empty())
            continue;
        if (same) claim.scale.value = right->scale.value;
        if (!detail::gives(claim, named, own, true)) continue;
        bank.push_back(
            {fault.says,
             [claim, truth = *right](const PointEvidence& point, std::size_t b) {
                 const detail::Named there(point);
                 return detail::knows_all(there, claim) &&
                        detail::knows_all(there, truth) &&
                        detail::gives(truth, there, point.blocks[b], false) &&
                        detail::gives(claim, there, point.blocks[b], true);
             }});
    }
}

}  // namespace chainrule::check
