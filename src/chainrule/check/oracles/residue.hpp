#pragma once

/// @file
/// Claimed against numerical slope along a direction that moves only some entries of x:
/// the measurement that group testing is made of.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/ladder.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace chainrule::check {

/// Entries `first` to `last` - 1 of the flat x.
struct Range {
    arma::uword first = 0;
    arma::uword last = 0;

    [[nodiscard]] arma::uword size() const { return last - first; }
};

/// What claimed and numerical slope differ by along a direction, for each output.
struct Residue {
    List<double> gap;         ///< numerical minus claimed
    List<double> noise;       ///< its error from the noise of f: falls with h
    List<double> truncation;  ///< from the curvature of f: grows with h
    List<double> rounding;    ///< from the claimed derivatives

    /// What truncation makes of a single central difference at `step`, as the two at
    /// `step` and twice that show it.
    List<double> uncorrected;
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
    /// Whether a gap is not above its bar, and that for truncation much more than noise.
    [[nodiscard]] bool hides_in_truncation() const {
        bool curved = false;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            if (std::abs(gap[i]) > 4.0 * bar(i)) return false;
            curved = curved || truncation[i] > 8.0 * noise[i];
        }
        return curved;
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
                 const List<bool>& excluded,
                 std::uint64_t stream)
        : setting_(setting), point_(setting.x()), direction_(setting.x().n_elem) {
        Random random(setting.options.seed, 0x6c6f63617465, stream);  // "locate"
        for (arma::uword j = 0; j < direction_.n_elem; ++j) {
            const double size = random.uniform(0.5, 1.5);
            const bool negative = random.uniform() < 0.5;
            direction_.at(j) = excluded[j] ? 0.0 : negative ? -size : size;
        }
        const double scale = std::max(1.0, largest(setting.x()));
        const double resolution = setting.options.single_precision
                                      ? std::numeric_limits<float>::epsilon()
                                      : std::numeric_limits<double>::epsilon();
        longest_step_ = first_step * scale;
        shortest_step_ = 1e3 * resolution * scale;
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
            double factor = step_factor(residue, rungs);
            if (settled_) {
                // Once a step was right, parts with fewer entries ask for little more.
                factor = std::min(factor, 4.0);
            } else if (residue.hides_in_truncation()) {
                // That of kinks falls with h alone.
                factor = std::min(factor, 0.125);
            }
            const double step = std::min(longest_step_, step_ * factor);
            const bool settled = step >= 0.25 * step_ && step <= 4.0 * step_;
            step_ = step;
            if (residue.widest_bar() < best.widest_bar()) best = std::move(residue);
            settled_ = settled_ || settled;
            if (settled || best.widest_bar() <= wanted) break;
        }
        return best;
    }

    /// The shortest step at which the noise of f is well below the `gap` of some output.
    /// Shorter ones than that gain nothing; at longer ones f curves more, and the line
    /// meets more of its kinks.
    [[nodiscard]] double quiet_step(const List<double>& gap) const {
        constexpr double below = 256.0;
        double step = longest_step_;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            const double noise = noise_at(1.0, i, std::abs(setting_.value.mem[i]));
            if (std::abs(gap[i]) > 0.0) {
                step = std::min(step, below * noise / std::abs(gap[i]));
            }
        }
        return std::max(step, shortest_step_);
    }

    /// Where the next measurement begins to look for its step.
    void begin_at(double step) { step_ = step; }

    /// The residue of a part of a range whose own residue is `whole`, from a single
    /// difference: half the cost of `measure`, and enough where the gap is plain. The
    /// part is taken to curve no more than twelve times as much as the whole, whose
    /// parts may cancel.
    [[nodiscard]] Residue glance(Range range, const Residue& whole, double step) {
        Residue residue = difference(range, step);
        restore(range);
        for (std::size_t i = 0; i < whole.uncorrected.size(); ++i) {
            residue.truncation.push_back(glance_truncation(whole, i, step));
        }
        residue.uncorrected = whole.uncorrected;
        residue.step = whole.step;
        claim_rounding(range, residue);
        return residue;
    }

    /// The step for a glance at the parts of `whole`: the quiet one, or a shorter one
    /// where f curves too much for that. 0 if its gap is so small that no glance will
    /// tell the parts apart.
    [[nodiscard]] double glance_step(const Residue& whole) const {
        double step = std::min(step_, quiet_step(whole.gap));
        for (int halvings = 0; halvings < 5; ++halvings, step *= 0.5) {
            if (would_do(whole, step)) return step;
        }
        return 0.0;
    }

    /// Numbers of steps. With more, longer ones will do, and noise counts less.
    static constexpr std::size_t fewest_rungs = 2, most_rungs = 4;

private:
    /// Whether the gap of `whole` stands out of what a glance at `step` may be off by.
    [[nodiscard]] bool would_do(const Residue& whole, double step) const {
        for (std::size_t i = 0; i < whole.gap.size(); ++i) {
            const double bar = noise_at(step, i, std::abs(setting_.value.mem[i])) +
                               glance_truncation(whole, i, step) + whole.rounding[i];
            if (std::abs(whole.gap[i]) > 16.0 * bar) return true;
        }
        return false;
    }

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

    /// What the noise of output i, where f is `size`, does to a difference at `step`.
    [[nodiscard]] double noise_at(double step, std::size_t i, double size) const {
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        return (4.0 * setting_.sigma.mem[i] + 2.0 * epsilon * size) / step;
    }

    /// The truncation goes with the square of the step.
    [[nodiscard]] static double glance_truncation(const Residue& whole,
                                                  std::size_t i,
                                                  double step) {
        const double longer = step / whole.step;
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
        for (arma::uword i = 0; i < outputs; ++i) {
            const double plus = ahead.mem[i], minus = behind.mem[i];
            const double size = std::max(std::abs(plus), std::abs(minus));
            residue.gap[i] = (residue.gap[i] + (plus - minus)) / (2.0 * h);
            residue.noise.push_back(noise_at(h, i, size));
        }
        return residue;
    }

    /// Differences at steps h, 2h, 4h, ... and Richardson's extrapolation of them. The
    /// last correction is the error of the value before it. Where that is the first
    /// value, the correction overstates what is left by orders of magnitude if f is
    /// smooth and not at all if it has kinks; by how much was seen last time that there
    /// were more steps, and goes with h^2.
    [[nodiscard]] Residue at_step(Range range, std::size_t rungs) {
        List<Residue> table;
        for (std::size_t k = 0; k < rungs; ++k) {
            table.push_back(difference(range, std::ldexp(step_, static_cast<int>(k))));
        }
        restore(range);

        Residue& result = table.front();
        result.truncation.assign(result.gap.size(), 0.0);
        result.step = step_;
        for (std::size_t i = 0; i < result.gap.size(); ++i) {
            const double moved = std::abs(table[1].gap[i] - result.gap[i]);
            result.uncorrected.push_back(std::max(0.0, moved - result.noise[i]) / 3.0);
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
        List<double> squares(outputs, 0.0), noise_squares(outputs, 0.0);
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
        const double factor = std::pow(noise / truncation, power);
        return std::clamp(factor, 1.0 / most, most);
    }

    const Setting& setting_;
    arma::vec point_;
    arma::vec direction_;
    double step_ = 0.0;
    double longest_step_ = 0.0;
    double shortest_step_ = 0.0;
    bool settled_ = false;     ///< whether noise and truncation were alike once
    double share_left_ = 1.0;  ///< of the first correction, as seen
    double share_step_ = 1.0;  ///< at this step
};

}  // namespace chainrule::check
