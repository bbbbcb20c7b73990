#pragma once

/// @file
/// A few threads that stay: a training step is about a tenth of a millisecond, too
/// short to start threads for.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace chainrule::train {

/// Runs numbered tasks on the calling thread and `count - 1` others. Each thread has
/// tasks of its own, the same in every round of as many, so that it finds in its cache
/// what it left there; one that is done helps the others. So which thread takes which
/// task is chance in the end, and results must not depend on it.
class Workers {
public:
    /// How many threads are worth having if `asked` are asked for: no more than the machine
    /// has processors, for which they would only wait; 0 means as many.
    [[nodiscard]] static std::size_t count_for(std::size_t asked);

    /// Of `count` threads, at least 1.
    explicit Workers(std::size_t count);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    [[nodiscard]] std::size_t count() const { return tickets_.size(); }

    /// Calls `task(index, worker)` once for each index below `tasks` (at most 65535),
    /// `worker` being below `count()` and never the same in two calls at one time.
    /// Returns when all are done; the first exception of a task is thrown again.
    /// Allocates nothing.
    template <class Task>
    void run(std::size_t tasks, Task&& task) {
        run_erased(tasks, std::ref(task));
    }

    /// Splits 0 to `size` among the workers: `task(begin, end)`. For work that gives
    /// the same result wherever it is cut.
    template <class Task>
    void run_ranges(std::size_t size, Task&& task) {
        const std::size_t parts = count();
        run(parts, [&](std::size_t part, std::size_t) {
            task(size * part / parts, size * (part + 1) / parts);
        });
    }

private:
    using AnyTask = std::function<void(std::size_t index, std::size_t worker)>;

    /// Round (32 bits), end of a thread's tasks (16), its next one (16): one word, so
    /// that a thread that wakes late cannot take a task of a round that is over. In a
    /// cache line of its own.
    struct alignas(64) Tickets {
        std::atomic<std::uint64_t> word{0};
    };

    void run_erased(std::size_t tasks, const AnyTask& task);
    void wait_for_rounds(std::size_t worker);
    void take_tasks(std::uint32_t round, std::size_t worker);
    void take_tasks_of(Tickets& owner, std::uint32_t round, std::size_t worker);

    std::vector<std::thread> threads_;
    std::vector<Tickets> tickets_;  // one a worker
    const AnyTask* task_ = nullptr;
    std::atomic<std::uint32_t> round_{0};
    std::atomic<std::size_t> done_{0};
    std::atomic<bool> quit_{false};
    std::mutex error_mutex_;
    std::exception_ptr error_;
};

}  // namespace chainrule::train
