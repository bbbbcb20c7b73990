#pragma once

/// @file
/// Which of very many entries are wrong, by group testing: a direction that moves only
/// some entries tells whether one of them is wrong, so that k wrong ones among n are
/// found with about 4 k log2(n / k) evaluations of f.

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace chainrule::check {

/// Entries `first` to `last` - 1 of the flat x.
struct Range {
    arma::uword first = 0;
    arma::uword last = 0;

    [[nodiscard]] arma::uword size() const { return last - first; }
};

/// What claimed and numerical slope differ by along a direction, for each output.
struct Residue {
    std::vector<double> gap;         ///< numerical minus claimed
    std::vector<double> noise;       ///< its error from the noise of f: falls with h
    std::vector<double> truncation;  ///< from the curvature of f: grows with h
    std::vector<double> rounding;    ///< from the claimed derivatives

    /// What truncation makes of a single central difference at `step`, as the two at
    /// `step` and twice that show it.
    std::vector<double> uncorrected;
    double step = 0.0;

    [[nodiscard]] double bar(std::size_t i) const {
        return noise[i] + truncation[i] + rounding[i];
    }
    /// The largest bar; infinite where f was not finite.
    [[nodiscard]] double widest_bar() const {
        double widest = gap.empty() ? arma::datum::inf : 0.0;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            widest =
                std::isfinite(gap[i]) ? std::max(widest, bar(i)) : arma::datum::inf;
        }
        return widest;
    }
    /// The largest gap.
    [[nodiscard]] double largest_gap() const {
        double largest = 0.0;
        for (const double value : gap) largest = std::max(largest, std::abs(value));
        return largest;
    }
    /// The largest gap in units of its bar; 0 if nothing was measured.
    [[nodiscard]] double severity() const {
        double most = 0.0;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            if (std::abs(gap[i]) > 0.0) {
                most = std::max(most, std::abs(gap[i]) / bar(i));
            }
        }
        return most;
    }
};

/// What is left of `whole` if one part of its entries accounts for `part`.
[[nodiscard]] inline Residue rest_of(const Residue& whole, const Residue& part) {
    Residue rest = whole;
    for (std::size_t i = 0; i < rest.gap.size(); ++i) {
        rest.gap[i] -= part.gap[i];
        rest.noise[i] += part.noise[i];
        rest.truncation[i] += part.truncation[i];
        rest.rounding[i] += part.rounding[i];
    }
    return rest;
}

/// Measures residues along one direction d, restricted to ranges of entries. The
/// magnitudes of d are random: with equal ones two equal errors would cancel with
/// probability 1/2.
class ResidueMeter {
public:
    /// `excluded` entries never move. `stream` draws d.
    ResidueMeter(const Setting& setting,
                 const std::vector<bool>& excluded,
                 std::uint64_t stream)
        : setting_(setting), point_(setting.x()), direction_(setting.x().n_elem) {
        Random random(setting.options.seed, 0x6c6f63617465, stream);  // "locate"
        for (arma::uword j = 0; j < direction_.n_elem; ++j) {
            const double size = random.uniform(0.5, 1.5);
            const bool negative = random.uniform() < 0.5;
            direction_.at(j) = excluded[j] ? 0.0 : negative ? -size : size;
        }
        const double scale = std::max(1.0, largest(setting.x()));
        longest_step_ = first_step * scale;
        // Each of n entries moves, so that f changes by about sqrt(n) times as much.
        step_ = std::cbrt(std::numeric_limits<double>::epsilon()) * scale /
                std::sqrt(static_cast<double>(direction_.n_elem));
    }

    [[nodiscard]] bool affordable() const {
        return setting_.allowance.left() >= 2 * fewest_rungs;
    }

    /// The residue of the entries in `range`, to within `wanted` or as well as f's
    /// noise permits, from differences at so many steps. The step goes on from where
    /// the range before left it.
    [[nodiscard]] Residue measure(Range range, double wanted, std::size_t rungs) {
        Residue best;
        for (int attempt = 0; attempt < 8 && affordable(); ++attempt) {
            Residue residue = at_step(range, rungs);
            // Once a step was right, parts with fewer entries ask for little more.
            const double factor = std::min(step_factor(residue, rungs),
                                           settled_ ? 4.0 : arma::datum::inf);
            const double step = std::min(longest_step_, step_ * factor);
            const bool settled = step >= 0.25 * step_ && step <= 4.0 * step_;
            step_ = step;
            if (residue.widest_bar() < best.widest_bar()) best = std::move(residue);
            settled_ = settled_ || settled;
            if (settled || best.widest_bar() <= wanted) break;
        }
        return best;
    }

