#pragma once

/// @file
/// How noisy a computed function is: measured, not guessed from its last bit.

#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <functional>
#include <limits>

namespace chainrule::check {

/// Function values at so many evenly spaced points.
inline constexpr std::size_t noise_samples = 8;
using NoiseSamples = std::array<double, noise_samples>;

struct NoiseEstimate {
    double sigma = 0.0;      ///< standard deviation of the noise
    bool too_close = false;  ///< half the values coincide: take wider spacing
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
    if (2 * coincide >= values.size()) return {0.0, true};

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
    }
    for (std::size_t k = 1; k + 2 < values.size(); ++k) {
        const auto [least, most] = std::minmax({sigma[k], sigma[k + 1], sigma[k + 2]});
        if (most == 0.0 || (both_signs[k] && most <= 4.0 * least)) return {sigma[k]};
    }
    return {*std::min_element(sigma.begin() + 1, sigma.end())};
}

namespace detail {

/// The smaller estimate of the two sides of x, for each row: a kink on one side
/// looks like noise there and must not be taken for it.
struct TwoSides {
    explicit TwoSides(arma::uword count)
        : values{arma::mat(count, noise_samples), arma::mat(count, noise_samples)} {}

    [[nodiscard]] NoiseEstimate estimate(arma::uword row) const {
        NoiseEstimate least{std::numeric_limits<double>::infinity()};
        for (const arma::mat& side : values) {
            if (!side.row(row).is_finite()) continue;
            NoiseSamples samples;
            for (arma::uword i = 0; i < noise_samples; ++i) samples[i] = side(row, i);
            const NoiseEstimate one = noise_of(samples);
            if (one.sigma < least.sigma) least = one;
        }
        return std::isfinite(least.sigma) ? least : NoiseEstimate{};
    }

    std::array<arma::mat, 2> values;
};

/// A direction that moves each entry by about its own size, or by about 1 if it is 0.
[[nodiscard]] inline arma::vec proportional_direction(const arma::vec& x,
                                                      std::uint64_t seed) {
    Random random(seed, 0x6e6f697365);  // its own stream: "noise"
    arma::vec direction(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        const double size = x(i) == 0.0 ? 1.0 : std::abs(x(i));
        const double share = random.uniform(0.5, 1.0);
        direction(i) = random.uniform() < 0.5 ? -share * size : share * size;
    }
    return direction;
}

}  // namespace detail

/// Standard deviations of the noise of several values near x.
struct Noise {
    arma::vec sigma;
    double spacing = 0.0;  ///< of the points, relative to x, at which it was found
};

namespace detail {

/// Samples `values`, a function to `count` numbers, beside x on both sides, never at
/// x itself, where a kink may be.
template <class Values>
[[nodiscard]] TwoSides samples_beside(const arma::vec& x,
                                      const arma::vec& direction,
                                      double spacing,
                                      arma::uword count,
                                      Values&& values) {
    TwoSides samples(count);
    for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t i = 0; i < noise_samples; ++i) {
            const double t = spacing * static_cast<double>(i + 1);
            samples.values[side].col(i) = values(x + (side == 0 ? t : -t) * direction);
        }
    }
    return samples;
}

}  // namespace detail

/// Measures the noise of every output of f. The points lie as close together as f
/// can tell them apart. Where f is not finite its noise is taken for 0.
[[nodiscard]] inline Noise measure_noise(const Function& f,
                                         const arma::vec& x,
                                         arma::uword outputs,
                                         const CheckOptions& options) {
    const arma::vec direction = detail::proportional_direction(x, options.seed);
    Noise noise{arma::vec(outputs, arma::fill::zeros)};
    for (const double spacing : {1e-8, 1e-6, 1e-4}) {
        const detail::TwoSides samples = detail::samples_beside(
            x, direction, spacing, outputs, [&](const arma::vec& point) {
                return f.probe(point, outputs, options);
            });
        noise.spacing = spacing;
        bool too_close = false;
        for (arma::uword i = 0; i < outputs; ++i) {
            const NoiseEstimate estimate = samples.estimate(i);
            noise.sigma(i) = std::max(noise.sigma(i), estimate.sigma);
            too_close = too_close || estimate.too_close;
        }
        if (!too_close) break;
    }
    return noise;
}

/// The same for claimed derivatives: standard deviations in the shape of
/// `claimed_at_x`. Where a value is not finite its noise is taken for 0.
[[nodiscard]] inline arma::mat measure_claimed_noise(
    const std::function<arma::mat(const arma::vec&)>& claimed,
    const arma::vec& x,
    const arma::mat& claimed_at_x,
    double spacing,
    const CheckOptions& options) {
    const auto values = [&](const arma::vec& point) -> arma::vec {
        try {
            if (!options.inside || options.inside(point)) {
                const arma::mat value = claimed(point);
                if (value.n_elem == claimed_at_x.n_elem) return arma::vectorise(value);
            }
        } catch (const std::exception&) {
            // outside the domain: this side tells nothing
        }
        return arma::vec(claimed_at_x.n_elem, arma::fill::value(arma::datum::nan));
    };
    const detail::TwoSides samples =
        detail::samples_beside(x,
                               detail::proportional_direction(x, options.seed),
                               spacing,
                               claimed_at_x.n_elem,
                               values);
    arma::mat sigma(arma::size(claimed_at_x));
    for (arma::uword i = 0; i < sigma.n_elem; ++i) sigma(i) = samples.estimate(i).sigma;
    return sigma;
}

}  // namespace chainrule::check
