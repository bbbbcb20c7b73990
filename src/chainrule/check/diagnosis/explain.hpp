#pragma once

/// @file
/// From failing entries to words: gathers the evidence at x, goes to a fresh point, and
/// says what is confirmed there.

#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/diagnosis/carried_back.hpp"
#include "chainrule/check/diagnosis/diagnosis.hpp"
#include "chainrule/check/diagnosis/fresh_point.hpp"
#include "chainrule/check/diagnosis/inputs.hpp"
#include "chainrule/check/diagnosis/normalised_points.hpp"
#include "chainrule/check/diagnosis/same_delta.hpp"
#include "chainrule/check/diagnosis/slope_ratio.hpp"
#include "chainrule/check/diagnosis/straight.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The judged entries as evidence. What lies at a kink has no single true value and is
/// left out.
[[nodiscard]] inline PointEvidence evidence_at_x(const Setting& setting,
                                                 const Probes& probes,
                                                 const std::vector<Entry>& entries) {
    PointEvidence evidence = blank_evidence(setting, setting.x(), setting.claimed);
    for (std::size_t k = 0; k < entries.size(); ++k) {
        const Entry& entry = entries[k];
        if (entry.doubt == Doubt::kink) continue;
        add_evidence(setting,
                     k % setting.outputs(),
                     probes.entries[k / setting.outputs()].coordinate,
                     entry.numerical,
                     entry.error_bar,
                     entry.verdict,
                     evidence);
    }
    return evidence;
}

namespace detail {

/// Entries examined at a fresh point, in one block and in all.
inline constexpr std::size_t fresh_entries = 200;
inline constexpr std::size_t all_fresh_entries = 500;

/// Up to `count` of `from`, evenly spread.
inline void spread(const List<arma::uword>& from,
                   std::size_t count,
                   List<arma::uword>& into) {
    const std::size_t taken = std::min(from.size(), count);
    for (std::size_t k = 0; k < taken; ++k) {
        into.push_back(from[k * from.size() / taken]);
    }
}

/// The entries of x that failed and those that did not, of each block.
struct Sides {
    List<arma::uword> wrong, right;
};

[[nodiscard]] inline List<Sides> sides_of(const Setting& setting,
                                          const Probes& probes,
                                          const std::vector<Entry>& entries) {
    List<Sides> sides(setting.problem.jacobian ? 1 : setting.blocks.size());
    const arma::uword outputs = setting.outputs();
    for (std::size_t p = 0; p < probes.entries.size(); ++p) {
        const arma::uword j = probes.entries[p].coordinate;
        bool fails = false;
        for (arma::uword i = 0; i < outputs; ++i) {
            fails = fails || entries[p * outputs + i].verdict == Verdict::fails;
        }
        Sides& side =
            sides[setting.problem.jacobian ? 0 : place_of(setting.blocks, j).block];
        (fails ? side.wrong : side.right).push_back(j);
    }
    return sides;
}

/// The entries that each block of these sizes may have: what a small one leaves is the
/// others'.
[[nodiscard]] inline std::size_t fresh_share(List<std::size_t> sizes) {
    sort(sizes);
    std::size_t left = all_fresh_entries, share = fresh_entries;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        const std::size_t each = left / (sizes.size() - k);
        if (sizes[k] >= each) return std::max<std::size_t>(4, std::min(share, each));
        left -= sizes[k];
    }
    return share;
}

/// What to examine at a fresh point: of each block that fails, or is as large as one
/// that does and may have been taken for it, wrong and right entries in equal shares.
[[nodiscard]] inline List<arma::uword> coordinates_to_ask(const PointEvidence& here,
                                                          const List<Sides>& sides) {
    const auto concerned = [&](std::size_t b) {
        for (std::size_t k = 0; k < here.blocks.size(); ++k) {
            const bool same_size =
                here.blocks[k].claimed.n_elem == here.blocks[b].claimed.n_elem;
            if (same_size && !sides[k].wrong.empty()) return true;
        }
        return false;
    };
    List<std::size_t> sizes;
    for (std::size_t b = 0; b < sides.size(); ++b) {
        if (concerned(b))
            sizes.push_back(sides[b].wrong.size() + sides[b].right.size());
    }
    const std::size_t share = fresh_share(sizes);
    List<arma::uword> coordinates;
    for (std::size_t b = 0; b < sides.size(); ++b) {
        if (!concerned(b)) continue;
        const Sides& side = sides[b];
        const std::size_t right = std::min(side.right.size(), share / 2);
        const std::size_t wrong = std::min(side.wrong.size(), share - right);
        spread(side.wrong, wrong, coordinates);
        spread(side.right, share - wrong, coordinates);
    }
    sort(coordinates);
    return coordinates;
}

