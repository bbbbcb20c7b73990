#pragma once

/// @file
/// Explanations inside a product: the gradient of a weight matrix is D*X', summed over
/// the examples, so that a factor missing in D leaves no elementwise trace in it. D is
/// unknown, but the same D must give the claim and, with the factor, the truth; and
/// the two are more equations than D has unknowns.

#include "chainrule/check/hypothesis.hpp"
#include "chainrule/check/quantities.hpp"

#include <algorithm>
#include <array>

namespace chainrule::check {

namespace detail {

/// Linear equations in few unknowns, each to be met to within 1 (both sides have been
/// divided by the error bar).
class Equations {
public:
    explicit Equations(std::size_t unknowns) : columns_(unknowns) {}

    void add(const std::vector<double>& coefficients, double value, double error_bar) {
        for (std::size_t n = 0; n < columns_.size(); ++n) {
            columns_[n].push_back(coefficients[n] / error_bar);
        }
        values_.push_back(value / error_bar);
    }

    struct Solution {
        bool exists;            ///< all equations are met to within their bars
        std::size_t redundant;  ///< equations beyond what the unknowns can absorb
    };

    /// By Gram and Schmidt, twice for each column; a column that is left with no more
    /// than rounding adds no unknown.
    [[nodiscard]] Solution solve() {
        std::vector<const Column*> basis;
        for (Column& column : columns_) {
            const double before = norm(column);
            for (int pass = 0; pass < 2; ++pass) {
                for (const Column* unit : basis) remove(*unit, column);
            }
            const double after = norm(column);
            if (!(after > 1e-10 * before)) continue;
            for (double& value : column) value /= after;
            basis.push_back(&column);
        }
        for (int pass = 0; pass < 2; ++pass) {
            for (const Column* unit : basis) remove(*unit, values_);
        }
        const bool exists =
            std::all_of(values_.begin(), values_.end(), [](double residual) {
                return std::abs(residual) <= 2.0;
            });
        return {exists, values_.size() - basis.size()};
    }

private:
    using Column = std::vector<double>;

    static double inner(const Column& a, const Column& b) {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
        return sum;
    }
    static double norm(const Column& a) { return std::sqrt(inner(a, a)); }
    static void remove(const Column& unit, Column& from) {
        const double share = inner(unit, from);
        for (std::size_t i = 0; i < from.size(); ++i) from[i] -= share * unit[i];
    }

    std::vector<Column> columns_;
    Column values_;
};

/// A factor of D at unit h and example n of N, from a named value there.
struct InnerFactor {
    std::string_view words;
    double (*apply)(double z, arma::uword n, arma::uword count);
};

[[nodiscard]] inline double no_factor(double, arma::uword, arma::uword) {
    return 1.0;
}

/// Derivatives of activations.
inline constexpr std::array<InnerFactor, 6> activation_factors{{
    {"(% > 0)",
     [](double z, arma::uword, arma::uword) { return z > 0.0 ? 1.0 : 0.0; }},
    {"%.*(1 - %)", [](double a, arma::uword, arma::uword) { return a * (1.0 - a); }},
    {"(1 - %.^2)", [](double a, arma::uword, arma::uword) { return 1.0 - a * a; }},
    {"sigmoid'(%)",
     [](double z, arma::uword, arma::uword) {
         const double s = logistic(z);
         return s * (1.0 - s);
     }},
    {"tanh'(%)",
     [](double z, arma::uword, arma::uword) {
         const double t = std::tanh(z);
         return 1.0 - t * t;
     }},
    {"(% <= 0)",
     [](double z, arma::uword, arma::uword) { return z > 0.0 ? 0.0 : 1.0; }},
}};

/// Which examples were added up.
inline constexpr std::array<InnerFactor, 4> example_factors{{
    {"the first example alone",
     [](double, arma::uword n, arma::uword) { return n == 0 ? 1.0 : 0.0; }},
    {"the last example alone",
     [](double, arma::uword n, arma::uword count) { return n + 1 == count ? 1.0 : 0.0; }},
    {"all examples but the first",
     [](double, arma::uword n, arma::uword) { return n == 0 ? 0.0 : 1.0; }},
    {"all examples but the last",
     [](double, arma::uword n, arma::uword count) { return n + 1 == count ? 0.0 : 1.0; }},
}};

/// A named value, possibly transposed: units or inputs x examples.
struct Role {
    std::size_t named;
    bool transposed;

