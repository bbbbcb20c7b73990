#pragma once

/// @file
/// How noisy a computed function is: measured, not guessed from its last bit.

#include "chainrule/check/function.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>

namespace chainrule::check {

/// Function values at so many points on one side of x.
inline constexpr std::size_t noise_samples = 8;
using NoiseSamples = std::array<double, noise_samples>;

/// Where these points lie, in units of their spacing. Unevenly: along even steps the
/// rounding of a product w x may itself rise evenly, and then looks smooth.
inline constexpr NoiseSamples noise_positions{
    0.83, 2.19, 2.87, 4.21, 5.02, 6.38, 6.91, 8.17};

/// What the spacing of the points was for the function.
enum class Spacing {
    fit,        ///< the noise stands out: `sigma` is believed
    too_close,  ///< half the values coincide
    too_wide,   ///< only smooth variation is seen: `sigma` is an upper bound
    outside,    ///< f is not finite there
};

struct NoiseEstimate {
    double sigma = 0.0;  ///< standard deviation of the noise
    Spacing spacing = Spacing::outside;
    double bend = 0.0;  ///< largest |f''| seen, times the spacing squared
    double size = 0.0;  ///< the largest value
};

namespace detail {

/// By what a divided difference of the values `first` to `last` amplifies the variance
/// of independent noise: the sum of its squared weights 1 / prod (p_i - p_j).
[[nodiscard]] constexpr double amplification(std::size_t first, std::size_t last) {
    double sum = 0.0;
    for (std::size_t i = first; i <= last; ++i) {
        double product = 1.0;
        for (std::size_t j = first; j <= last; ++j) {
            if (j != i) product *= noise_positions[i] - noise_positions[j];
        }
        sum += 1.0 / (product * product);
    }
    return sum;
}

/// amplification(first, first + order) in row `order`, column `first`.
inline constexpr auto amplifications = [] {
    std::array<NoiseSamples, noise_samples> table{};
    for (std::size_t order = 1; order < noise_samples; ++order) {
        for (std::size_t first = 0; first + order < noise_samples; ++first) {
            table[order][first] = amplification(first, first + order);
        }
    }
    return table;
}();

}  // namespace detail

/// ECnoise (Moré and Wild, SIAM J. Sci. Comput. 33, 2011), for points that are not
/// evenly spaced: divided differences of order k wipe out what is smooth and leave
/// noise, amplified by a known factor. The first order at which three estimates in a
/// row agree within a factor of four, with differences of both signs, is believed. If
/// there is none, the smallest estimate is an upper bound of the noise.
[[nodiscard]] inline NoiseEstimate noise_of(NoiseSamples values) {
    std::size_t coincide = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        if (!std::isfinite(values[i]) || !std::isfinite(values[i + 1])) return {};
        if (values[i] == values[i + 1]) ++coincide;
    }
    if (2 * coincide >= values.size()) return {0.0, Spacing::too_close};

    // Squares of values near the ends of the range of double would leave it.
    double size = 0.0;
    for (const double value : values) size = std::max(size, std::abs(value));
    for (double& value : values) value /= size;

    NoiseEstimate result;
    result.size = size;
    NoiseSamples sigma{};
    std::array<bool, noise_samples> both_signs{};
    for (std::size_t k = 1; k < values.size(); ++k) {
        double sum = 0.0, low = 0.0, high = 0.0;
        const std::size_t count = values.size() - k;
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = (values[i + 1] - values[i]) /
                        (noise_positions[i + k] - noise_positions[i]);
            sum += values[i] * values[i] / detail::amplifications[k][i];
            low = std::min(low, values[i]);
            high = std::max(high, values[i]);
        }
        sigma[k] = std::sqrt(sum / static_cast<double>(count));
        both_signs[k] = low < 0.0 && high > 0.0;
        if (k == 2) result.bend = 2.0 * size * std::max(-low, high);
    }
    for (std::size_t k = 1; k + 2 < values.size(); ++k) {
        const auto [least, most] = std::minmax({sigma[k], sigma[k + 1], sigma[k + 2]});
        if (most == 0.0 || (both_signs[k] && most <= 4.0 * least)) {
            result.sigma = size * sigma[k];
            result.spacing = Spacing::fit;
            return result;
        }
    }
    result.sigma = size * *std::min_element(sigma.begin() + 1, sigma.end());
    result.spacing = Spacing::too_wide;
    return result;
}

namespace detail {

/// Values beside x on its two sides, each a matrix with one row a value.
struct TwoSides {
    std::array<arma::mat, 2> values;

