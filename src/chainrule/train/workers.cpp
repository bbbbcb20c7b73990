#include "chainrule/train/workers.hpp"

#include <algorithm>
#include <stdexcept>

namespace chainrule::train {

namespace {

struct Unpacked {
    std::uint32_t round;
    std::uint16_t end, next;
};

std::uint64_t packed(Unpacked t) {
    return std::uint64_t(t.round) << 32 | std::uint64_t(t.end) << 16 | t.next;
}

Unpacked unpacked(std::uint64_t word) {
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
    const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
    return asked > 0 ? std::min(asked, processors) : processors;
}

Workers::Workers(std::size_t count) : tickets_(std::max<std::size_t>(count, 1)) {
    for (std::size_t worker = 1; worker < tickets_.size(); ++worker) {
        threads_.emplace_back([this, worker] { wait_for_rounds(worker); });
    }
}

Workers::~Workers() {
    quit_ = true;
    ++round_;  // one without tasks
    round_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::run_erased(std::size_t tasks, const AnyTask& task) {
    if (tasks > UINT16_MAX) throw std::invalid_argument("Workers: too many tasks");
    task_ = &task;
    done_.store(0, std::memory_order_relaxed);
    const std::uint32_t round = round_.load() + 1;
    // Fewer tasks than threads go to the first ones, the caller among them, who is awake
    const std::size_t owners = std::clamp<std::size_t>(tasks, 1, count());
    const auto place = [&](std::size_t worker) {
        return static_cast<std::uint16_t>(tasks * std::min(worker, owners) / owners);
    };
    for (std::size_t worker = 0; worker < count(); ++worker) {
        tickets_[worker].word.store(packed({round, place(worker + 1), place(worker)}));
    }
    round_.store(round);
    round_.notify_all();

    take_tasks(round, 0);
    for (int spin = 0; done_.load(std::memory_order_acquire) != tasks; ++spin) {
        spin < spins ? pause() : std::this_thread::yield();
    }
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Workers::wait_for_rounds(std::size_t worker) {
    std::uint32_t last_round = 0;
    while (!quit_) {
        std::uint32_t round = round_.load(std::memory_order_acquire);
        for (int spin = 0; round == last_round; ++spin) {
            if (spin < spins) {
                pause();
            } else {
                round_.wait(round);
            }
            round = round_.load(std::memory_order_acquire);
        }
        last_round = round;
        take_tasks(round, worker);
    }
}

void Workers::take_tasks(std::uint32_t round, std::size_t worker) {
    for (std::size_t other = 0; other < count(); ++other) {
        take_tasks_of(tickets_[(worker + other) % count()], round, worker);
    }
}

void Workers::take_tasks_of(Tickets& owner, std::uint32_t round, std::size_t worker) {
    std::uint64_t word = owner.word.load(std::memory_order_acquire);
    while (true) {
        const auto [current, end, next] = unpacked(word);
        if (current != round || next == end) return;
        if (!owner.word.compare_exchange_weak(word, word + 1)) continue;
        try {
            (*task_)(next, worker);
        } catch (...) {
            const std::scoped_lock lock(error_mutex_);
            if (!error_) error_ = std::current_exception();
        }
        done_.fetch_add(1, std::memory_order_release);
        word = owner.word.load(std::memory_order_acquire);
    }
}

}  // namespace chainrule::train
