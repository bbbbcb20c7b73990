#pragma once

/// @file
/// The examination behind every check: claimed first derivatives of
/// $f : \mathbb{R}^n \to \mathbb{R}^m$ at one point, put before all oracles.

#include "chainrule/check/audit.hpp"
#include "chainrule/check/compare.hpp"
#include "chainrule/check/complex_step.hpp"
#include "chainrule/check/diagnosis.hpp"
#include "chainrule/check/function.hpp"
#include "chainrule/check/noise.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/slope.hpp"
#include "chainrule/check/taylor.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// Derivatives claimed at a point, of whatever shape the callable gives them.
using Claimed = std::function<arma::mat(const arma::vec&)>;

struct Problem {
    std::string subject;  ///< "gradient", "Jacobian", ...
    Function f;
    Claimed claimed;
    arma::vec x;            ///< flat
    arma::SizeMat shape;    ///< of x as the caller gave it
    bool jacobian = false;  ///< claimed is m x n; otherwise m = 1 and shaped like x
};

/// An oracle that has been asked nothing yet.
[[nodiscard]] inline OracleResult oracle(std::string name, std::string note = "") {
    OracleResult result;
    result.name = std::move(name);
    result.note = std::move(note);
    result.verdict = Verdict::holds;
    return result;
}

/// `result` grows by one comparison, its error taken relative to `unit`.
inline void include(OracleResult& result, const Comparison& comparison, double unit) {
    result.verdict = worse(result.verdict, comparison.verdict);
    if (std::isnan(comparison.gap)) return;
    // fmax passes over the NaN of a result that is still empty.
    result.max_relative_error =
        std::fmax(result.max_relative_error, comparison.gap / unit);
    result.error_bar = std::fmax(result.error_bar, comparison.error_bar / unit);
}

/// One check from beginning to end. Built for one call of `run`.
class Examination {
public:
    Examination(const Problem& problem, const CheckOptions& options)
        : problem_(problem),
          options_(options),
          blocks_(blocks_of(options, problem.shape)),
          x_(problem.x) {
        report_.subject = problem.subject;
    }

    [[nodiscard]] Report run() {
        if (inspect()) {
            probe_directions();
            probe_entries();
            judge_entries();
            judge_directions();
            explain();
        }
        report_.evaluations = problem_.f.evaluations();
        return std::move(report_);
    }

private:
    /// What was found along one direction.
    struct Probe {
        arma::uword coordinate = 0;  ///< if it is an entry of x
        arma::vec direction;         ///< if it is not
        Descent descent;
        arma::vec complex;  ///< slope of each output; empty if not asked
    };

    // --- before any arithmetic ------------------------------------------------

    /// False if the report is complete already.
    [[nodiscard]] bool inspect() {
        centre_ = problem_.f(x_);
        const arma::mat claimed = problem_.claimed(x_);
        if (wrote_to_x() || !right_shape(claimed)) return false;
        if (!centre_.is_finite()) {
            report_.notes.push_back("f(x) is not finite: nothing can be compared");
            return false;
        }
        claimed_ = arma::reshape(claimed, centre_.n_elem, x_.n_elem);
        measure();
        report_.entries = claimed_.n_elem;
        return true;
    }

    [[nodiscard]] bool wrote_to_x() {
        if (x_.is_empty() ||
            std::memcmp(x_.memptr(), problem_.x.memptr(), x_.n_elem * sizeof(double)) ==
                0) {
            return false;
        }
        return refuse("a callable wrote to x, its argument");
    }

    [[nodiscard]] bool right_shape(const arma::mat& claimed) {
        const arma::SizeMat expected = problem_.jacobian
                                           ? arma::SizeMat(centre_.n_elem, x_.n_elem)
                                           : problem_.shape;
        if (arma::size(claimed) == expected) return true;
        const auto words = [](arma::SizeMat size) {
            return std::to_string(size.n_rows) + "x" + std::to_string(size.n_cols);
        };
        const bool transposed =
            claimed.n_rows == expected.n_cols && claimed.n_cols == expected.n_rows;
        refuse("shape: need " + words(expected) + ", got " +
               words(arma::size(claimed)) + (transposed ? ", the transpose" : ""));
        return false;
    }

