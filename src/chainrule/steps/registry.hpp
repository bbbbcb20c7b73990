#pragma once

/// @file
/// The steps that derivations/contents.txt names, in its order.

#include "chainrule/steps/step.hpp"

namespace chainrule::steps {

/// All steps in reading order. The definition is generated: see src/cmake/Steps.cmake.
[[nodiscard]] const std::vector<Step>& all_steps();

/// The step of that name; `InputError` naming the nearest one if there is none.
[[nodiscard]] const Step& find_step(std::string_view name);

/// The step of a name, or else the steps of a chapter ("04_losses" or "losses") in reading
/// order; `InputError` with the nearest name if there is neither.
[[nodiscard]] std::vector<const Step*> find_steps(std::string_view name_or_chapter);

}  // namespace chainrule::steps
