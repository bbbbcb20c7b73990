#pragma once

/// @file
/// Options that cannot be meant are refused, before anything is asked: a slip such as
/// `seconds = -1` must not be taken for "no limit".

#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace chainrule::check {

namespace detail {

[[noreturn]] inline void refuse(const std::string& field,
                                const std::string& need,
                                const std::string& got) {
    throw std::invalid_argument("CheckOptions::" + field + ": need " + need + ", got " +
                                got);
}

/// A negative number makes a count this large.
inline void require_count(const char* field, std::size_t count) {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;
    if (count > most) {
        refuse(field,
               "a count",
               std::to_string(count) + ", which is what a negative number becomes");
    }
}

}  // namespace detail

/// `std::invalid_argument` with field, need and finding. `max_entries` and `worst` may
/// be as large as one likes: more than there is means all.
inline void require_valid(const CheckOptions& options) {
    const double seconds = options.budget.seconds;
    if (!(seconds >= 0.0)) {
        detail::refuse("budget.seconds", "0 for no limit, or more", text(seconds, 17));
    }
    detail::require_count("budget.evaluations", options.budget.evaluations);
    detail::require_count("threads", options.threads);
    detail::require_count("directions", options.directions);
    if (!(options.error_size > 0.0) || !std::isfinite(options.error_size)) {
        detail::refuse("error_size",
                       "a finite number above 0, a share of the gradient's length",
                       text(options.error_size, 17));
    }
    for (const Size& size : options.sizes) {
        if (!std::isfinite(size.value)) {
            detail::refuse(
                "sizes", "finite numbers", size.name + " = " + text(size.value));
        }
    }
}

}  // namespace chainrule::check
