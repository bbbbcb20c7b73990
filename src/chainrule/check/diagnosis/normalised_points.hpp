#pragma once

/// @file
/// Mistakes around a normalisation u = gamma.*(z - mean)/deviation + beta, z =
/// W*x, which the size of W and equal scales bring out: the truth is dL/dW/c
/// where W is c times as large, and c times as large where all of gamma is c.
/// Where W stays and all behind it is moved, what a claim lacks of the way back
/// through the statistics of a batch is, for each weight, a number times
/// gamma.*dL/dbeta, for the mean, and one times gamma.*dL/dgamma, for the
/// variance.

#include "chainrule/check/diagnosis/alike_points.hpp"
#include "chainrule/check/diagnosis/silent.hpp"
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/maybe.hpp"

#include <string>
#include <vector>

namespace chainrule::check {

/// The matrix before a scale and a shift, which are vectors of one length.
struct Normalisation {
    std::size_t weights, gamma, beta;
    bool units_are_rows;
};

namespace detail {

/// What keeps a variance from being zero, relative to it, spoils what is said
/// of sizes.
inline constexpr double near_homogeneous = 1e-3;

inline constexpr arma::uword normalised_entries = 20, normalised_lines = 3;
inline constexpr std::size_t held_points = 4;

[[nodiscard]] inline List<Normalisation> normalisations_of(
    const std::vector<Block>& blocks) {
    List<Normalisation> found;
    for (std::size_t g = 1; g + 1 < blocks.size(); ++g) {
        const arma::uword units = blocks[g].size();
        const bool pair = is_vector(blocks[g]) && is_vector(blocks[g + 1]) &&
                          blocks[g + 1].size() == units && units > 1;
        if (!pair || is_vector(blocks[g - 1])) continue;
        for (const bool rows : {true, false}) {
            const Block& w = blocks[g - 1];
            if ((rows ? w.rows : w.cols) == units) {
                found.push_back({g - 1, g, g + 1, rows});
            }
        }
    }
    return found;
}

/// Some entries of a block, evenly spread.
inline void append_some(const std::vector<Block>& blocks,
                        std::size_t block,
                        arma::uword most,
                        List<arma::uword>& coordinates) {
    const arma::uword first = offset_of(blocks, block);
    const arma::uword count = std::min(most, blocks[block].size());
    for (arma::uword k = 0; k < count; ++k) {
        coordinates.push_back(first + line_of(k, count, blocks[block].size()));
    }
}

/// Whether the truths, or the claims, are `times` those of another point, entry
/// by entry, and the same in units that are not `every`.
[[nodiscard]] inline bool scales_with(const BlockEvidence& block,
                                      const BlockEvidence& other,
                                      const Normalisation& what,
                                      arma::uword every,
                                      double power,
                                      bool claim) {
    double scale = scale_of(block);
    std::size_t telling = 0;
    for (std::size_t k = 0; k < block.examined.size(); ++k) {
        const Examined &a = block.examined[k], &b = other.examined[k];
        if (a.row != b.row || a.col != b.col) return false;
        const arma::uword unit = what.units_are_rows ? a.row : a.col;
        const double times = unit % every == 0 ? power : 1.0;
        const double here = claim ? block.claimed_at(a) : a.truth;
        const double there = times * (claim ? other.claimed_at(b) : b.truth);
        const double bar = a.error_bar + std::abs(times) * b.error_bar;
        if (!(std::abs(here - there) <= 2.0 * bar + near_homogeneous * scale))
            return false;
        telling += std::abs(here) > 30.0 * near_homogeneous * scale;
    }
    return telling >= entries_for_a_number;
}

/// What the claim makes of W twice as large in every first, or second, unit:
/// the power of the deviation that it is divided by, where the truth is divided
/// by one. Nothing if the truth is not.
[[nodiscard]] inline Maybe<int> power_of_deviation(const Setting& setting,
                                                   const Normalisation& what,
                                                   arma::uword every,
                                                   bool complex_step) {
    List<arma::uword> coordinates;
    append_some(setting.blocks, what.weights, normalised_entries, coordinates);
    if (!affordable(setting, 4, coordinates.size(), complex_step)) return {};
    const Block& w = setting.blocks[what.weights];
    Random random(setting.options.seed, 0x706f776572);  // its own stream: "power"
    Maybe<int> power;
    for (int k = 0; k < 2; ++k) {
        arma::vec point =
            moved_at_random(setting.x(), 0.4, setting.options.single_precision, random);
        const auto once = evidence_at(setting, point, coordinates, complex_step);
        const arma::uword first = offset_of(setting.blocks, what.weights);
        for (arma::uword i = 0; i < w.size(); ++i) {
            const arma::uword unit = what.units_are_rows ? i % w.rows : i / w.rows;
            if (unit % every == 0) point.at(first + i) *= 2.0;
        }
        const auto twice = evidence_at(setting, point, coordinates, complex_step);
        if (!once || !twice) return {};
        const BlockEvidence &a = twice->blocks[what.weights],
                            &b = once->blocks[what.weights];
        if (a.examined.size() != b.examined.size()) return {};
        if (!scales_with(a, b, what, every, 0.5, false)) return {};
        Maybe<int> found;
        for (const int p : {0, 2}) {
            if (scales_with(a, b, what, every, p == 0 ? 1.0 : 0.25, true)) found = p;
        }
        if (!found || (power && *power != *found)) return {};
        power = found;
    }
    return power;
}

/// By the unit, where the statistics are those of a batch; else by all units of
/// an example.
[[nodiscard]] inline Maybe<int> power_of_deviation(const Setting& setting,
                                                   const Normalisation& what,
                                                   bool complex_step) {
    const auto by_unit = power_of_deviation(setting, what, 2, complex_step);
    if (by_unit) return by_unit;
    return power_of_deviation(setting, what, 1, complex_step);
}

/// Whether the truth is c, to the power, times the claim where all of gamma is
/// c.
[[nodiscard]] inline bool differs_by_scale(const List<PointEvidence>& points,
                                           const Normalisation& what,
                                           std::size_t block,
                                           int power) {
    for (const PointEvidence& point : points) {
        const double c = point.blocks[what.gamma].value.mem[0];
        const Coefficient factor{power > 0 ? 1.0 / c : c, 0.0, {}};
        std::size_t telling = 0;
        for (const Examined& entry : point.blocks[block].examined) {
            telling += significant(entry);
        }
        if (telling < entries_for_a_number) return false;
        if (!is_multiple(point.blocks[block], factor)) return false;
    }
    return true;
}

[[nodiscard]] inline List<PointEvidence> equal_scales(const Setting& setting,
                                                      const Normalisation& what,
                                                      std::size_t block,
                                                      bool complex_step) {
    List<arma::uword> coordinates;
    append_some(setting.blocks, block, normalised_entries, coordinates);
    if (!affordable(setting, alike_points, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x657175616c);  // its own stream: "equal"
    List<PointEvidence> points;
    for (const double c : {0.5, 1.5, 2.25}) {
        arma::vec point =
            moved_at_random(setting.x(), 0.4, setting.options.single_precision, random);
        const arma::uword first = offset_of(setting.blocks, what.gamma);
        for (arma::uword i = 0; i < setting.blocks[what.gamma].size(); ++i) {
            point.at(first + i) = c;
        }
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (!evidence) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// Evidence where all before gamma stays: gamma, beta and some units of the
/// weights.
[[nodiscard]] inline List<PointEvidence> held_weights(const Setting& setting,
                                                      const Normalisation& what,
                                                      bool complex_step) {
    const Block& w = setting.blocks[what.weights];
    const arma::uword units = setting.blocks[what.gamma].size();
    const arma::uword inputs = w.size() / units;
    if (inputs > 3 * normalised_entries) return {};
    const DenseLayer layer{what.weights, what.beta, what.units_are_rows, units, inputs};
    List<arma::uword> coordinates;
    append_some(setting.blocks, what.gamma, units, coordinates);
    append_some(setting.blocks, what.beta, units, coordinates);
    const arma::uword lines = std::min(units, normalised_lines);
    for (arma::uword k = 0; k < lines; ++k) {
        for (arma::uword i = 0; i < inputs; ++i) {
            coordinates.push_back(offset_of(setting.blocks, what.weights) +
                                  place_in(layer, line_of(k, lines, units), i));
        }
    }
    sort(coordinates);
    if (!affordable(setting, held_points, coordinates.size(), complex_step)) return {};
    Random random(setting.options.seed, 0x68656c64);  // its own stream: "held"
    List<PointEvidence> points;
    const arma::uword held = offset_of(setting.blocks, what.gamma);
    for (std::size_t k = 0; k < held_points; ++k) {
        arma::vec point =
            moved_at_random(setting.x(), 0.7, setting.options.single_precision, random);
        for (arma::uword i = 0; i < held; ++i) point.at(i) = setting.x().mem[i];
        auto evidence = evidence_at(setting, point, coordinates, complex_step);
        if (!evidence) return {};
        points.push_back(std::move(*evidence));
    }
    return points;
}

/// Two numbers that are the same at all points, by least squares: value =
/// a*first + b*second.
struct TwoNumbers {
    double a = 0.0, b = 0.0;
};

struct TwoNumbersRow {
    double first, second, value, bar;
};

[[nodiscard]] inline Maybe<TwoNumbers> two_numbers(const List<TwoNumbersRow>& rows) {
    double ff = 0.0, fs = 0.0, ss = 0.0, fv = 0.0, sv = 0.0, most = 0.0;
    for (const TwoNumbersRow& row : rows) {
        ff += row.first * row.first;
        fs += row.first * row.second;
        ss += row.second * row.second;
        fv += row.first * row.value;
        sv += row.second * row.value;
        most = std::max(most, std::abs(row.value));
    }
    const double determinant = ff * ss - fs * fs;
    if (!(determinant > 1e-6 * ff * ss)) return {};
    const TwoNumbers found{(fv * ss - sv * fs) / determinant,
                           (sv * ff - fv * fs) / determinant};
    for (const TwoNumbersRow& row : rows) {
        const double gap =
            std::abs(row.value - found.a * row.first - found.b * row.second);
        if (!(gap <= 10.0 * row.bar + 1e-6 * most)) return {};
    }
    return found;
}

/// dL/dbeta and dL/dgamma of a unit with the value that they should make.
[[nodiscard]] inline Maybe<List<TwoNumbersRow>> rows_of(
    const List<PointEvidence>& points,
    const Normalisation& what,
    std::size_t block,
    arma::uword place,
    arma::uword unit) {
    List<TwoNumbersRow> rows;
    for (const PointEvidence& point : points) {
        const Examined* beta = examined_at(point.blocks[what.beta], unit);
        const Examined* gamma = examined_at(point.blocks[what.gamma], unit);
        const Examined* entry = examined_at(point.blocks[block], place);
        if (beta == nullptr || gamma == nullptr || entry == nullptr) return {};
        const double claimed = point.blocks[block].claimed_at(*entry);
        const bool own = block == what.gamma;
        const double scale = own ? 1.0 : point.blocks[what.gamma].value.mem[unit];
        rows.push_back({scale * beta->truth,
                        scale * gamma->truth,
                        own ? claimed : claimed - entry->truth,
                        entry->error_bar +
                            std::abs(scale) * (beta->error_bar + gamma->error_bar)});
    }
    return rows;
}

/// What the claim of W has too much of through the statistics of the batch.
struct ThroughStatistics {
    double variance = 0.0;  ///< times the part through the variance that is missing
    bool mean = false;      ///< whether that through the mean is wrong, too
};

[[nodiscard]] inline Maybe<ThroughStatistics> through_statistics(
    const List<PointEvidence>& points, const Normalisation& what) {
    const BlockEvidence& w = points.front().blocks[what.weights];
    const arma::uword units = points.front().blocks[what.gamma].claimed.n_elem;
    const arma::uword inputs = w.claimed.n_elem / units;
    const DenseLayer layer{what.weights, what.beta, what.units_are_rows, units, inputs};
    ThroughStatistics found;
    std::size_t seen = 0;
    for (arma::uword u = 0; u < units; ++u) {
        double along = 0.0, mean = 0.0, variance = 0.0;
        arma::uword known = 0;
        for (arma::uword i = 0; i < inputs; ++i) {
            const arma::uword place = place_in(layer, u, i);
            const auto rows = rows_of(points, what, what.weights, place, u);
            if (!rows) continue;
            const auto fitted = two_numbers(*rows);
            if (!fitted) return {};
            along += w.value.mem[place] * fitted->b;
            mean = std::max(mean, std::abs(fitted->a));
            variance = std::max(variance, std::abs(fitted->b));
            ++known;
        }
        if (known == 0) continue;
        if (known != inputs) return {};
        if (!(variance > 0.0) && !(mean > 0.0)) continue;
        if (seen > 0 && std::abs(along - found.variance) >
                            near_homogeneous * std::max(1.0, std::abs(along))) {
            return {};
        }
        found.variance = along;
        found.mean = found.mean || mean > 1e-4 * variance;
        ++seen;
    }
    if (seen < 2) return {};
    return found;
}

[[nodiscard]] inline Maybe<Diagnosis> statistics_words(const ThroughStatistics& found,
                                                       const List<Constant>& constants,
                                                       const std::string& gamma) {
    const std::string where = ", of what " + gamma + " scales";
    const std::string variance = "the way back to it through the variance";
    const double times = 1.0 - found.variance;
    if (std::abs(times) <= near_homogeneous) {
        return saying(Mistake::missing_term,
                      found.mean
                          ? "the claimed value lacks " + variance +
                                ", and that through the mean is not right" + where
                          : "the claimed value lacks " + variance + where);
    }
    if (std::abs(found.variance) <= near_homogeneous && found.mean) {
        return saying(Mistake::missing_term,
                      "the claimed value has not the right part of the way back to it "
                      "through the mean" +
                          where + ": is it missing?");
    }
    Coefficient often{times, 0.0, names_of(times, near_homogeneous * times, constants)};
    if (!often.named()) return {};
    return saying(Mistake::factor,
                  "in the claimed value " + variance + " stands " + often.words() +
                      " times" + where,
                  times);
}

/// Whether the claim of gamma is that of another value in the place of the
/// normalised one: for each unit a number times that and another number.
[[nodiscard]] inline bool has_other_input(const List<PointEvidence>& points,
                                          const Normalisation& what) {
    const BlockEvidence& gamma = points.front().blocks[what.gamma];
    for (const bool itself : {false, true}) {
        bool fits = true;
        std::size_t differs = 0;
        for (arma::uword u = 0; u < gamma.claimed.n_elem && fits; ++u) {
            const auto rows = rows_of(points, what, what.gamma, u, u);
            if (!rows) return false;
            if (!itself) {
                const auto found = two_numbers(*rows);
                fits = found.has_value();
                // Without a part of dL/dbeta it is a number, whatever that comes from
                const bool two =
                    found && std::abs(found->a) > 1e-3 * std::abs(found->b);
                differs += two && std::abs(found->b) > 0.0;
                continue;
            }
            for (std::size_t p = 0; p < points.size(); ++p) {
                const double g = points[p].blocks[what.gamma].value.mem[u];
                const double b = points[p].blocks[what.beta].value.mem[u];
                const TwoNumbersRow& row = (*rows)[p];
                const double gap = std::abs(row.value - g * row.second - b * row.first);
                fits = fits && gap <= 4.0 * row.bar + 1e-9 * std::abs(row.value);
                differs += std::abs(b) > 0.0;
            }
        }
        if (fits && differs >= 2) return true;
    }
    return false;
}

/// How often the claim of the weights is divided by the deviation.
inline void explain_deviation(const Setting& setting,
                              const Normalisation& what,
                              bool complex_step,
                              Diagnosis& weights) {
    const auto power = power_of_deviation(setting, what, complex_step);
    if (!power) return;
    const bool missing = *power == 0;
    say(weights,
        saying(missing ? Mistake::missing_factor : Mistake::extra_factor,
               std::string("the claimed value ") +
                   (missing ? "is not divided by" : "is divided twice by") +
                   " the deviation of what " + setting.blocks[what.gamma].name +
                   " scales",
               arma::datum::nan,
               "1/deviation"));
}

/// How often gamma is in the claim of the weights.
inline void explain_scale(const Setting& setting,
                          const Normalisation& what,
                          bool complex_step,
                          Diagnosis& weights) {
    const auto points = equal_scales(setting, what, what.weights, complex_step);
    if (points.empty()) return;
    const std::string& name = setting.blocks[what.gamma].name;
    for (const int power : {1, -1}) {
        if (!differs_by_scale(points, what, what.weights, power)) continue;
        say(weights,
            saying(power > 0 ? Mistake::missing_factor : Mistake::extra_factor,
                   std::string("the claimed value ") +
                       (power > 0 ? "lacks" : "has twice") + " the factor " + name,
                   arma::datum::nan,
                   name));
        return;
    }
}

/// What stands in the place of the normalised value, and what is missing of the way back
/// through the statistics. Either diagnosis may be null: nothing is to be said there.
inline void explain_statistics(const Setting& setting,
                               const Normalisation& what,
                               bool complex_step,
                               Diagnosis* weights,
                               Diagnosis* gamma) {
    if (weights == nullptr && gamma == nullptr) return;
    const auto points = held_weights(setting, what, complex_step);
    if (points.empty()) return;
    const std::string& name = setting.blocks[what.gamma].name;
    if (gamma != nullptr && has_other_input(points, what)) {
        say(*gamma,
            saying(Mistake::missing_factor,
                   "the claimed value has another value, such as what is not "
                   "normalised, in the place of the one that " +
                       name + " scales"));
    }
    if (weights == nullptr) return;
    const auto found = through_statistics(points, what);
    if (!found) return;
    const auto constants = likely(constants_of(setting.options.sizes));
    auto words = statistics_words(*found, constants, name);
    if (words) say(*weights, std::move(*words));
}

}  // namespace detail

/// Replaces those of `diagnoses` (of the blocks in `which`) that say nothing by
/// a mistake around a normalisation, if that is what they have.
inline void explain_normalisations(const Setting& setting,
                                   bool complex_step,
                                   const List<std::size_t>& which,
                                   std::vector<Diagnosis>& diagnoses) {
    if (setting.problem.jacobian || setting.problem.cotangent != nullptr) return;
    for (const Normalisation& what : detail::normalisations_of(setting.blocks)) {
        const auto silent = [&](std::size_t block) {
            return silent_diagnosis(which, diagnoses, block);
        };
        if (Diagnosis* weights = silent(what.weights)) {
            detail::explain_deviation(setting, what, complex_step, *weights);
        }
        if (Diagnosis* weights = silent(what.weights)) {
            detail::explain_scale(setting, what, complex_step, *weights);
        }
        detail::explain_statistics(
            setting, what, complex_step, silent(what.weights), silent(what.gamma));
    }
}

}  // namespace chainrule::check
