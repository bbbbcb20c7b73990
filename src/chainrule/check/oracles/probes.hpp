#pragma once

/// @file
/// The numerical derivatives: along random directions and entry by entry, by
/// differences, by Ridders' method and by complex step.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/complex_step.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/locate.hpp"
#include "chainrule/check/oracles/projection.hpp"
#include "chainrule/check/oracles/ridders.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/threads.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The slopes of all outputs along one direction.
struct Probe {
    arma::uword coordinate = 0;  ///< if the direction is an entry of x
    arma::vec direction;         ///< if it is not
    Descent descent;             ///< empty if differences were not asked
    List<Slope> ridders;         ///< empty if Ridders was not asked
    arma::vec complex;           ///< empty if complex step was not asked
};

struct Probes {
    List<Probe> directions;
    List<Probe> entries;         ///< by coordinate
    List<arma::uword> located;   ///< of these, found by group testing
    bool trust_complex = false;  ///< f takes complex arguments and is analytic
    std::string distrust;        ///< why not, if it was asked
    std::vector<std::string> notes;
};

/// What rounding may do to the complex-step slope of output i, for a step as long as
/// `length`.
[[nodiscard]] inline double complex_bar(const Setting& setting,
                                        arma::uword i,
                                        double slope,
                                        double length) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double noise =
        setting.sigma.mem[i] + epsilon * std::abs(setting.value.mem[i]);
    return rounding_bar(slope, noise / length);
}

namespace detail {

/// Differences against complex step: `fails` if they contradict it for any output,
/// `holds` if they confirm it for one, `undecided` if they cannot tell.
[[nodiscard]] inline Verdict confront(const Setting& setting, const Probe& probe) {
    bool confirmed = false;
    for (arma::uword i = 0; i < probe.descent.slopes.size(); ++i) {
        const Slope& slope = probe.descent.slopes[i];
        const double value = probe.complex.mem[i];
        const Comparison comparison =
            against_differences(value,
                                complex_bar(setting, i, value, 1.0),
                                slope,
                                slope.scale,
                                KinkPolicy::accept_between);
        if (comparison.verdict == Verdict::fails) return Verdict::fails;
        confirmed = confirmed || comparison.verdict == Verdict::holds;
    }
    return confirmed ? Verdict::holds : Verdict::undecided;
}

/// Takes the probes of one problem, and keeps account of whether complex step has been
/// confirmed or contradicted so far.
class Prober {
public:
    explicit Prober(const Setting& setting)
        : setting_(setting),
          corrected_(setting.claimed),
          settled_(setting.x().n_elem, false) {
        probes_.trust_complex =
            setting.options.oracles.complex_step && setting.problem.f.takes_complex();
    }

    [[nodiscard]] Probes take() {
        take_directions();
        if (!setting_.options.quick) {
            const List<arma::uword> sample =
                sampled_entries(setting_.blocks, setting_.options);
            const bool all = sample.size() == setting_.x().n_elem;
            // Where a direction fails, the search for the reason needs its share.
            const bool search = !all && unexplained();
            take_entries(sample, search ? setting_.allowance.left() / 2 : 0);
            note_budget(sample.size());
        }
        if (probes_.entries.size() < setting_.x().n_elem && unexplained()) search();
        if (probes_.trust_complex && !confirmed_) {
            distrust("differences cannot confirm it here");
        }
        stable_sort(probes_.entries, [](const Probe& a, const Probe& b) {
            return a.coordinate < b.coordinate;
        });
        return std::move(probes_);
    }

private:
    /// Quick checks have nothing but directions: four of them leave an error of size s
    /// a chance of s^-4 where two leave it s^-2.
    [[nodiscard]] std::size_t directions_wanted() const {
        constexpr std::size_t quick_directions = 4;
        const CheckOptions& options = setting_.options;
        const std::size_t wanted = options.quick
                                       ? std::max(options.directions, quick_directions)
                                       : options.directions;
        // One coordinate has one direction.
        return std::min<std::size_t>(wanted, setting_.x().n_elem);
    }