    /// The residue of a part of a range whose own residue is `whole`, from a single
    /// difference: half the cost of `measure`, and enough where the gap is plain. The
    /// part is taken to curve no more than twelve times as much as the whole, whose parts may cancel.
    [[nodiscard]] Residue glance(Range range, const Residue& whole) {
        Residue residue = difference(range, step_);
        restore(range);
        for (std::size_t i = 0; i < whole.uncorrected.size(); ++i) {
            residue.truncation.push_back(glance_truncation(whole, i));
        }
        residue.uncorrected = whole.uncorrected;
        residue.step = whole.step;
        claim_rounding(range, residue);
        return residue;
    }

    /// Whether the gap of `whole` is so large that `glance` will tell its halves apart.
    [[nodiscard]] bool would_do(const Residue& whole) const {
        for (std::size_t i = 0; i < whole.gap.size(); ++i) {
            const double bar =
                whole.noise[i] + glance_truncation(whole, i) + whole.rounding[i];
            if (std::abs(whole.gap[i]) > 16.0 * bar) return true;
        }
        return false;
    }

    /// Numbers of steps. With more, longer ones will do, and noise counts less.
    static constexpr std::size_t fewest_rungs = 2, most_rungs = 4;

private:
    /// Entry j at x + t d, as f will see it.
    [[nodiscard]] double entry(arma::uword j, double t) const {
        const double value = setting_.x().mem[j] + t * direction_.mem[j];
        return setting_.options.single_precision ? static_cast<float>(value) : value;
    }

    [[nodiscard]] arma::vec value(Range range, double t) {
        for (arma::uword j = range.first; j < range.last; ++j) {
            point_.at(j) = entry(j, t);
        }
        return setting_.problem.f.probe(point_, setting_.outputs(), setting_.options);
    }

    /// The truncation goes with the square of the step.
    [[nodiscard]] double glance_truncation(const Residue& whole, std::size_t i) const {
        const double longer = step_ / whole.step;
        return 12.0 * whole.uncorrected[i] * longer * longer;
    }

    void restore(Range range) {
        std::copy(setting_.x().mem + range.first,
                  setting_.x().mem + range.last,
                  point_.memptr() + range.first);
    }

    /// f(x + h d) - f(x - h d) less what was claimed for just these two points, per
    /// 2h: a residue with an error in h^2, h^4, ...
    [[nodiscard]] Residue difference(Range range, double h) {
        const arma::uword outputs = setting_.outputs();
        const arma::vec ahead = value(range, h), behind = value(range, -h);
        Residue residue;
        residue.gap.assign(outputs, 0.0);
        for (arma::uword j = range.first; j < range.last; ++j) {
            const double moved = entry(j, h) - entry(j, -h);
            const double* slopes = setting_.claimed.mem + j * outputs;
            if (moved == 0.0) continue;  // excluded
            for (arma::uword i = 0; i < outputs; ++i) {
                residue.gap[i] -= slopes[i] * moved;
            }
        }
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        for (arma::uword i = 0; i < outputs; ++i) {
            const double plus = ahead.mem[i], minus = behind.mem[i];
            const double size = std::max(std::abs(plus), std::abs(minus));
            residue.gap[i] = (residue.gap[i] + (plus - minus)) / (2.0 * h);
            residue.noise.push_back(
                (4.0 * setting_.sigma.mem[i] + 2.0 * epsilon * size) / h);
        }
        return residue;
    }

    /// Differences at steps h, 2h, 4h, ... and Richardson's extrapolation of them. The
    /// last correction is the error of the value before it. Where that is the first
    /// value, the correction overstates what is left by orders of magnitude if f is
    /// smooth and not at all if it has kinks; by how much was seen last time that there
    /// were more steps, and goes with h^2.
    [[nodiscard]] Residue at_step(Range range, std::size_t rungs) {
        std::vector<Residue> table;
        for (std::size_t k = 0; k < rungs; ++k) {
            table.push_back(difference(range, std::ldexp(step_, static_cast<int>(k))));
        }
        restore(range);

        Residue& result = table.front();
        result.truncation.assign(result.gap.size(), 0.0);
        result.step = step_;
        for (std::size_t i = 0; i < result.gap.size(); ++i) {
            result.uncorrected.push_back(std::abs(table[1].gap[i] - result.gap[i]) /
                                         3.0);
        }
        double power = 1.0, first_correction = 0.0, correction = 0.0;
        for (std::size_t column = 1; column < rungs; ++column) {
            power *= 4.0;
            correction = 0.0;
            for (std::size_t k = 0; k + column < rungs; ++k) {
                for (std::size_t i = 0; i < result.gap.size(); ++i) {
                    const double shorter = table[k].gap[i],
                                 longer = table[k + 1].gap[i];
                    const double gap = (power * shorter - longer) / (power - 1.0);
                    if (k == 0) {
                        result.truncation[i] = std::abs(longer - shorter);
                        correction = std::max(correction, result.truncation[i]);
                    }
                    table[k].gap[i] = gap;
                    table[k].noise[i] =
                        (power * table[k].noise[i] + table[k + 1].noise[i]) /
                        (power - 1.0);
                }
            }
            if (column == 1) first_correction = correction;
        }
        if (rungs == fewest_rungs) {
            const double longer = std::max(1.0, step_ / share_step_);
            const double share = std::min(1.0, share_left_ * longer * longer);
            for (double& value : result.truncation) value *= share;
        } else if (first_correction > 0.0) {
            share_left_ = std::clamp(4.0 * correction / first_correction, 0.01, 1.0);
            share_step_ = step_;
        }
        claim_rounding(range, result);
        return std::move(result);
    }