/// As many of the entries as can be paid for, evenly spread.
[[nodiscard]] inline List<arma::uword> affordable(const List<arma::uword>& coordinates,
                                                  const Setting& setting,
                                                  bool complex_step) {
    const std::size_t price = complex_step ? 1 : ladder_levels;  // of half a ladder
    List<arma::uword> paid;
    spread(coordinates, setting.allowance.left() / price, paid);
    return paid;
}

/// Another cotangent as long as it lives.
class FreshCotangent {
public:
    FreshCotangent(const Problem& problem, Random& random)
        : cotangent_(problem.cotangent) {
        if (cotangent_ == nullptr) return;
        kept_ = *cotangent_;
        for (double& value : *cotangent_) {
            value = random.normal();
            if (problem.value_epsilon > 0.0) value = static_cast<float>(value);
        }
    }
    ~FreshCotangent() {
        if (cotangent_ != nullptr) *cotangent_ = kept_;
    }
    FreshCotangent(const FreshCotangent&) = delete;
    FreshCotangent& operator=(const FreshCotangent&) = delete;

private:
    arma::vec* cotangent_;
    arma::vec kept_;
};

/// Evidence at a usable point near x: one at which f is finite and most entries are
/// smooth. Nothing if three attempts, each closer to x, find none.
[[nodiscard]] inline Maybe<PointEvidence> fresh_evidence(
    const Setting& setting, const List<arma::uword>& coordinates, bool complex_step) {
    Random random(setting.options.seed, 0x6672657368);  // its own stream: "fresh"
    const FreshCotangent cotangent(setting.problem, random);
    for (const double share : {0.5, 0.2, 0.05}) {
        const arma::vec point = moved_at_random(
            setting.x(), share, setting.options.single_precision, random);
        const auto paid = affordable(coordinates, setting, complex_step);
        if (paid.size() < entries_for_a_number && paid.size() < coordinates.size()) {
            return {};
        }
        auto evidence = evidence_at(setting, point, paid, complex_step);
        if (!evidence) continue;
        std::size_t found = 0;
        for (const BlockEvidence& block : evidence->blocks) {
            found += block.examined.size();
        }
        if (2 * found >= paid.size() * setting.outputs()) return evidence;
    }
    return {};
}

[[nodiscard]] inline bool all_located(const List<arma::uword>& wrong,
                                      const List<arma::uword>& located) {
    return all_of(wrong, [&](arma::uword j) { return contains(located, j); });
}

/// Entries that were picked because they are wrong say nothing of those that were not
/// examined: what explains them is said of them alone.
inline void limit_to_located(const Setting& setting,
                             const List<arma::uword>& wrong,
                             const List<arma::uword>& located,
                             Diagnosis& diagnosis) {
    if (!all_located(wrong, located) || wrong.empty()) return;
    constexpr std::size_t most = 4;
    std::string names;
    for (std::size_t k = 0; k < std::min(most, wrong.size()); ++k) {
        names += (k == 0 ? "" : ", ") + entry_name(setting.blocks, wrong[k]);
    }
    if (wrong.size() > most) {
        names += " and " + std::to_string(wrong.size() - most) + " more";
    }
    const bool explained =
        diagnosis.kind != Mistake::unknown && diagnosis.kind != Mistake::wrong_entries;
    diagnosis.text = (wrong.size() == 1 ? "a single entry is wrong, "
                                        : "single entries are wrong, ") +
                     names + (explained ? "; there " + diagnosis.text : "");
    diagnosis.kind = Mistake::wrong_entries;
}

