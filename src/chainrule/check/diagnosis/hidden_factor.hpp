#pragma once

/// @file
/// Explanations inside a product: the gradient of a weight matrix is D*X', summed over
/// the examples, so that a factor missing in D leaves no elementwise trace in it. D is
/// unknown, but the same D must give the claim and, with the factor, the truth; and
/// the two are more equations than D has unknowns.

#include "chainrule/check/diagnosis/equations.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <algorithm>
#include <array>

namespace chainrule::check {

namespace detail {

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
    {"(% > 0)", [](double z, arma::uword, arma::uword) { return z > 0.0 ? 1.0 : 0.0; }},
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
     [](double, arma::uword n, arma::uword count) {
         return n + 1 == count ? 1.0 : 0.0;
     }},
    {"all examples but the first",
     [](double, arma::uword n, arma::uword) { return n == 0 ? 0.0 : 1.0; }},
    {"all examples but the last",
     [](double, arma::uword n, arma::uword count) {
         return n + 1 == count ? 0.0 : 1.0;
     }},
}};

/// The claim is (D .* in_claim)*V', the truth (D .* in_truth)*V', for an unknown D of
/// as many columns as V; the factors are made of Z. Both may have a multiple of the
/// weights besides, from a penalty. A bias, to which every example contributes alike,
/// shares the D of its weights.
struct HiddenFactor {
    Role v;               ///< inputs x examples
    Maybe<Role> z;        ///< units x examples; none where the factor needs none
    bool units_are_rows;  ///< of the weights
    std::size_t weights;  ///< a block
    InnerFactor in_claim, in_truth;

    [[nodiscard]] arma::uword unit(arma::uword row, arma::uword col) const {
        return units_are_rows ? row : col;
    }
    [[nodiscard]] arma::uword input(arma::uword row, arma::uword col) const {
        return units_are_rows ? col : row;
    }
};

inline constexpr arma::uword most_examples = 64;
inline constexpr std::size_t most_units = 6;

/// What claim and truth say of one unit.
class UnitEvidence {
public:
    UnitEvidence(const HiddenFactor& what, List<double> z)
        : what_(what), z_(std::move(z)) {}

    /// `inputs` are what multiplies D in each example; `weight` what a penalty adds.
    void add(bool claim,
             List<double> inputs,
             double weight,
             double value,
             double error_bar) {
        rows_.push_back({claim, std::move(inputs), weight, value, error_bar});
    }

    /// How many numbers of the evidence one D for claim and truth predicts, where a D
    /// for each and no factor would leave them open; nothing if there is no such D.
    ///
    /// Behind a ReLU every D is zero wherever Z is not positive. Where the evidence
    /// says so of the claim or the truth, that is not counted as predicted; and if of
    /// both, the one D must be zero there too: else it only mimics the zeros.
    [[nodiscard]] Maybe<std::size_t> predicted() const {
        if (!one(false).exists) return {};
        const bool sparse_claim = is_sparse(true), sparse_truth = is_sparse(false);
        const Equations::Solution found = one(sparse_claim && sparse_truth);
        if (!found.exists) return {};
        const std::size_t open = two(sparse_claim, sparse_truth).rank;
        return open - std::min(open, found.rank);
    }

private:
    struct Row {
        bool claim;
        List<double> inputs;
        double weight, value, error_bar;
    };

    [[nodiscard]] bool active(std::size_t n) const { return z_[n] > 0.0; }

    [[nodiscard]] Equations::Solution one(bool sparse) const {
        const std::size_t count = z_.size();
        Equations equations(count + 1);
        List<double> coefficients(count + 1);
        for (const Row& row : rows_) {
            const InnerFactor& factor = row.claim ? what_.in_claim : what_.in_truth;
            for (std::size_t n = 0; n < count; ++n) {
                coefficients[n] = sparse && !active(n)
                                      ? 0.0
                                      : row.inputs[n] * factor.apply(z_[n], n, count);
            }
            coefficients[count] = row.weight;
            equations.add(coefficients, row.value, row.error_bar);
        }
        return equations.solve();
    }