    [[nodiscard]] arma::uword rows(const arma::mat& m) const {
        return transposed ? m.n_cols : m.n_rows;
    }
    [[nodiscard]] arma::uword cols(const arma::mat& m) const {
        return transposed ? m.n_rows : m.n_cols;
    }
    [[nodiscard]] double at(const arma::mat& m, arma::uword r, arma::uword c) const {
        return transposed ? m.at(c, r) : m.at(r, c);
    }
};

/// The claim is (D .* claim_factor) * V', the truth (D .* true_factor) * V', for an
/// unknown D of as many columns as V; factors are made of Z. A bias, to which every
/// example contributes alike, shares the D of its weights.
struct HiddenFactor {
    Role v;                 ///< inputs x examples
    Role z;                 ///< units x examples
    bool units_are_rows;    ///< of the weights
    std::size_t weights;    ///< a block
    InnerFactor in_claim, in_truth;
};

inline constexpr arma::uword most_examples = 64;
inline constexpr std::size_t most_units = 6;

/// Adds what one block says of unit `h`. `v_of(entry, n)` is the input that goes with
/// an entry in example n.
template <class VOf>
void add_equations(const BlockEvidence& block,
                   const std::vector<Examined>& truths,
                   const HiddenFactor& what,
                   const std::vector<double>& z,
                   VOf&& v_of,
                   Equations& equations) {
    const arma::uword count = z.size();
    const double floor = 1e-9 * scale_of(block);
    std::vector<double> coefficients(count);
    for (const Examined& entry : truths) {
        for (const bool claim : {true, false}) {
            const InnerFactor& factor = claim ? what.in_claim : what.in_truth;
            for (arma::uword n = 0; n < count; ++n) {
                coefficients[n] = v_of(entry, n) * factor.apply(z[n], n, count);
            }
            equations.add(coefficients,
                          claim ? block.claimed_at(entry) : entry.truth,
                          claim ? floor : std::max(entry.error_bar, floor));
        }
    }
}

/// The examined entries of each unit that has a wrong one, of the first few such.
[[nodiscard]] inline std::vector<std::pair<arma::uword, std::vector<Examined>>>
units_of(const BlockEvidence& block, bool units_are_rows) {
    std::vector<std::pair<arma::uword, std::vector<Examined>>> units;
    const arma::uword count =
        units_are_rows ? block.claimed.n_rows : block.claimed.n_cols;
    std::vector<std::vector<Examined>> members(count);
    std::vector<bool> wrong(count, false);
    for (const Examined& entry : block.examined) {
        const arma::uword h = units_are_rows ? entry.row : entry.col;
        members[h].push_back(entry);
        if (entry.verdict == Verdict::fails) wrong[h] = true;
    }
    for (arma::uword h = 0; h < count && units.size() < most_units; ++h) {
        if (wrong[h]) units.emplace_back(h, std::move(members[h]));
    }
    return units;
}

/// The entries of `block` for unit h, if it is a vector with one entry for each unit.
[[nodiscard]] inline std::vector<Examined> bias_entries(const BlockEvidence& block,
                                                        arma::uword units,
                                                        arma::uword h) {
    std::vector<Examined> entries;
    const bool vector = block.claimed.n_rows == 1 || block.claimed.n_cols == 1;
    if (!vector || block.claimed.n_elem != units) return entries;
    for (const Examined& entry : block.examined) {
        if (entry.row + entry.col == h) entries.push_back(entry);
    }
    return entries;
}

/// Whether one D explains the weights and, if the block asked for is another, that
/// bias with them.
[[nodiscard]] inline bool explains(const HiddenFactor& what,
                                   const PointEvidence& point,
                                   std::size_t block) {
    const std::vector<NamedMatrix> named = everything_named(point);
    const arma::mat &v = named[what.v.named].value, &z = named[what.z.named].value;
    const BlockEvidence& weights = point.blocks[what.weights];
    const arma::uword examples = what.v.cols(v);
    std::size_t redundant = 0;
    for (const auto& [h, truths] : units_of(weights, what.units_are_rows)) {
        std::vector<double> of_unit(examples, 1.0);
        const bool has_z = what.z.cols(z) == examples && h < what.z.rows(z);
        for (arma::uword n = 0; n < examples && has_z; ++n) {
            of_unit[n] = what.z.at(z, h, n);
        }
        Equations equations(examples);
        add_equations(weights, truths, what, of_unit,
                      [&](const Examined& entry, arma::uword n) {
                          const arma::uword input =
                              what.units_are_rows ? entry.col : entry.row;
                          return what.v.at(v, input, n);
                      },
                      equations);
        if (block != what.weights) {
            const arma::uword units = what.units_are_rows ? weights.claimed.n_rows
                                                          : weights.claimed.n_cols;
            const std::vector<Examined> bias =
                bias_entries(point.blocks[block], units, h);
            if (bias.empty()) return false;
            add_equations(point.blocks[block], bias, what, of_unit,
                          [](const Examined&, arma::uword) { return 1.0; },
                          equations);
        }
        const Equations::Solution solution = equations.solve();
        if (!solution.exists) return false;
        redundant += solution.redundant;
    }
    return redundant >= entries_for_a_number;
}

[[nodiscard]] inline Diagnosis hidden_words(const HiddenFactor& what,
                                            const std::vector<NamedMatrix>& named) {
    const std::string& z = named[what.z.named].name;
    const std::string where = ", inside its product with " + named[what.v.named].name;
    const std::string claim = words_of({what.in_claim.words, nullptr}, z);
    const std::string truth = words_of({what.in_truth.words, nullptr}, z);
    if (claim.empty()) {
        return saying(Mistake::missing_factor,
                      "the claimed value lacks the factor " + truth + where,
                      arma::datum::nan,
                      truth);
    }
    if (truth.empty()) {
        return saying(Mistake::extra_factor,
                      "the claimed value has the factor " + claim + " too much" + where,
                      arma::datum::nan,
                      claim);
    }
    return saying(Mistake::missing_factor,
                  "the claimed value has " + claim + " in place of " + truth + where,
                  arma::datum::nan,
                  truth);
}

/// The factors that may stand in the claim and in the truth: none in one of the two,
/// or one activation's in place of another's.
[[nodiscard]] inline std::vector<std::pair<InnerFactor, InnerFactor>> factor_pairs() {
    const InnerFactor none{"", no_factor};
    std::vector<std::pair<InnerFactor, InnerFactor>> pairs;
    for (const InnerFactor& factor : activation_factors) pairs.push_back({none, factor});
    for (const InnerFactor& factor : activation_factors) pairs.push_back({factor, none});
    for (const InnerFactor& claim : activation_factors) {
        for (const InnerFactor& truth : activation_factors) {
            if (&claim != &truth) pairs.push_back({claim, truth});
        }
    }
    return pairs;
}

inline void append_if_explained(const HiddenFactor& what,
                                const PointEvidence& here,
                                std::size_t block,
                                Hypotheses& bank) {
    if (!explains(what, here, block)) return;
    bank.push_back({hidden_words(what, everything_named(here)),
                    [what](const PointEvidence& point, std::size_t b) {
                        return explains(what, point, b);
                    }});
}

/// "the claimed value is that of the first example alone"
inline void append_examples(const HiddenFactor& pattern,
                            const PointEvidence& here,
                            std::size_t block,
                            Hypotheses& bank) {
    for (const InnerFactor& factor : example_factors) {
        HiddenFactor what = pattern;
        what.in_claim = factor;
        what.in_truth = {"", no_factor};
        if (!explains(what, here, block)) continue;
        bank.push_back({saying(Mistake::extra_factor,
                               "the claimed value is that of " +
                                   std::string(factor.words),
                               arma::datum::nan,
                               std::string(factor.words)),
                        [what](const PointEvidence& point, std::size_t b) {
                            return explains(what, point, b);
                        }});
    }
}

/// All hypotheses about `block` in which `weights` has its D.
inline void append_hidden_factors(const PointEvidence& here,
                                  std::size_t block,
                                  std::size_t weights,
                                  Hypotheses& bank) {
    const arma::mat& claimed = here.blocks[weights].claimed;
    const std::vector<NamedMatrix> named = everything_named(here);
    for (const bool units_are_rows : {true, false}) {
        const arma::uword units = units_are_rows ? claimed.n_rows : claimed.n_cols;
        const arma::uword inputs = units_are_rows ? claimed.n_cols : claimed.n_rows;
        for (std::size_t i = 0; i < 2 * named.size(); ++i) {
            const Role v{i / 2, i % 2 == 1};
            const arma::mat& input = named[v.named].value;
            const arma::uword examples = v.cols(input);
            if (v.rows(input) != inputs || examples < 2 || examples > most_examples) {
                continue;
            }
            const InnerFactor none{"", no_factor};
            append_examples(
                {v, v, units_are_rows, weights, none, none}, here, block, bank);
            for (std::size_t j = 0; j < 2 * named.size(); ++j) {
                const Role z{j / 2, j % 2 == 1};
                const arma::mat& unit = named[z.named].value;
                if (z.rows(unit) != units || z.cols(unit) != examples) continue;
                for (const auto& [claim, truth] : factor_pairs()) {
                    append_if_explained({v, z, units_are_rows, weights, claim, truth},
                                        here,
                                        block,
                                        bank);
                }
            }
        }
    }
}

}  // namespace detail

/// Factors missing in, or foreign to, the D of D*V' for named V. A vector takes the D
/// of the weights beside it.
inline void append_hidden_factors(const PointEvidence& here,
                                  std::size_t block,
                                  Hypotheses& bank) {
    if (here.values.empty()) return;
    const arma::mat& own = here.blocks[block].claimed;
    const bool vector = own.n_rows == 1 || own.n_cols == 1;
    for (std::size_t weights = 0; weights < here.blocks.size(); ++weights) {
        const bool beside = vector && failing(here.blocks[weights]) > 0;
        if (weights == block || beside) {
            detail::append_hidden_factors(here, block, weights, bank);
        }
    }
}

}  // namespace chainrule::check
