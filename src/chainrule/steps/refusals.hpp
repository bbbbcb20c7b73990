#pragma once

#include "chainrule/steps/step.hpp"

#include <string>
#include <vector>

namespace chainrule::steps {

/// Calls `step` wrongly in every way its description allows to think of: a row or a
/// column too many where a size is bound, empty and NaN arguments, labels out of range,
/// cotangents of another shape. Returns those calls that were not refused by an error
/// that begins with the step's name.
[[nodiscard]] std::vector<std::string> accepted_nonsense(const Step& step,
                                                         const Example& example);

}  // namespace chainrule::steps
