#pragma once

/// @file
/// The usual activations and their slopes.

#include "chainrule/check/diagnosis/quantities.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule::check {

namespace detail {

struct ActivationWithSlope {
    Transform activation, slope;
};

inline constexpr std::array<ActivationWithSlope, 11> activations_with_slopes{{
    {{"max(%, 0)", [](double z) { return std::max(z, 0.0); }},
     {"(% > 0)", [](double z) { return z > 0.0 ? 1.0 : 0.0; }}},
    {{"tanh(%)", [](double z) { return std::tanh(z); }},
     {"tanh'(%)",
      [](double z) {
          const double t = std::tanh(z);
          return 1.0 - t * t;
      }}},
    {{"sigmoid(%)", logistic},
     {"sigmoid'(%)",
      [](double z) {
          const double s = logistic(z);
          return s * (1.0 - s);
      }}},
    {{"gelu(%)", [](double z) { return 0.5 * z * std::erfc(-z / std::sqrt(2.0)); }},
     {"gelu'(%)",
      [](double z) {
          return 0.5 * std::erfc(-z / std::sqrt(2.0)) +
                 z * std::exp(-0.5 * z * z) / std::sqrt(2.0 * arma::datum::pi);
      }}},
    {{"swish(%)", [](double z) { return z * logistic(z); }},
     {"swish'(%)",
      [](double z) {
          const double s = logistic(z);
          return s + z * s * (1.0 - s);
      }}},
    {{"softplus(%)", [](double z) { return std::log1p(std::exp(z)); }},
     {"sigmoid(%)", logistic}},
    {{"leaky(%)", [](double z) { return z > 0.0 ? z : 0.01 * z; }},
     {"((% > 0) + 0.01*(% <= 0))", [](double z) { return z > 0.0 ? 1.0 : 0.01; }}},
    {{"leaky(%)", [](double z) { return z > 0.0 ? z : 0.1 * z; }},
     {"((% > 0) + 0.1*(% <= 0))", [](double z) { return z > 0.0 ? 1.0 : 0.1; }}},
    {{"leaky(%)", [](double z) { return z > 0.0 ? z : 0.2 * z; }},
     {"((% > 0) + 0.2*(% <= 0))", [](double z) { return z > 0.0 ? 1.0 : 0.2; }}},
    {{"elu(%)", [](double z) { return z > 0.0 ? z : std::expm1(z); }},
     {"elu'(%)", [](double z) { return z > 0.0 ? 1.0 : std::exp(z); }}},
    {{"softsign(%)", [](double z) { return z / (1.0 + std::abs(z)); }},
     {"softsign'(%)",
      [](double z) {
          const double d = 1.0 + std::abs(z);
          return 1.0 / (d * d);
      }}},
}};

/// What a layer without an activation has in its place.
inline constexpr ActivationWithSlope no_activation{as_is,
                                                   {"1", [](double) { return 1.0; }}};

}  // namespace detail

}  // namespace chainrule::check