    [[nodiscard]] Equations::Solution two(bool sparse_claim, bool sparse_truth) const {
        const std::size_t count = z_.size();
        Equations equations(2 * count + 1);
        for (const Row& row : rows_) {
            const bool sparse = row.claim ? sparse_claim : sparse_truth;
            List<double> coefficients(2 * count + 1, 0.0);
            for (std::size_t n = 0; n < count; ++n) {
                if (sparse && !active(n)) continue;
                coefficients[row.claim ? n : count + n] = row.inputs[n];
            }
            coefficients.back() = row.weight;
            equations.add(coefficients, row.value, row.error_bar);
        }
        return equations.solve();
    }

    /// Whether the claim, or the truth, is explained by a D that is zero wherever Z is
    /// not positive, although that need not have been so.
    [[nodiscard]] bool is_sparse(bool claim) const {
        const std::size_t count = z_.size();
        Equations equations(count + 1);
        std::size_t added = 0;
        for (const Row& row : rows_) {
            if (row.claim != claim) continue;
            List<double> coefficients(count + 1, 0.0);
            for (std::size_t n = 0; n < count; ++n) {
                if (active(n)) coefficients[n] = row.inputs[n];
            }
            coefficients[count] = row.weight;
            equations.add(coefficients, row.value, row.error_bar);
            ++added;
        }
        const Equations::Solution solution = equations.solve();
        return solution.exists && solution.rank < added;
    }

    const HiddenFactor& what_;
    List<double> z_;
    List<Row> rows_;
};

/// A unit to test.
struct Unit {
    arma::uword index;
    bool telling;  ///< an entry of it is wrong, and its claim is not just zero
    bool right;    ///< none is wrong, and it is not just zero
};

/// The first few units with a wrong entry, and as many of those without, of which the
/// explanation has to be true as well.
[[nodiscard]] inline List<Unit> units_to_test(const BlockEvidence& block,
                                              const HiddenFactor& what) {
    const arma::uword count = what.unit(block.claimed.n_rows, block.claimed.n_cols);
    const double zero = nothing * scale_of(block);
    List<bool> examined(count, false), wrong(count, false), claimed(count, false);
    for (const Examined& entry : block.examined) {
        const arma::uword h = what.unit(entry.row, entry.col);
        examined[h] = true;
        if (entry.verdict == Verdict::fails) wrong[h] = true;
        if (std::abs(block.claimed_at(entry)) > zero) claimed[h] = true;
    }
    List<Unit> units;
    for (const bool wanted : {true, false}) {
        std::size_t taken = 0;
        for (arma::uword h = 0; h < count && taken < most_units; ++h) {
            if (!examined[h] || wrong[h] != wanted) continue;
            units.push_back({h, wrong[h] && claimed[h], !wrong[h] && claimed[h]});
            ++taken;
        }
    }
    return units;
}

/// Adds the weights of unit h: its claim, known as a whole, and the truths examined.
inline void add_weights(const BlockEvidence& weights,
                        const HiddenFactor& what,
                        const arma::mat& v,
                        arma::uword h,
                        UnitEvidence& unit) {
    const double floor = 1e-9 * scale_of(weights);
    const arma::uword examples = what.v.cols(v);
    const arma::uword inputs =
        what.input(weights.claimed.n_rows, weights.claimed.n_cols);
    const auto at = [&](const arma::mat& matrix, arma::uword input) {
        if (matrix.n_elem == 0) return 0.0;
        return what.units_are_rows ? matrix.at(h, input) : matrix.at(input, h);
    };
    const auto add = [&](bool claim, arma::uword input, double value, double bar) {
        List<double> of_input(examples);
        for (arma::uword n = 0; n < examples; ++n) of_input[n] = what.v.at(v, input, n);
        unit.add(claim, std::move(of_input), at(weights.value, input), value, bar);
    };
    // More claims than these say nothing new of D.
    const arma::uword stride = std::max<arma::uword>(1, inputs / (3 * examples));
    for (arma::uword input = 0; input < inputs; input += stride) {
        add(true, input, at(weights.claimed, input), floor);
    }
    for (const Examined& entry : weights.examined) {
        if (what.unit(entry.row, entry.col) != h) continue;
        const arma::uword input = what.input(entry.row, entry.col);
        add(false, input, entry.truth, std::max(entry.error_bar, floor));
    }
}