    /// What rounding and noise of the claimed derivatives contribute.
    void claim_rounding(Range range, Residue& residue) const {
        const arma::uword outputs = setting_.outputs();
        std::vector<double> squares(outputs, 0.0), noise_squares(outputs, 0.0);
        for (arma::uword j = range.first; j < range.last; ++j) {
            const double d = direction_.mem[j];
            if (d == 0.0) continue;  // excluded
            for (arma::uword i = 0; i < outputs; ++i) {
                const double slope = d * setting_.claimed.mem[i + j * outputs];
                const double sigma = d * setting_.claimed_sigma.mem[i + j * outputs];
                squares[i] += slope * slope;
                noise_squares[i] += sigma * sigma;
            }
        }
        for (arma::uword i = 0; i < outputs; ++i) {
            residue.rounding.push_back(
                rounding_bar(std::sqrt(squares[i]), std::sqrt(noise_squares[i])));
        }
    }

    /// By how much the step should change for noise and truncation to be alike: the
    /// first goes with 1/h, the second with h to twice the number of rungs less one.
    [[nodiscard]] static double step_factor(const Residue& residue, std::size_t rungs) {
        constexpr double most = 64.0;
        if (!std::isfinite(residue.widest_bar())) return 1.0 / most;
        double noise = 0.0, truncation = 0.0;
        for (std::size_t i = 0; i < residue.gap.size(); ++i) {
            noise = std::max(noise, residue.noise[i]);
            truncation = std::max(truncation, residue.truncation[i]);
        }
        // Noise alone makes the two compared differ by about as much.
        truncation = std::max(0.0, truncation - noise);
        if (!(truncation > 0.0)) return noise > 0.0 ? most : 1.0;
        const double power = 1.0 / static_cast<double>(2 * rungs - 1);
        return std::clamp(std::pow(noise / truncation, power), 1.0 / most, most);
    }

    const Setting& setting_;
    arma::vec point_;
    arma::vec direction_;
    double step_ = 0.0;
    double longest_step_ = 0.0;
    bool settled_ = false;     ///< whether noise and truncation were alike once
    double share_left_ = 1.0;  ///< of the first correction, as seen
    double share_step_ = 1.0;  ///< at this step
};

/// The wrong entries that a search came to.
struct Located {
    std::vector<arma::uword> entries;
    std::vector<std::size_t> dense;  ///< blocks with too many wrong entries to split
    bool complete = true;            ///< false if a part was given up
};

/// How a search goes about it.
struct SearchPlan {
    std::uint64_t round = 0;  ///< each round draws another direction
    std::size_t width = 64;   ///< at most so many parts are followed at a time
    bool looks_for_dense = true;
};

namespace detail {

/// Halves ranges, blocks first, and follows every half that has a residue.
class Search {
public:
    Search(const Setting& setting,
           const std::vector<bool>& excluded,
           const SearchPlan& plan)
        : plan_(plan), meter_(setting, excluded, plan.round) {
        starts_.push_back(0);
        for (const Block& block : setting.blocks) {
            starts_.push_back(starts_.back() + block.size());
        }
    }

    [[nodiscard]] Located run() {
        Part root{{0, starts_.back()}, {}};
        rungs_ = ResidueMeter::fewest_rungs + 1;
        while (root.residue = meter_.measure(root.range, 0.0, rungs_),
               !is_wrong(root.residue) && rungs_ < ResidueMeter::most_rungs) {
            ++rungs_;
        }
        std::vector<Part> parts;
        if (is_wrong(root.residue)) parts.push_back(std::move(root));
        while (!parts.empty()) {
            std::vector<Part> halves;
            for (const Part& part : parts) {
                if (part.range.size() == 1) {
                    located_.entries.push_back(part.range.first);
                } else {
                    split(part, halves);
                }
            }
            if (plan_.looks_for_dense) drop_dense(halves);
            keep_worst(halves);
            parts = std::move(halves);
            // The fewer entries move, the less f curves along the line.
            rungs_ = std::max(rungs_ - 1, ResidueMeter::fewest_rungs);
        }
        return std::move(located_);
    }

private:
    struct Part {
        Range range;
        Residue residue;
    };