/// Blocks with too few entries for a number without a name have that of another block if
/// it fits, here and at all of `fresh`.
inline void share_factors(const PointEvidence& here,
                          const List<PointEvidence>& fresh,
                          const List<std::size_t>& wrong,
                          std::vector<Diagnosis>& diagnoses) {
    for (std::size_t k = 0; k < wrong.size(); ++k) {
        if (diagnoses[k].kind != Mistake::unknown || fresh.empty()) continue;
        for (const Diagnosis& other : diagnoses) {
            if (other.kind != Mistake::factor || !std::isfinite(other.value)) continue;
            const Coefficient factor{other.value, 1e-7 * std::abs(other.value), {}};
            bool fits = is_multiple(here.blocks[wrong[k]], factor);
            for (const PointEvidence& point : fresh) {
                const BlockEvidence& there = point.blocks[wrong[k]];
                fits = fits && failing(there) > 0 && is_multiple(there, factor);
            }
            if (!fits) continue;
            const std::string name = diagnoses[k].block;
            diagnoses[k] = saying(Mistake::factor,
                                  "the claimed value is " + factor_words(factor),
                                  other.value);
            diagnoses[k].block = name;
            break;
        }
    }
}

/// Gives the blocks before it the mistake of the last layer, of its bias if
/// that has one, which `describe(k)` makes sure to have looked for.
template <class Describe>
void carry_over(const List<CarriedOver>& carried,
                const List<std::size_t>& wrong,
                Describe&& describe,
                std::vector<Diagnosis>& diagnoses) {
    const auto known = [&](std::size_t block) -> const Diagnosis* {
        const std::size_t k = index_of(wrong, block);
        if (k == wrong.size()) return nullptr;
        describe(k);
        return can_be_carried(diagnoses[k]) ? &diagnoses[k] : nullptr;
    };
    for (const auto& [block, last] : carried) {
        const Diagnosis* source = known(last.bias);
        if (source == nullptr) source = known(last.weights);
        Diagnosis& diagnosis = diagnoses[index_of(wrong, block)];
        if (source == nullptr || diagnosis.kind != Mistake::unknown) continue;
        const std::string name = diagnosis.block;
        diagnosis = *source;
        diagnosis.block = name;
        diagnosis.text = "the mistake of " + source->block + " is carried back to it";
    }
}

}  // namespace detail

/// Diagnoses every block that fails, and says in a note where the mistake lies if the
/// other blocks tell. `here` is the evidence that `entries`, the judged ones in the
/// order of the probes, make.
inline void explain(const Setting& setting,
                    const Probes& probes,
                    const std::vector<Entry>& entries,
                    const PointEvidence& here,
                    Report& report) {
    List<std::size_t> wrong;
    for (std::size_t b = 0; b < here.blocks.size(); ++b) {
        if (failing(here.blocks[b]) > 0) wrong.push_back(b);
    }
    if (wrong.empty()) return;

    const List<detail::Sides> sides = detail::sides_of(setting, probes, entries);
    const auto coordinates = detail::coordinates_to_ask(here, sides);
    List<PointEvidence> fresh;
    if (auto evidence =
            detail::fresh_evidence(setting, coordinates, probes.trust_complex)) {
        fresh.push_back(std::move(*evidence));
    } else {
        report.notes.push_back(
            "no fresh point could be had at which an explanation proves itself");
    }
    for (const std::size_t b : wrong) {
        report.diagnoses.push_back(explained(here, b, fresh, setting.options.sizes));
    }
    detail::share_factors(here, fresh, wrong, report.diagnoses);
    List<CarriedOver> carried;
    // Single entries that had to be searched are no layer's.
    const bool widely = any_of(wrong, [&](std::size_t b) {
        return !detail::all_located(sides[b].wrong, probes.located);
    });
    if (widely) {
        carried =
            explain_where_alike(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_by_slope_ratio(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_passages(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_straight(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_normalisations(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_inputs(setting, probes.trust_complex, wrong, report.diagnoses);
        explain_by_same_delta(setting, wrong, report.diagnoses);
        explain_carried_back(setting, wrong, report.diagnoses);
    }
    const auto describe = [&](std::size_t k) {
        Diagnosis& diagnosis = report.diagnoses[k];
        if (diagnosis.kind != Mistake::unknown) return;
        diagnosis = described(here, wrong[k], fresh, setting.options.sizes);
    };
    detail::carry_over(carried, wrong, describe, report.diagnoses);
    for (std::size_t k = 0; k < wrong.size(); ++k) {
        describe(k);
        const std::size_t b = wrong[k];
        if (here.blocks[b].complete()) continue;
        detail::limit_to_located(
            setting, sides[b].wrong, probes.located, report.diagnoses[k]);
    }
    report.diagnosis = joined(report.diagnoses, here.blocks.size());
    const std::string where = localised(here);
    if (!where.empty()) report.notes.push_back(where);
}

}  // namespace chainrule::check
