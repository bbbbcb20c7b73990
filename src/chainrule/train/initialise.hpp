#pragma once

/// @file
/// The parameters before the first step.

#include "chainrule/train/config.hpp"
#include "chainrule/train/parameters.hpp"

#include <armadillo>

namespace chainrule::train {

/// Draws all parameters of `layout` from the stream (seed, block), so that a layer's
/// numbers do not depend on the layers before it.
///
/// For weights of shape `fan_out` x `fan_in`:
///
/// | init       | weights                                             | biases       |
/// |------------|-----------------------------------------------------|--------------|
/// | he         | normal, variance 2 / fan_in                         | 0            |
/// | glorot     | uniform within $\sqrt{6 / (\text{fan\_in} + \text{fan\_out})}$ | 0 |
/// | orthogonal | orthonormal rows or columns, times $\sqrt 2$        | 0            |
/// | dead-class | as he: what case study 1 used                       | 0            |
/// | stuck-bias | normal; variance 2 / fan_in in W1, and 2 / fan_out, a slip of case study 2, in the rest | normal, variance 2 |
///
/// `InputError` for any other name.
///
/// Sources: K. He et al., Delving deep into rectifiers, ICCV 2015, equation 10;
/// X. Glorot and Y. Bengio, AISTATS 2010, equation 16; A. Saxe et al., Exact solutions
/// to the nonlinear dynamics of learning in deep linear networks, ICLR 2014.
[[nodiscard]] arma::fvec initial_parameters(const TrainConfig& config,
                                            const Layout& layout);

}  // namespace chainrule::train
