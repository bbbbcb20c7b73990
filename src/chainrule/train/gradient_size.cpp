#include "chainrule/train/gradient_size.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace chainrule::train {

bool all_finite(std::span<const float> values) {
    // NaN and infinity are the numbers whose exponent bits are all 1
    constexpr std::uint32_t exponent = 0x7f800000;
    std::uint32_t found = 0;
    for (const float value : values) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        found |= (bits & exponent) == exponent ? 1u : 0u;
    }
    return found == 0;
}

void clip(arma::fvec& gradient, double limit) {
    if (limit == 0.0) return;
    double squares = 0.0;
    for (const double g : gradient) squares += g * g;
    const double length = std::sqrt(squares);
    if (length > limit) gradient *= static_cast<float>(limit / length);
}

}  // namespace chainrule::train
