#pragma once

/// @file
/// What a diagnosis is made of.

#include "chainrule/claims/judge.hpp"

#include <functional>

namespace chainrule::claims {

/// What was found at one trial, and what else can be asked there.
struct Evidence {
    std::reference_wrapper<TrialPoint> point;
    std::reference_wrapper<const Finding> finding;
};

}  // namespace chainrule::claims
