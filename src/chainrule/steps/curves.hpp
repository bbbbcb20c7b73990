#pragma once

/// @file
/// What the pictures of a step's check are drawn from.

#include "chainrule/check.hpp"
#include "chainrule/steps/step.hpp"

#include <cstdint>
#include <vector>

namespace chainrule::steps {

struct StepCurves {
    std::vector<Block> blocks;  ///< the differentiable inputs
    VjpReport report;           ///< the judge's, with every entry among the worst
    VCurve v_curve;             ///< of <y_bar, step(x)> along a random direction
    TaylorCurve taylor_curve;   ///< likewise
};

/// Measured at the example that the step's contract is checked at with `seed`.
[[nodiscard]] StepCurves measure_curves(const Step& step, std::uint64_t seed);

}  // namespace chainrule::steps
