#pragma once

/// @file
/// A walk as JSON, so that anybody can compare a step with PyTorch or NumPy.

#include "chainrule/stepper/trace.hpp"

#include <string>

namespace chainrule::stepper {

/// One line with the fields
///
/// | field        | holds                                                            |
/// |--------------|------------------------------------------------------------------|
/// | `step`       | its name                                                         |
/// | `seed`       | of the random example                                            |
/// | `inputs`     | arguments of forward                                             |
/// | `outputs`    | results of forward                                               |
/// | `cotangents` | of the outputs, named `<output>_bar`                             |
/// | `vjp`        | of the differentiable inputs, named `<input>_bar`                |
/// | `checks`     | `check`, `verdict`, `largest_error`, `error_bar`, `note`         |
/// | `mistakes`   | `name`, `sentence`, `vjp`, `largest_error`, `hidden_when`,       |
/// |              | `largest_error_where_hidden`                                     |
///
/// A matrix is `{"name", "rows", "cols", "values"}`, column by column, each number with
/// as many digits as bring back the same `double`; class labels are integers counted
/// from 0. What is NaN or infinite is `null`: JSON has no word for it. A mistake
/// whose shapes do not fit this example has an empty `vjp`.
[[nodiscard]] std::string as_json(const Trace& trace);

}  // namespace chainrule::stepper
