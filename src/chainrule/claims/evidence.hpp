#pragma once

/// @file
/// What a diagnosis is made of, and when an explanation fits it.

#include "chainrule/claims/judge.hpp"

#include <functional>

namespace chainrule::claims {

/// What was found at one trial, and what else can be asked there.
struct Evidence {
    std::reference_wrapper<TrialPoint> point;
    std::reference_wrapper<const Finding> finding;
};

/// Whether `value` is the truth wherever that is known: to within twice its bar and 1e-10
/// of the largest entry, since rounding may add up differently in another form.
[[nodiscard]] bool agrees(const arma::mat& value,
                          const arma::mat& truth,
                          const arma::mat& bar,
                          double scale);
[[nodiscard]] bool agrees(const arma::mat& value, const Finding& finding);

}  // namespace chainrule::claims