    /// Stops at the first that fails where no entry was to be examined: the search for
    /// the reason is a better use of evaluations.
    void take_directions() {
        // Steps down to 1e-9, so that the order of the remainder can be seen.
        constexpr std::size_t levels = 13;
        const arma::vec& x = setting_.x();
        const std::size_t count = directions_wanted();
        Random random(setting_.options.seed, 0x646972656374);  // stream "direct"
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t refused = setting_.allowance.refused();
            if (setting_.allowance.left() < 2 * levels) break;
            Probe probe;
            probe.direction = random_direction(x.n_elem, random);
            probe.descent = descend(setting_.problem.f,
                                    Line(x, probe.direction, setting_.options),
                                    setting_.value,
                                    setting_.sigma,
                                    levels);
            if (probes_.trust_complex) {
                probe.complex = complex_slopes(
                    setting_.problem.f, x, probe.direction, setting_.outputs());
            }
            if (setting_.allowance.refused() > refused) break;
            if (probes_.trust_complex) {
                weigh(detail::confront(setting_, probe), "along a random direction");
            }
            probes_.directions.push_back(std::move(probe));
            if (setting_.options.quick && unexplained()) break;
        }
        if (probes_.directions.size() < count && !unexplained()) {
            probes_.notes.push_back("the budget allowed " +
                                    std::to_string(probes_.directions.size()) + " of " +
                                    std::to_string(count) + " random directions");
        }
    }

    [[nodiscard]] Probe probe_entry(arma::uword j, bool complex) const {
        const arma::vec& x = setting_.x();
        Probe probe;
        probe.coordinate = j;
        if (setting_.options.oracles.differences) {
            probe.descent = descend(setting_.problem.f,
                                    Line(x, j, setting_.options),
                                    setting_.value,
                                    setting_.sigma);
            probe.descent.ladder.clear();  // of many entries only the slopes
        }
        if (setting_.options.oracles.ridders) {
            probe.ridders = ridders(setting_.problem.f,
                                    Line(x, j, setting_.options),
                                    setting_.value,
                                    setting_.sigma);
        }
        if (complex) {
            probe.complex =
                complex_slopes(setting_.problem.f, x, j, setting_.outputs());
        }
        return probe;
    }

    /// Most evaluations that one entry can take.
    [[nodiscard]] std::size_t dearest_entry() const { return 2 * ladder_levels + 1; }

    /// Examines `entries` in their order, as many as the budget allows with `reserve`
    /// evaluations kept. They are taken in waves that cannot overdraw it, the same
    /// waves for any number of threads; what a wave leaves pays for the next. Those
    /// for which too little is left for the dearest case are tried one at a time.
    void take_entries(const List<arma::uword>& entries, std::size_t reserve) {
        const Oracles& asked = setting_.options.oracles;
        const bool by_steps = asked.differences || asked.ridders;
        std::size_t wave = 16;
        for (std::size_t next = 0; next < entries.size();) {
            if (!by_steps && !probes_.trust_complex) return;
            const std::size_t left = setting_.allowance.left();
            if (left <= reserve) return;
            const std::size_t affordable = (left - reserve) / dearest_entry();
            const std::size_t count = std::clamp<std::size_t>(
                affordable, 1, std::min(wave, entries.size() - next));
            wave = std::min<std::size_t>(2 * wave, 1024);

            const std::size_t refused = setting_.allowance.refused();
            const bool complex = probes_.trust_complex;
            List<Probe> taken(count);
            for_each_index(count, setting_.options.threads, [&](std::size_t k) {
                taken[k] = probe_entry(entries[next + k], complex);
            });
            if (setting_.allowance.refused() > refused) return;
            for (Probe& probe : taken) accept(std::move(probe));
            next += count;
        }
    }

    void accept(Probe probe) {
        const arma::uword j = probe.coordinate;
        if (probes_.trust_complex && !probe.complex.is_empty()) {
            weigh(detail::confront(setting_, probe),
                  "at " + entry_name(setting_.blocks, j));
        }
        settled_[j] = true;
        for (arma::uword i = 0; i < setting_.outputs(); ++i) correct(probe, i);
        probes_.entries.push_back(std::move(probe));
    }

