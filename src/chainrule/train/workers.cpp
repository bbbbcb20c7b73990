#include "chainrule/train/workers.hpp"

#include <algorithm>
#include <stdexcept>

namespace chainrule::train {

namespace {

struct Tickets {
    std::uint32_t round;
    std::uint16_t tasks, next;
};

std::uint64_t packed(Tickets t) {
    return std::uint64_t(t.round) << 32 | std::uint64_t(t.tasks) << 16 | t.next;
}

Tickets unpacked(std::uint64_t word) {
    return {static_cast<std::uint32_t>(word >> 32),
            static_cast<std::uint16_t>(word >> 16),
            static_cast<std::uint16_t>(word)};
}

void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/// Waiting actively is worth it for about the length of a training step.
constexpr int spins = 20'000;

}  // namespace

std::size_t Workers::count_for(std::size_t asked) {
    return asked > 0 ? asked : std::max(1u, std::thread::hardware_concurrency());
}

Workers::Workers(std::size_t count) {
    count = count_for(count);
    for (std::size_t worker = 1; worker < count; ++worker) {
        threads_.emplace_back([this, worker] { wait_for_rounds(worker); });
    }
}

Workers::~Workers() {
    quit_ = true;
    tickets_.fetch_add(std::uint64_t(1) << 32);  // a round without tasks
    tickets_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::run_erased(std::size_t tasks, const AnyTask& task) {
    if (tasks > UINT16_MAX) throw std::invalid_argument("Workers: too many tasks");
    task_ = &task;
    done_.store(0, std::memory_order_relaxed);
    const std::uint32_t round = unpacked(tickets_.load()).round + 1;
    tickets_.store(packed({round, static_cast<std::uint16_t>(tasks), 0}));
    tickets_.notify_all();

    take_tasks(round, 0);
    for (int spin = 0; done_.load(std::memory_order_acquire) != tasks; ++spin) {
        spin < spins ? pause() : std::this_thread::yield();
    }
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Workers::wait_for_rounds(std::size_t worker) {
    std::uint32_t last_round = 0;
    while (!quit_) {
        std::uint64_t word = tickets_.load(std::memory_order_acquire);
        for (int spin = 0; unpacked(word).round == last_round; ++spin) {
            if (spin < spins) {
                pause();
            } else {
                tickets_.wait(word);
            }
            word = tickets_.load(std::memory_order_acquire);
        }
        last_round = unpacked(word).round;
        take_tasks(last_round, worker);
    }
}

void Workers::take_tasks(std::uint32_t round, std::size_t worker) {
    std::uint64_t word = tickets_.load(std::memory_order_acquire);
    while (true) {
        const auto [current, tasks, next] = unpacked(word);
        if (current != round || next == tasks) return;
        if (!tickets_.compare_exchange_weak(word, word + 1)) continue;
        try {
            (*task_)(next, worker);
        } catch (...) {
            const std::scoped_lock lock(error_mutex_);
            if (!error_) error_ = std::current_exception();
        }
        done_.fetch_add(1, std::memory_order_release);
        word = tickets_.load(std::memory_order_acquire);
    }
}

}  // namespace chainrule::train