    /// The smaller estimate of the two sides: a kink on one side looks like noise
    /// there and must not be taken for it. If they differ much, rounding may also have
    /// followed the points of one side by accident, and neither is believed.
    [[nodiscard]] NoiseEstimate estimate(arma::uword row) const {
        const NoiseEstimate ahead = side(0, row), behind = side(1, row);
        if (ahead.spacing == Spacing::outside) return behind;
        if (behind.spacing == Spacing::outside) return ahead;
        const auto [least, most] =
            std::minmax(ahead, behind, [](const auto& a, const auto& b) {
                return a.sigma < b.sigma;
            });
        NoiseEstimate result = least;
        if (least.spacing == Spacing::fit && most.sigma > 8.0 * least.sigma) {
            result.spacing = Spacing::too_wide;
        }
        return result;
    }

private:
    [[nodiscard]] NoiseEstimate side(std::size_t which, arma::uword row) const {
        NoiseSamples samples;
        for (arma::uword i = 0; i < noise_samples; ++i) {
            samples[i] = values[which].at(row, i);
        }
        return noise_of(samples);
    }
};

/// A direction that moves each entry by about its own size, or by about 1 if it is 0.
[[nodiscard]] inline arma::vec proportional_direction(const arma::vec& x,
                                                      std::uint64_t seed) {
    Random random(seed, 0x6e6f697365);  // its own stream: "noise"
    arma::vec direction(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        const double size = x.mem[i] == 0.0 ? 1.0 : std::abs(x.mem[i]);
        const double share = random.uniform(0.5, 1.0);
        direction.at(i) = random.uniform() < 0.5 ? -share * size : share * size;
    }
    return direction;
}

/// Samples `values`, a function to `count` numbers, beside x on both sides, never at
/// x itself, where a kink may be.
template <class Values>
[[nodiscard]] TwoSides samples_beside(const arma::vec& x,
                                      const arma::vec& direction,
                                      double spacing,
                                      arma::uword count,
                                      Values&& values) {
    TwoSides samples{arma::mat(count, noise_samples), arma::mat(count, noise_samples)};
    for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t i = 0; i < noise_samples; ++i) {
            const double t = spacing * noise_positions[i];
            const arma::vec found = values(moved(x, side == 0 ? t : -t, direction));
            std::copy_n(found.mem, count, samples.values[side].colptr(i));
        }
    }
    return samples;
}

}  // namespace detail

/// Standard deviations of the noise of several values near x.
struct Noise {
    arma::vec sigma;
    double spacing = 0.0;  ///< of the points, relative to x, at which it was found
};

namespace detail {

/// The search for the noise of every output: from close spacing to wider ones where f
/// cannot tell the points apart, to closer ones where all it shows is smooth.
class NoiseSearch {
public:
    NoiseSearch(const Function& f,
                const arma::vec& x,
                arma::uword outputs,
                const CheckOptions& options)
        : f_(f),
          x_(x),
          options_(options),
          direction_(proportional_direction(x, options.seed)),
          estimates_(outputs) {}

    [[nodiscard]] Noise measure() {
        double spacing = first;
        take(spacing);
        if (any(Spacing::too_close)) {
            for (const double wider : {1e-6, 1e-4, 1e-2}) {
                if (any(Spacing::too_close)) take(spacing = wider);
            }
        } else {
            for (const double closer : {1e-10, 1e-12}) {
                if (!all_fit()) take(spacing = closer);
            }
            if (stepped_) take(spacing = 1e-6);
            look_for_oscillation();
            look_for_coarse_noise();
        }
        Noise noise{filled(estimates_.size(), 0.0), spacing};
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            noise.sigma.at(i) = estimates_[i].sigma;
        }
        return noise;
    }

private:
    static constexpr double first = 1e-8, coarse = 1e-5;

    [[nodiscard]] TwoSides sample(double spacing) const {
        return samples_beside(
            x_, direction_, spacing, estimates_.size(), [&](const arma::vec& point) {
                return f_.probe(point, estimates_.size(), options_);
            });
    }

