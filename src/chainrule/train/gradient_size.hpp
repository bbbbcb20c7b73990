#pragma once

/// @file
/// The size of a gradient as a whole: is it finite, and is it too long?

#include <armadillo>

#include <span>

namespace chainrule::train {

/// Whether no value is NaN or infinite. Reads every value, without branches: most are
/// finite nearly always.
[[nodiscard]] bool all_finite(std::span<const float> values);

/// Shortens `gradient` to the length `limit` if it is longer (12.5: all parameters
/// together, so that its direction stays). 0 means no limit. R. Pascanu et al., On the
/// difficulty of training recurrent neural networks, ICML 2013, algorithm 1.
void clip(arma::fvec& gradient, double limit);

}  // namespace chainrule::train