    bool refuse(std::string diagnosis) {
        report_.verdict = Verdict::fails;
        report_.diagnosis = std::move(diagnosis);
        return true;
    }

    /// The noise of f and of the claimed derivatives, run-to-run spread included.
    void measure() {
        Noise noise = measure_noise(problem_.f, x_, centre_.n_elem, options_);
        sigma_ = std::move(noise.sigma);
        const arma::vec again = problem_.f(x_);
        const arma::vec spread = arma::abs(again - centre_);
        if (!spread.is_zero()) {
            sigma_ = arma::max(sigma_, spread);
            report_.notes.push_back("f(x) differs from call to call, by " +
                                    text(spread.max()) + ": taken for noise");
        }
        claimed_sigma_ = measure_claimed_noise(
            problem_.claimed, x_, claimed_, noise.spacing, options_);
    }

    // --- numerical values -----------------------------------------------------

    void probe_directions() {
        complex_trusted_ = options_.oracles.complex_step && problem_.f.takes_complex();
        Random random(options_.seed, 0x646972656374);  // its own stream: "direct"
        // Long enough a ladder to show the order of the remainder.
        constexpr std::size_t levels = 13;
        // One coordinate has one direction.
        const std::size_t count = std::min<std::size_t>(options_.directions, x_.n_elem);
        for (std::size_t i = 0; i < count; ++i) {
            Probe probe;
            probe.direction = random_direction(x_.n_elem, random);
            probe.descent = descend(problem_.f,
                                    Line(x_, probe.direction, options_),
                                    centre_,
                                    sigma_,
                                    levels);
            if (complex_trusted_) {
                probe.complex =
                    complex_slopes(problem_.f, x_, probe.direction, centre_.n_elem);
                confront(probe, "along a random direction");
            }
            directions_.push_back(std::move(probe));
        }
    }

    void probe_entries() {
        const bool complex = complex_trusted_;
        if (!complex && !options_.oracles.differences) return;
        for (const arma::uword j : sampled_entries(blocks_, options_)) {
            Probe probe;
            probe.coordinate = j;
            if (options_.oracles.differences) {
                probe.descent =
                    descend(problem_.f, Line(x_, j, options_), centre_, sigma_);
                probe.descent.ladder.clear();
            }
            if (complex_trusted_) {
                probe.complex = complex_slopes(problem_.f, x_, j, centre_.n_elem);
                confront(probe, "at " + name_of(j));
            }
            entries_.push_back(std::move(probe));
        }
        if (complex_trusted_ && !complex_confirmed_) {
            distrust("differences cannot confirm it here");
        }
    }

    /// Complex step is believed only while differences do not contradict it.
    void confront(const Probe& probe, const std::string& where) {
        for (arma::uword i = 0; i < probe.descent.slopes.size(); ++i) {
            const Slope& slope = probe.descent.slopes[i];
            const Comparison comparison =
                against_differences(probe.complex(i),
                                    complex_bar(i, probe.complex(i), 1.0),
                                    slope,
                                    slope.scale,
                                    KinkPolicy::accept_between);
            if (comparison.verdict == Verdict::fails) {
                distrust("differences contradict it " + where +
                         ": f is not analytic there (abs, norm, conj, .t()?)");
                return;
            }
            if (comparison.verdict == Verdict::holds) complex_confirmed_ = true;
        }
    }

    void distrust(std::string reason) {
        complex_trusted_ = false;
        complex_note_ = "left out: " + std::move(reason);
    }

    /// Rounding in a complex-step slope of output i, for a step of size `length`.
    [[nodiscard]] double complex_bar(arma::uword i, double slope, double length) const {
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        return rounding_bar(slope,
                            (sigma_(i) + epsilon * std::abs(centre_(i))) / length);
    }

    // --- verdicts -------------------------------------------------------------

