#pragma once

/// @file
/// Options that cannot be meant are refused, before anything is asked: a slip such as
/// `seconds = -1` must not be taken for "no limit".

#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

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

/// Reports speak of entries by the name of their block, and a negative number makes a
/// matrix far larger than x, which has `entries`.
inline void require_block(const Block& block,
                          const std::vector<Block>& all,
                          arma::uword entries) {
    if (block.name.empty()) refuse("blocks", "a name for each", "one without");
    const auto same_name = [&](const Block& other) { return other.name == block.name; };
    if (std::count_if(all.begin(), all.end(), same_name) > 1) {
        refuse("blocks", "a name of its own for each", block.name + " twice");
    }
    if (block.rows > 0 && block.cols > entries / block.rows) {
        refuse("blocks",
               "blocks no larger than x, of " + std::to_string(entries) + " entries",
               block.name + " " + std::to_string(block.rows) + "x" +
                   std::to_string(block.cols));
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

/// The same for the blocks of an x of so many `entries`, one by one.
inline void require_valid(const std::vector<Block>& blocks, arma::uword entries) {
    for (const Block& block : blocks) detail::require_block(block, blocks, entries);
}

}  // namespace chainrule::check
