#pragma once

/// @file
/// The project's own random numbers. Armadillo's stream differs between builds and
/// the standard library's distributions between compilers; this one is the same
/// wherever the same seed is given.

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace chainrule {

/// xoshiro256++ (Blackman and Vigna, 2019), seeded by splitmix64.
///
/// A stream is named by a seed and any number of further words, such as an epoch
/// and a layer, so that work done in any order draws the same numbers.
class Random {
public:
    explicit Random(std::uint64_t seed) { seed_state(seed); }

    template <class... Words>
    Random(std::uint64_t seed, Words... words) {
        ((seed = mix(seed) ^ static_cast<std::uint64_t>(words)), ...);
        seed_state(seed);
    }

    /// 64 random bits.
    std::uint64_t bits() {
        const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// Uniform in [0, 1), with 53 random bits.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

    /// Uniform in [low, high).
    double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// A whole number in [0, count), each with the same probability.
    std::uint64_t below(std::uint64_t count) {
        const std::uint64_t reject = (0 - count) % count;  // 2^64 mod count
        std::uint64_t draw = bits();
        while (draw < reject) draw = bits();
        return draw % count;
    }

    /// Standard normal (Box and Muller), two at a time.
    double normal() {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        const double angle = 2.0 * std::numbers::pi * uniform();
        spare_ = radius * std::sin(angle);
        has_spare_ = true;
        return radius * std::cos(angle);
    }

    /// 0 to count - 1 in random order (Fisher and Yates).
    std::vector<std::size_t> permutation(std::size_t count) {
        std::vector<std::size_t> order(count);
        for (std::size_t i = 0; i < count; ++i) order[i] = i;
        for (std::size_t i = count; i > 1; --i) {
            std::swap(order[i - 1], order[below(i)]);
        }
        return order;
    }

private:
    static std::uint64_t mix(std::uint64_t z) {
        z += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    void seed_state(std::uint64_t seed) {
        for (auto& word : state_) {
            word = mix(seed);
            seed += 0x9e3779b97f4a7c15;
        }
    }

    std::uint64_t state_[4]{};
    double spare_ = 0.0;
    bool has_spare_ = false;
};

}  // namespace chainrule
