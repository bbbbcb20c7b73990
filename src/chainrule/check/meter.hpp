#pragma once

/// @file
/// How often a callable was asked, by all threads together, how often it may be, and
/// whether its answers always had the same size.

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>

namespace chainrule::check {

/// Counts evaluations. A limit binds only those that ask for admission: the judge's
/// own probing. What the caller wants evaluated at x itself is counted in any case.
class Meter {
public:
    void count() { ++used_; }

    /// Counts an evaluation if the limit permits it.
    [[nodiscard]] bool admits() {
        if (used_.fetch_add(1) < limit_) return true;
        --used_;
        ++refused_;
        return false;
    }

    /// At most so many evaluations from the first on.
    void limit(std::size_t evaluations) { limit_ = evaluations; }

    /// An answer had another size than the one at x.
    void note_other_size() { same_size_ = false; }
    [[nodiscard]] bool same_size() const { return same_size_; }

    [[nodiscard]] std::size_t used() const { return used_; }
    [[nodiscard]] std::size_t refused() const { return refused_; }
    [[nodiscard]] std::size_t left() const {
        const std::size_t used = used_;
        return used < limit_ ? limit_ - used : 0;
    }

private:
    std::atomic<std::size_t> used_ = 0;
    std::atomic<std::size_t> refused_ = 0;
    std::atomic<bool> same_size_ = true;
    std::size_t limit_ = std::numeric_limits<std::size_t>::max();
};

using SharedMeter = std::shared_ptr<Meter>;

[[nodiscard]] inline SharedMeter new_meter() {
    return std::make_shared<Meter>();
}

}  // namespace chainrule::check
