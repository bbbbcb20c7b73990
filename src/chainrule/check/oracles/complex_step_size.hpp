#pragma once

/// @file
/// The step of every derivative by complex step.

namespace chainrule::check {

/// So small that its square is nothing beside 1: what a complex number carries in its
/// imaginary part, divided by it, is a derivative without rounding.
inline constexpr double complex_step_size = 1e-30;

}  // namespace chainrule::check