    /// Keeps for each output what is believed, or else the least upper bound.
    void take(double spacing) {
        const TwoSides samples = sample(spacing);
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            NoiseEstimate& known = estimates_[i];
            const NoiseEstimate fresh = samples.estimate(i);
            if (known.spacing == Spacing::fit || fresh.spacing == Spacing::outside) {
                continue;
            }
            // f goes in steps, such as those of a solver's tolerance: that they are not
            // seen from closer by does not make them smaller.
            if (known.spacing == Spacing::too_wide &&
                fresh.spacing == Spacing::too_close) {
                stepped_ = true;
                continue;
            }
            const bool better = known.spacing != Spacing::too_wide ||
                                fresh.spacing == Spacing::fit ||
                                fresh.sigma < known.sigma;
            // The bend that counts is that at the first spacing; those at closer ones
            // are smaller.
            const double bend = std::max(known.bend, fresh.bend);
            if (better) known = fresh;
            known.bend = bend;
        }
    }

    /// What is most of f at the first spacing, and was taken for noise there, may be an
    /// oscillation: then points a thousand times closer show next to none of it. A small
    /// part that oscillates so fast stays noise, which is what it is meant for.
    void look_for_oscillation() {
        constexpr double large = 0.05, gone = 0.03;
        const auto suspect = [&](const NoiseEstimate& one) {
            return one.spacing == Spacing::fit && one.sigma > large * one.size;
        };
        if (none_of(estimates_, suspect)) return;
        const TwoSides closer = sample(1e-3 * first);
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            const NoiseEstimate fresh = closer.estimate(i);
            if (suspect(estimates_[i]) && fresh.spacing == Spacing::fit &&
                fresh.sigma < gone * estimates_[i].sigma) {
                estimates_[i] = fresh;
            }
        }
    }

    /// A function part of which is computed in coarser steps than the rest, such as a
    /// sum in float beside one in double, is smooth from one step to the next. What it
    /// does over many steps is noise if no curvature found from close by explains it,
    /// and if points ten times closer show it, too: a fast oscillation is smooth there.
    void look_for_coarse_noise() {
        constexpr double stretch = (coarse / first) * (coarse / first);
        const TwoSides samples = sample(coarse);
        List<std::size_t> suspects;
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            const NoiseEstimate wide = samples.estimate(i);
            if (estimates_[i].spacing == Spacing::fit && wide.spacing == Spacing::fit &&
                wide.sigma > 8.0 * stretch * estimates_[i].bend) {
                suspects.push_back(i);
            }
        }
        if (suspects.empty()) return;
        const TwoSides closer = sample(0.1 * coarse);
        for (const std::size_t i : suspects) {
            const NoiseEstimate wide = samples.estimate(i);
            if (closer.estimate(i).sigma > 0.1 * wide.sigma) estimates_[i] = wide;
        }
    }

    [[nodiscard]] bool any(Spacing spacing) const {
        return any_of(estimates_,
                      [&](const NoiseEstimate& one) { return one.spacing == spacing; });
    }
    [[nodiscard]] bool all_fit() const {
        return all_of(estimates_, [](const NoiseEstimate& one) {
            return one.spacing == Spacing::fit;
        });
    }

    const Function& f_;
    const arma::vec& x_;
    const CheckOptions& options_;
    arma::vec direction_;
    List<NoiseEstimate> estimates_;
    bool stepped_ = false;
};

}  // namespace detail

/// Measures the noise of every output of f. The points lie as close together as f
/// can tell them apart. Where f is not finite its noise is taken for 0.
[[nodiscard]] inline Noise measure_noise(const Function& f,
                                         const arma::vec& x,
                                         arma::uword outputs,
                                         const CheckOptions& options) {
    return detail::NoiseSearch(f, x, outputs, options).measure();
}

/// The same for claimed derivatives: standard deviations in the shape of
/// `claimed_at_x`. Where a value is not finite its noise is taken for 0.
[[nodiscard]] inline arma::mat measure_claimed_noise(const Claimed& claimed,
                                                     const arma::vec& x,
                                                     const arma::mat& claimed_at_x,
                                                     double spacing,
                                                     const CheckOptions& options) {
    const auto values = [&](const arma::vec& point) -> arma::vec {
        try {
            if (!options.inside || options.inside(point)) {
                const arma::mat value = claimed(point);
                if (value.n_elem == claimed_at_x.n_elem) {
                    return arma::vec(value.mem, value.n_elem);
                }
            }
        } catch (...) {
            // outside the domain: this side tells nothing
        }
        return filled(claimed_at_x.n_elem, arma::datum::nan);
    };
    const detail::TwoSides samples =
        detail::samples_beside(x,
                               detail::proportional_direction(x, options.seed),
                               spacing,
                               claimed_at_x.n_elem,
                               values);
    arma::mat sigma(claimed_at_x.n_rows, claimed_at_x.n_cols);
    for (arma::uword i = 0; i < sigma.n_elem; ++i) {
        sigma.at(i) = samples.estimate(i).sigma;
    }
    return sigma;
}

}  // namespace chainrule::check