    /// Puts the numerical value into `corrected_` where the claimed one is wrong.
    void correct(const Probe& probe, arma::uword i) {
        const arma::uword place = i + probe.coordinate * setting_.outputs();
        const double claimed = setting_.claimed.mem[place];
        const double bar = rounding_bar(claimed, setting_.claimed_sigma.mem[place]);
        const auto by_steps = [&](const Slope& slope) {
            return against_differences(
                claimed, bar, slope, 0.0, setting_.options.kinks);
        };
        Comparison comparison;
        if (!probe.descent.slopes.empty()) {
            comparison = by_steps(probe.descent.slopes[i]);
        } else if (!probe.ridders.empty()) {
            comparison = by_steps(probe.ridders[i]);
        } else {
            const double value = probe.complex.mem[i];
            comparison = against_complex_step(
                claimed, bar, value, complex_bar(setting_, i, value, 1.0), 0.0);
        }
        if (comparison.verdict == Verdict::fails) {
            corrected_.at(place) = comparison.numerical;
        }
    }

    /// For each output the largest gap of a random direction that fails although the
    /// entries found wrong are corrected; 0 if none does.
    [[nodiscard]] List<double> unexplained_gaps() const {
        List<double> gaps(setting_.outputs(), 0.0);
        for (const Probe& probe : probes_.directions) {
            for (arma::uword i = 0; i < setting_.outputs(); ++i) {
                const Slope& slope = probe.descent.slopes[i];
                const Projection claimed = project(corrected_,
                                                   setting_.claimed_sigma,
                                                   probe.direction,
                                                   i,
                                                   slope.value);
                const Comparison comparison =
                    against_direction(claimed, slope, setting_.options.kinks);
                if (comparison.verdict == Verdict::fails) {
                    gaps[i] = std::max(gaps[i], comparison.gap);
                }
            }
        }
        return gaps;
    }

    [[nodiscard]] bool unexplained() const {
        const List<double> gaps = unexplained_gaps();
        return any_of(gaps, [](double gap) { return gap > 0.0; });
    }

    /// The gaps along a step of about 1 in every entry, where the directions have
    /// length 1.
    [[nodiscard]] List<double> expected_gaps() const {
        List<double> gaps = unexplained_gaps();
        const double entries = static_cast<double>(setting_.x().n_elem);
        for (double& gap : gaps) gap *= std::sqrt(entries);
        return gaps;
    }

    /// Finds wrong entries by group testing and examines them, until they explain why
    /// a direction fails. Each round searches what is not settled yet.
    void search() {
        constexpr std::uint64_t rounds = 6;
        const std::size_t before = setting_.problem.f.evaluations();
        const std::size_t examined = probes_.entries.size();
        take_not_finite();
        SearchPlan plan;
        bool explained = false;
        for (; plan.round < rounds && !explained; ++plan.round) {
            plan.expected = expected_gaps();
            const Located located = locate(setting_, settled_, plan);
            for (const std::size_t block : located.dense) sample_dense(block, plan);
            take_entries(unsettled(located.entries), 0);
            probes_.located.append(located.entries);
            explained = !unexplained();
            // Kinks or noise may hide along one direction what another shows.
            if (located.entries.empty() && located.dense.empty() && plan.round > 0) {
                break;
            }
        }
        const std::size_t wrong = wrong_since(examined);
        probes_.notes.push_back(
            "a random direction fails: group testing found " + std::to_string(wrong) +
            (wrong == 1 ? " wrong entry in " : " wrong entries in ") +
            std::to_string(setting_.problem.f.evaluations() - before) +
            " evaluations of f" +
            (!explained   ? ""
             : wrong == 1 ? ", which explains it"
                          : ", which explain it"));
    }

