#pragma once

/// @file
/// Numbers with an error bar that follows them through arithmetic.

#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::check {

struct Measured {
    double value = 0.0;
    double bar = 0.0;
};

using MeasuredVector = List<Measured>;

[[nodiscard]] inline Measured operator+(Measured a, Measured b) {
    return {a.value + b.value, a.bar + b.bar};
}
[[nodiscard]] inline Measured operator-(Measured a, Measured b) {
    return {a.value - b.value, a.bar + b.bar};
}
[[nodiscard]] inline Measured operator*(Measured a, Measured b) {
    return {a.value * b.value,
            std::abs(a.value) * b.bar + std::abs(b.value) * a.bar + a.bar * b.bar};
}
[[nodiscard]] inline Measured operator*(double a, Measured b) {
    return {a * b.value, std::abs(a) * b.bar};
}

/// Unknown (an infinite bar) where the divisor may be 0.
[[nodiscard]] inline Measured operator/(Measured a, Measured b) {
    const double least = std::abs(b.value) - b.bar;
    if (!(least > 0.0)) return {0.0, arma::datum::inf};
    const double quotient = a.value / b.value;
    return {quotient, (a.bar + std::abs(quotient) * b.bar) / least};
}

[[nodiscard]] inline bool known(Measured a) {
    return std::isfinite(a.value) && std::isfinite(a.bar);
}

/// The transform with what the bar of its argument makes of it.
[[nodiscard]] inline Measured applied(const Transform& transform, Measured a) {
    const double value = transform.apply(a.value);
    const double above = transform.apply(a.value + a.bar);
    const double below = transform.apply(a.value - a.bar);
    return {value, std::max(std::abs(above - value), std::abs(below - value))};
}

}  // namespace chainrule::check
