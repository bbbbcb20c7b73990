#pragma once

/// @file
/// What `chainrule verify --json` prints for a program.

#include "chainrule/claims/source.hpp"
#include "chainrule/claims/verify.hpp"

#include <string>

namespace chainrule::claims {

/// One JSON object, on one line and without its end. Numbers that are not finite are
/// null.
[[nodiscard]] std::string json_of(const Source& source,
                                  const Verification& verification);

}  // namespace chainrule::claims