    void judge_entries() {
        OracleResult complex = oracle("complex step");
        OracleResult differences = oracle("central differences");
        find_scales();
        for (const Probe& probe : entries_) {
            for (arma::uword i = 0; i < centre_.n_elem; ++i) {
                judge_entry(probe, i, complex, differences);
            }
        }
        if (!complex_note_.empty()) {
            complex = oracle(complex.name, complex_note_);
            complex.verdict = Verdict::undecided;
        }
        const bool complex_was_asked =
            options_.oracles.complex_step && problem_.f.takes_complex();
        if (complex_was_asked) report_.oracles.push_back(std::move(complex));
        if (options_.oracles.differences) {
            report_.oracles.push_back(std::move(differences));
        }
    }

    void judge_entry(const Probe& probe,
                     arma::uword i,
                     OracleResult& complex,
                     OracleResult& differences) {
        const arma::uword j = probe.coordinate;
        const double claimed = claimed_(i, j);
        const double claimed_bar = rounding_bar(claimed, claimed_sigma_(i, j));
        const double length = std::max(1.0, std::abs(x_(j)));
        const double scale = scales_(i, place_of(blocks_, j).block);
        const double unit = unit_of(scale);

        Comparison chosen;
        bool at_kink = false;
        if (options_.oracles.differences) {
            const Slope& slope = probe.descent.slopes[i];
            at_kink = slope.smoothness == Smoothness::kink;
            chosen =
                against_differences(claimed, claimed_bar, slope, scale, options_.kinks);
            include(differences, chosen, unit);
        }
        if (complex_trusted_) {
            const double value = probe.complex(i);
            const double least = 1e-9 * std::abs(centre_(i)) / length;
            const Comparison exact = against_complex_step(claimed,
                                                          claimed_bar,
                                                          value,
                                                          complex_bar(i, value, length),
                                                          std::max(scale, least));
            if (!at_kink) {
                include(complex, exact, unit);
                // The narrower bar decides, unless only the wider one can.
                const bool decides = exact.verdict != Verdict::undecided;
                if (decides || chosen.verdict == Verdict::undecided) chosen = exact;
            }
        }
        add_entry(i, j, std::move(chosen), unit);
    }

    void add_entry(arma::uword i, arma::uword j, Comparison chosen, double unit) {
        Entry entry;
        const Place place = place_of(blocks_, j);
        entry.block = problem_.jacobian ? problem_.subject : blocks_[place.block].name;
        entry.row = problem_.jacobian ? i : place.row;
        entry.col = problem_.jacobian ? j : place.col;
        entry.claimed = claimed_(i, j);
        entry.numerical = chosen.numerical;
        entry.error = chosen.gap;
        entry.error_bar = chosen.error_bar;
        entry.scale = unit;
        entry.verdict = chosen.verdict;
        entry.evidence = std::move(chosen.evidence);
        judged_.push_back(std::move(entry));
    }

    void judge_directions() {
        OracleResult projections = oracle("random directions");
        OracleResult taylor = oracle("Taylor slope");
        double least_order = arma::datum::inf;
        for (const Probe& probe : directions_) {
            for (arma::uword i = 0; i < centre_.n_elem; ++i) {
                include_projection(probe, i, projections);
                const double order = include_remainder(probe, i, taylor);
                least_order = std::fmin(least_order, order);
            }
        }
        if (directions_.empty()) return;
        if (std::isfinite(least_order)) {
            taylor.note = "remainder of order " + text(least_order, 3);
        }
        if (options_.oracles.directions) {
            report_.oracles.push_back(std::move(projections));
        }
        if (options_.oracles.taylor) report_.oracles.push_back(std::move(taylor));
    }

    /// The claimed slope of output i along a direction of length 1.
    [[nodiscard]] double projection(const Probe& probe, arma::uword i) const {
        return arma::as_scalar(claimed_.row(i) * probe.direction);
    }

    /// What errors along a direction are relative to: the length of the gradient.
    [[nodiscard]] double length_of(arma::uword i) const {
        const double length = arma::norm(claimed_.row(i));
        return length > 0.0 && std::isfinite(length) ? length : unit_of(0.0);
    }