    /// Claims that are not finite are wrong whatever f says.
    void take_not_finite() {
        constexpr std::size_t most = 64;
        const arma::uword outputs = setting_.outputs();
        List<arma::uword> entries;
        for (arma::uword j = 0; j < setting_.x().n_elem; ++j) {
            const double* column = setting_.claimed.mem + j * outputs;
            if (finite(column, outputs)) continue;
            if (!settled_[j] && entries.size() < most) entries.push_back(j);
            settled_[j] = settled_[j] || entries.size() == most;
        }
        take_entries(entries, 0);
    }

    [[nodiscard]] List<arma::uword> unsettled(const List<arma::uword>& entries) const {
        List<arma::uword> open;
        for (const arma::uword j : entries) {
            if (!settled_[j]) open.push_back(j);
        }
        return open;
    }

    /// How many of the entries taken after the first `examined` are wrong.
    [[nodiscard]] std::size_t wrong_since(std::size_t examined) const {
        std::size_t wrong = 0;
        for (std::size_t k = examined; k < probes_.entries.size(); ++k) {
            const arma::uword first =
                probes_.entries[k].coordinate * setting_.outputs();
            const arma::uword last = first + setting_.outputs();
            for (arma::uword place = first; place < last; ++place) {
                const double claimed = setting_.claimed.mem[place];
                if (!(corrected_.mem[place] == claimed)) {
                    ++wrong;
                    break;
                }
            }
        }
        return wrong;
    }

    /// Examines a row, a column and more of a block where very many entries are wrong,
    /// for the diagnosis to see a pattern, and leaves the rest of it. If few of them
    /// are wrong after all, the search goes on in that block, a few parts at a time.
    void sample_dense(std::size_t block, SearchPlan& plan) {
        const std::size_t examined = probes_.entries.size();
        arma::uword first = 0;
        for (std::size_t b = 0; b < block; ++b) first += setting_.blocks[b].size();
        const Block& shape = setting_.blocks[block];
        Random random(setting_.options.seed, 0x64656e7365, block);  // "dense"
        List<arma::uword> sample;
        for (const arma::uword k : cross_of(shape, random)) sample.push_back(first + k);
        take_entries(unsettled(sample), 0);

        const std::size_t taken = probes_.entries.size() - examined;
        const std::size_t wrong = wrong_since(examined);
        if (2 * wrong < taken) {
            plan.looks_for_dense = false;
            plan.width = 8;
            return;
        }
        std::fill_n(
            settled_.begin() + static_cast<std::ptrdiff_t>(first), shape.size(), true);
        probes_.notes.push_back(shape.name + ": wrong nearly everywhere; of its " +
                                std::to_string(shape.size()) + " entries " +
                                std::to_string(taken) +
                                " were examined, and the search went on elsewhere");
    }

    void note_budget(std::size_t wanted) {
        const std::size_t taken = probes_.entries.size();
        const Budget& budget = setting_.options.budget;
        if (taken == wanted || (budget.evaluations == 0 && budget.seconds == 0.0)) {
            return;
        }
        probes_.notes.push_back("the budget allowed " + std::to_string(taken) + " of " +
                                std::to_string(wanted) +
                                " entries to be examined one by one");
    }

    void weigh(Verdict verdict, const std::string& where) {
        if (verdict == Verdict::holds) confirmed_ = true;
        if (verdict == Verdict::fails) {
            distrust("differences contradict it " + where +
                     ": f is not analytic there (abs, norm, conj, .t()?)");
        }
    }

    void distrust(std::string reason) {
        probes_.trust_complex = false;
        probes_.distrust = "left out: " + std::move(reason);
    }

    const Setting& setting_;
    Probes probes_;
    arma::mat corrected_;  ///< claimed, but for entries that were found wrong
    List<bool> settled_;   ///< entries that no search need look at
    bool confirmed_ = false;
};

}  // namespace detail

/// Asks f along all directions and for all entries that the options want.
[[nodiscard]] inline Probes take_probes(const Setting& setting) {
    return detail::Prober(setting).take();
}

}  // namespace chainrule::check
