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
        : meter_(f.meter()),
          most_(budget.evaluations),
          seconds_(budget.seconds),
          used_before_(meter_->used()) {
        if (budget.evaluations > 0) meter_->limit(budget.evaluations);
    }

    [[nodiscard]] std::size_t left() const {
        const std::size_t by_count = meter_->left();
        if (!(seconds_ > 0.0)) return by_count;
        const double spent = elapsed(), remaining = seconds_ - spent;
        if (remaining <= 0.0) return 0;
        const auto used = static_cast<double>(meter_->used() - used_before_);
        const double affordable = remaining / spent * std::max(used, 1.0);
        // so large a number of evaluations is no limit
        return affordable < 1e15
                   ? std::min(by_count, static_cast<std::size_t>(affordable))
                   : by_count;
    }

    /// Whether the derivatives, asked so often by now, may be asked once more: as often
    /// as f, and as long as time is left.
    [[nodiscard]] bool admits_derivative(std::size_t asked) const {
        if (most_ > 0 && asked >= most_) return false;
        return !(seconds_ > 0.0) || elapsed() < seconds_;
    }

    /// How many evaluations the limit has refused: more than before, and what was
    /// measured meanwhile is incomplete.
    [[nodiscard]] std::size_t refused() const { return meter_->refused(); }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] double elapsed() const {
        return std::chrono::duration<double>(Clock::now() - start_).count();
    }

    SharedMeter meter_;
    std::size_t most_;
    double seconds_;
    std::size_t used_before_;
    Clock::time_point start_ = Clock::now();
};

}  // namespace chainrule::check