    void include_projection(const Probe& probe, arma::uword i, OracleResult& result) {
        const double bar = rounding_bar(arma::norm(claimed_.row(i)),
                                        arma::norm(claimed_sigma_.row(i)));
        const double claimed = projection(probe, i);
        const Comparison comparison = against_differences(
            claimed, bar, probe.descent.slopes[i], std::abs(claimed), options_.kinks);
        include(result, comparison, length_of(i));
    }

    /// Returns the order of the remainder, NaN if there is none.
    double include_remainder(const Probe& probe, arma::uword i, OracleResult& result) {
        const Slope& slope = probe.descent.slopes[i];
        if (slope.smoothness != Smoothness::smooth) {
            result.verdict = worse(result.verdict, Verdict::undecided);
            result.note = "f is not smooth along the direction";
            return arma::datum::nan;
        }
        const double claimed = projection(probe, i);
        const TaylorOrder order =
            taylor_order(levels_of(probe.descent.ladder, centre_, i, sigma_(i)),
                         claimed,
                         std::max(slope.scale, std::abs(claimed)));
        Comparison comparison;
        comparison.gap =
            std::isfinite(claimed) ? std::abs(claimed - slope.value) : arma::datum::inf;
        comparison.error_bar = order.visible;
        comparison.verdict = order.verdict;
        include(result, comparison, length_of(i));
        if (std::isnan(order.order)) result.note = "no remainder above the noise";
        return order.order;
    }

    // --- what it means --------------------------------------------------------

    void explain() {
        conclude();
        std::vector<BlockEvidence> evidence = gather_evidence();
        if (report_.verdict == Verdict::fails) {
            for (const BlockEvidence& block : evidence) {
                if (!block.fails) continue;
                const std::string clause = diagnose(block, options_.sizes);
                if (clause.empty()) continue;
                if (!report_.diagnosis.empty()) report_.diagnosis += "; ";
                report_.diagnosis += clause;
            }
        }
        report_.audit = audit(x_, blocks_, evidence, options_.sizes);
        keep_worst();
    }

    /// The verdict on everything. Where all entries hold, a direction that does not
    /// shows that f has no derivative here rather than that the claim is wrong.
    void conclude() {
        Verdict entries = Verdict::holds;
        for (const Entry& entry : judged_) {
            entries = worse(entries, entry.verdict);
            if (entry.verdict == Verdict::fails) ++report_.entries_failing;
            if (entry.verdict == Verdict::undecided) ++report_.entries_undecided;
            if (std::isnan(entry.error)) continue;
            report_.max_relative_error =
                std::fmax(report_.max_relative_error, entry.error / entry.scale);
            report_.error_bar =
                std::fmax(report_.error_bar, entry.error_bar / entry.scale);
        }
        report_.entries_checked = judged_.size();

        Verdict directions = Verdict::holds;
        for (const OracleResult& result : report_.oracles) {
            const bool by_entry =
                result.name == "complex step" || result.name == "central differences";
            if (!by_entry) directions = worse(directions, result.verdict);
        }
        const bool all_checked = report_.entries_checked == report_.entries;
        if (all_checked && directions == Verdict::fails && entries == Verdict::holds) {
            report_.notes.push_back(
                "every entry holds, but not the slope along a random direction: is f "
                "differentiable here?");
            entries = Verdict::undecided;
        }
        report_.verdict = all_checked ? entries : worse(entries, directions);
    }

    [[nodiscard]] std::vector<BlockEvidence> gather_evidence() const {
        std::vector<BlockEvidence> evidence;
        const arma::uword outputs = centre_.n_elem;
        const bool complete = report_.entries_checked == report_.entries;
        if (problem_.jacobian) {
            evidence.push_back(evidence_of(
                problem_.subject, outputs, x_.n_elem, complete, 0, judged_.size()));
            return evidence;
        }
        std::size_t first = 0;
        for (std::size_t b = 0; b < blocks_.size(); ++b) {
            std::size_t count = 0;
            while (first + count < entries_.size() &&
                   place_of(blocks_, entries_[first + count].coordinate).block == b) {
                ++count;
            }
            evidence.push_back(evidence_of(blocks_[b].name,
                                           blocks_[b].rows,
                                           blocks_[b].cols,
                                           count == blocks_[b].size(),
                                           first,
                                           count));
            first += count;
        }
        return evidence;
    }

