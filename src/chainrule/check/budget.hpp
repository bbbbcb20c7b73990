#pragma once

/// @file
/// What is left of the budget of a check.

#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace chainrule::check {

/// Evaluations of f that may still be made. Seconds are converted by the time that
/// the evaluations so far took, everything between them included.
class Allowance {
public:
    Allowance(const Function& f, const Budget& budget)
        : meter_(f.meter()), seconds_(budget.seconds), used_before_(meter_->used()) {
        if (budget.evaluations > 0) meter_->limit(budget.evaluations);
    }

    [[nodiscard]] std::size_t left() const {
        const std::size_t by_count = meter_->left();
        if (!(seconds_ > 0.0)) return by_count;
        const std::chrono::duration<double> elapsed = Clock::now() - start_;
        const double remaining = seconds_ - elapsed.count();
        if (remaining <= 0.0) return 0;
        const auto used = static_cast<double>(meter_->used() - used_before_);
        const double affordable = remaining / elapsed.count() * std::max(used, 1.0);
        // so large a number of evaluations is no limit
        return affordable < 1e15
                   ? std::min(by_count, static_cast<std::size_t>(affordable))
                   : by_count;
    }

    /// How many evaluations the limit has refused: more than before, and what was
    /// measured meanwhile is incomplete.
    [[nodiscard]] std::size_t refused() const { return meter_->refused(); }

private:
    using Clock = std::chrono::steady_clock;

    SharedMeter meter_;
    double seconds_;
    std::size_t used_before_;
    Clock::time_point start_ = Clock::now();
};

}  // namespace chainrule::check