    /// A wrong entry stands out by this many bars. What is taken for wrong too soon is
    /// examined singly in the end, so the margin is smaller than that of a verdict.
    [[nodiscard]] static bool is_wrong(const Residue& residue) {
        return residue.severity() > 4.0;
    }

    /// Whether it is beyond doubt which of two halves are wrong.
    [[nodiscard]] static bool is_plain(const Residue& one, const Residue& other) {
        const auto settled = [](const Residue& half) {
            return half.severity() <= 1.0 || half.severity() > 8.0;
        };
        return settled(one) && settled(other) && (is_wrong(one) || is_wrong(other));
    }

    /// In the middle of the blocks, or of the one block.
    [[nodiscard]] arma::uword middle(Range range) const {
        const auto after =
            std::upper_bound(starts_.begin(), starts_.end(), range.first);
        const auto end = std::lower_bound(after, starts_.end(), range.last);
        if (after != end) return *(after + (end - after) / 2);
        return range.first + range.size() / 2;
    }

    /// Measures one half and infers the other, unless that would be too uncertain.
    void split(const Part& part, std::vector<Part>& halves) {
        if (!meter_.affordable()) {
            located_.complete = false;
            return;
        }
        const double wanted = 0.05 * part.residue.largest_gap();
        const arma::uword cut = middle(part.range);
        Part one{{part.range.first, cut}, {}};
        Part other{{cut, part.range.last}, {}};
        if (meter_.would_do(part.residue)) {
            one.residue = meter_.glance(one.range, part.residue);
            other.residue = rest_of(part.residue, one.residue);
            if (is_plain(one.residue, other.residue)) {
                for (Part* half : {&one, &other}) {
                    if (is_wrong(half->residue)) halves.push_back(std::move(*half));
                }
                return;
            }
        }
        one.residue = meter_.measure(one.range, wanted, rungs_);
        if (one.residue.gap.empty()) {
            located_.complete = false;
            return;
        }
        other.residue = rest_of(part.residue, one.residue);
        const bool certain = is_wrong(other.residue) || other.residue.severity() <= 1.0;
        if (!certain || !(is_wrong(one.residue) || is_wrong(other.residue))) {
            other.residue = meter_.measure(other.range, wanted, rungs_);
        }
        if (!(is_wrong(one.residue) || is_wrong(other.residue))) {
            one.residue = meter_.measure(one.range, 0.0, ResidueMeter::most_rungs);
            other.residue = meter_.measure(other.range, 0.0, ResidueMeter::most_rungs);
        }
        bool any = false;
        for (Part* half : {&one, &other}) {
            if (!is_wrong(half->residue)) continue;
            halves.push_back(std::move(*half));
            any = true;
        }
        if (!any) located_.complete = false;
    }

    /// Where nearly all of 16 parts of a block are wrong it is not a matter of single
    /// entries.
    void drop_dense(std::vector<Part>& parts) {
        for (std::size_t b = 0; b + 1 < starts_.size(); ++b) {
            const auto inside = [&](const Part& part) {
                return part.range.first >= starts_[b] &&
                       part.range.last <= starts_[b + 1];
            };
            std::size_t count = 0;
            arma::uword covered = 0;
            for (const Part& part : parts) {
                if (!inside(part)) continue;
                ++count;
                covered += part.range.size();
            }
            if (count < 12 || 4 * covered < 3 * (starts_[b + 1] - starts_[b])) continue;
            located_.dense.push_back(b);
            std::erase_if(parts, inside);
        }
    }

    void keep_worst(std::vector<Part>& parts) {
        if (parts.size() <= plan_.width) return;
        const auto worse_first = [](const Part& a, const Part& b) {
            return a.residue.severity() > b.residue.severity();
        };
        std::stable_sort(parts.begin(), parts.end(), worse_first);
        parts.resize(plan_.width);
        located_.complete = false;
    }

    SearchPlan plan_;
    ResidueMeter meter_;
    std::vector<arma::uword> starts_;  ///< of the blocks, then the end
    std::size_t rungs_ = 0;            ///< steps a measurement takes at this depth
    Located located_;
};

}  // namespace detail

/// Searches all entries that are not `excluded` for wrong ones. Finds nothing where
/// all of them together show no residue.
[[nodiscard]] inline Located locate(const Setting& setting,
                                    const std::vector<bool>& excluded,
                                    const SearchPlan& plan) {
    return detail::Search(setting, excluded, plan).run();
}

}  // namespace chainrule::check
