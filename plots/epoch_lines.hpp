#pragma once

/// @file
/// The parts of the data, training, validation and test, as they look in every
/// picture over epochs. `quantity` takes a `train::Score` and gives the value drawn.

#include "plots/figure.hpp"

#include "chainrule/train/run_record.hpp"

#include <functional>

namespace chainrule::plots {

using Quantity = std::function<double(const train::Score&)>;

[[nodiscard]] Line training_line(const train::RunRecord& record,
                                 const Quantity& quantity);
[[nodiscard]] Line validation_line(const train::RunRecord& record,
                                   const Quantity& quantity);

/// Whether images were held back and measured.
[[nodiscard]] bool has_validation(const train::RunRecord& record);

/// The weights that were kept, on the test images: one point, inside the panel's
/// ranges; nothing if they were not tested.
void mark_test(Panel& panel, const train::RunRecord& record, const Quantity& quantity);

}  // namespace chainrule::plots
