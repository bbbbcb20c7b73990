#pragma once

/// @file
/// How noisy a computed function is: measured, not guessed from its last bit.

#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <vector>

namespace chainrule::check {

/// Function values at so many evenly spaced points.
inline constexpr std::size_t noise_samples = 8;
using NoiseSamples = std::array<double, noise_samples>;

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
    double bend = 0.0;  ///< largest second difference
};

/// ECnoise (Moré and Wild, SIAM J. Sci. Comput. 33, 2011): differences of order k
/// wipe out what is smooth and leave noise, amplified by a known factor. The first
/// order at which three estimates in a row agree within a factor of four, with
/// differences of both signs, is believed. If there is none, the smallest estimate
/// is an upper bound of the noise.
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
    NoiseSamples sigma{};
    std::array<bool, noise_samples> both_signs{};
    double amplification = 1.0;  // (2k)! / (k!)^2
    for (std::size_t k = 1; k < values.size(); ++k) {
        const auto order = static_cast<double>(k);
        amplification *= 2.0 * (2.0 * order - 1.0) / order;
        double sum = 0.0, low = 0.0, high = 0.0;
        const std::size_t count = values.size() - k;
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = values[i + 1] - values[i];
            sum += values[i] * values[i];
            low = std::min(low, values[i]);
            high = std::max(high, values[i]);
        }
        sigma[k] = std::sqrt(sum / static_cast<double>(count) / amplification);
        both_signs[k] = low < 0.0 && high > 0.0;
        if (k == 2) result.bend = size * std::max(-low, high);
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
    /// there and must not be taken for it.
    [[nodiscard]] NoiseEstimate estimate(arma::uword row) const {
        NoiseEstimate least;
        for (const arma::mat& side : values) {
            NoiseSamples samples;
            for (arma::uword i = 0; i < noise_samples; ++i) {
                samples[i] = side.at(row, i);
            }
            const NoiseEstimate one = noise_of(samples);
            if (one.spacing == Spacing::outside) continue;
            if (least.spacing == Spacing::outside || one.sigma < least.sigma) {
                least = one;
            }
        }
        return least;
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
            const double t = spacing * static_cast<double>(i + 1);
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
            if (better) known = fresh;
        }
    }

    /// A function part of which is computed in coarser steps than the rest, such as a
    /// sum in float beside one in double, is smooth from one step to the next. What it
    /// does over many steps is noise if no curvature found from close by explains it.
    void look_for_coarse_noise() {
        const TwoSides samples = sample(coarse);
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            const NoiseEstimate wide = samples.estimate(i);
            const double stretch = (coarse / first) * (coarse / first);
            if (estimates_[i].spacing == Spacing::fit && wide.spacing == Spacing::fit &&
                wide.sigma > 8.0 * stretch * estimates_[i].bend) {
                estimates_[i] = wide;
            }
        }
    }

    [[nodiscard]] bool any(Spacing spacing) const {
        return std::any_of(
            estimates_.begin(), estimates_.end(), [&](const NoiseEstimate& one) {
                return one.spacing == spacing;
            });
    }
    [[nodiscard]] bool all_fit() const {
        return std::all_of(
            estimates_.begin(), estimates_.end(), [](const NoiseEstimate& one) {
                return one.spacing == Spacing::fit;
            });
    }

    const Function& f_;
    const arma::vec& x_;
    const CheckOptions& options_;
    arma::vec direction_;
    std::vector<NoiseEstimate> estimates_;
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
