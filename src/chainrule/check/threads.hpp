#pragma once

/// @file
/// Work shared by threads.

#include "chainrule/check/callable.hpp"
#include "chainrule/check/list.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>

namespace chainrule::check {

/// Calls `work` once for each of 0 to count - 1, on up to `threads` threads, this one
/// among them. Of the exceptions that are thrown, that of the smallest index is passed
/// on once all threads are done, as if there had been one thread.
inline void for_each_index(std::size_t count,
                           std::size_t threads,
                           const Callable<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> failed = false;
    List<std::exception_ptr> thrown(count);
    const auto loop = [&] {
        // An index once taken is worked on: those below it were taken before.
        while (!failed) {
            const std::size_t k = next++;
            if (k >= count) return;
            try {
                work(k);
            } catch (...) {
                thrown[k] = std::current_exception();
                failed = true;
            }
        }
    };
    List<std::thread> others;
    for (std::size_t t = 1; t < std::min(threads, count); ++t) {
        others.push_back(std::thread(loop));
    }
    loop();
    for (std::thread& other : others) other.join();
    for (const std::exception_ptr& exception : thrown) {
        if (exception) std::rethrow_exception(exception);
    }
}

}  // namespace chainrule::check