    /// The entries `first` to `first + count` as matrices.
    [[nodiscard]] BlockEvidence evidence_of(const std::string& name,
                                            arma::uword rows,
                                            arma::uword cols,
                                            bool complete,
                                            std::size_t first,
                                            std::size_t count) const {
        const arma::SizeMat size =
            complete ? arma::SizeMat(rows, cols) : arma::SizeMat(count, 1);
        BlockEvidence block{
            name, arma::mat(size), arma::mat(size), arma::mat(size), complete, false};
        for (std::size_t k = 0; k < count; ++k) {
            const Entry& entry = judged_[first + k];
            block.claimed(k) = entry.claimed;
            block.numerical(k) = entry.numerical;
            block.error_bar(k) = entry.error_bar;
            block.fails = block.fails || entry.verdict == Verdict::fails;
        }
        return block;
    }

    void keep_worst() {
        const auto badness = [](const Entry& entry) {
            return std::isfinite(entry.error) && entry.error_bar > 0.0
                       ? entry.error / entry.error_bar
                       : 0.0;
        };
        std::stable_sort(
            judged_.begin(), judged_.end(), [&](const Entry& a, const Entry& b) {
                if (a.verdict != b.verdict) return a.verdict > b.verdict;
                return badness(a) > badness(b);
            });
        judged_.resize(std::min(judged_.size(), options_.worst));
        report_.worst = std::move(judged_);
    }

    // --- scales and names -----------------------------------------------------

    /// For each output and block the largest numerical slope; 0 if none stands out of
    /// its own error bar.
    void find_scales() {
        scales_.zeros(centre_.n_elem, blocks_.size());
        for (const Probe& probe : entries_) {
            const std::size_t block = place_of(blocks_, probe.coordinate).block;
            for (arma::uword i = 0; i < centre_.n_elem; ++i) {
                double slope = complex_trusted_ ? std::abs(probe.complex(i)) : 0.0;
                if (options_.oracles.differences) {
                    const Slope& found = probe.descent.slopes[i];
                    const double size = std::max({std::abs(found.value),
                                                  std::abs(found.low),
                                                  std::abs(found.high)});
                    if (size > decisive_gap * found.error_bar) {
                        slope = std::max(slope, size);
                    }
                }
                if (slope > scales_(i, block)) scales_(i, block) = slope;
            }
        }
    }

    /// What relative errors are relative to: the scale of the block, of all blocks,
    /// or of f itself, whichever is the first that is not zero.
    [[nodiscard]] double unit_of(double scale) const {
        if (scale > 0.0) return scale;
        if (scales_.max() > 0.0) return scales_.max();
        const double size = arma::norm(centre_, "inf");
        return size > 0.0 ? size : 1.0;
    }

    [[nodiscard]] std::string name_of(arma::uword j) const {
        const Place place = place_of(blocks_, j);
        return blocks_[place.block].name + "(" + std::to_string(place.row) + ", " +
               std::to_string(place.col) + ")";
    }

    const Problem& problem_;
    const CheckOptions& options_;
    std::vector<Block> blocks_;
    arma::vec x_;
    Report report_;

    arma::vec centre_;         // f(x), m
    arma::mat claimed_;        // m x n
    arma::vec sigma_;          // noise of f, m
    arma::mat claimed_sigma_;  // noise of the claimed derivatives, m x n
    arma::mat scales_;         // m x blocks
    std::vector<Probe> directions_;
    std::vector<Probe> entries_;
    std::vector<Entry> judged_;
    bool complex_trusted_ = false;
    bool complex_confirmed_ = false;
    std::string complex_note_;
};

[[nodiscard]] inline Report examine(const Problem& problem,
                                    const CheckOptions& options) {
    return Examination(problem, options).run();
}

}  // namespace chainrule::check