/// Adds the entry of unit h in a bias; false if it has none.
[[nodiscard]] inline bool add_bias(const BlockEvidence& bias,
                                   arma::uword units,
                                   arma::uword h,
                                   arma::uword examples,
                                   UnitEvidence& unit) {
    const bool vector = bias.claimed.n_rows == 1 || bias.claimed.n_cols == 1;
    if (!vector || bias.claimed.n_elem != units) return false;
    const double floor = 1e-9 * scale_of(bias);
    const List<double> all_alike(examples, 1.0);
    for (const Examined& entry : bias.examined) {
        if (entry.row + entry.col != h) continue;
        unit.add(true, all_alike, 0.0, bias.claimed_at(entry), floor);
        unit.add(false, all_alike, 0.0, entry.truth, std::max(entry.error_bar, floor));
    }
    return true;
}

/// Whether claim and truth have the same factor in every example: only then can a unit
/// be right.
[[nodiscard]] inline bool same_factors(const HiddenFactor& what,
                                       const List<double>& z) {
    for (std::size_t n = 0; n < z.size(); ++n) {
        if (what.in_claim.apply(z[n], n, z.size()) !=
            what.in_truth.apply(z[n], n, z.size())) {
            return false;
        }
    }
    return true;
}

/// Whether one D explains the weights and, if the block asked for is another, that
/// bias with them.
[[nodiscard]] inline bool explains(const HiddenFactor& what,
                                   const PointEvidence& point,
                                   std::size_t block) {
    const std::vector<NamedMatrix> named = everything_named(point);
    const std::size_t least = std::max(what.v.named, what.z ? what.z->named : 0);
    if (named.size() <= least) return false;  // the values could not be had there
    const arma::mat& v = named[what.v.named].value;
    const BlockEvidence& weights = point.blocks[what.weights];
    const arma::uword examples = what.v.cols(v);
    const arma::uword units = what.unit(weights.claimed.n_rows, weights.claimed.n_cols);
    std::size_t predicted = 0, telling = 0;
    for (const auto& [h, tells, right] : units_to_test(weights, what)) {
        List<double> z_of_unit(examples, 1.0);
        for (arma::uword n = 0; n < examples && what.z; ++n) {
            z_of_unit[n] = what.z->at(named[what.z->named].value, h, n);
        }
        if (right && !same_factors(what, z_of_unit)) return false;
        UnitEvidence unit(what, std::move(z_of_unit));
        add_weights(weights, what, v, h, unit);
        if (block != what.weights &&
            !add_bias(point.blocks[block], units, h, examples, unit)) {
            return false;
        }
        const auto by_unit = unit.predicted();
        if (!by_unit) return false;
        if (!tells) continue;
        predicted += *by_unit;
        ++telling;
    }
    // One unit of several may be wrong for a reason of its own.
    return telling >= std::min<std::size_t>(units, 2) &&
           predicted >= std::max(entries_for_a_number, 2 * telling);
}

[[nodiscard]] inline Diagnosis hidden_words(const HiddenFactor& what,
                                            const std::vector<NamedMatrix>& named) {
    const std::string z = what.z ? named[what.z->named].name : "";
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
[[nodiscard]] inline List<std::pair<InnerFactor, InnerFactor>> factor_pairs() {
    const InnerFactor none{"", no_factor};
    List<std::pair<InnerFactor, InnerFactor>> pairs;
    for (const InnerFactor& factor : activation_factors)
        pairs.push_back({none, factor});
    for (const InnerFactor& factor : activation_factors)
        pairs.push_back({factor, none});
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
        bank.push_back(
            {saying(Mistake::missing_term,
                    "the claimed value is that of " + std::string(factor.words) +
                        ": are the parts of others missing?",
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
            const HiddenFactor pattern{v, {}, units_are_rows, weights, none, none};
            append_examples(pattern, here, block, bank);
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
