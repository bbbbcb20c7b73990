#include "chainrule/app/watch.hpp"

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

namespace chainrule::app {

namespace {

// Polling asks for nothing but stat(), and so works on every file system, over a network
// as well. A person does not notice a tenth of a second.
constexpr std::chrono::milliseconds pause{100};

/// What changes when a file is saved.
struct Stamp {
    std::uint64_t device, inode;
    std::int64_t size, seconds, nanoseconds;
    bool operator==(const Stamp&) const = default;
};

std::optional<Stamp> stamp_of(const std::filesystem::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return {};
    return Stamp{std::uint64_t(info.st_dev),
                 std::uint64_t(info.st_ino),
                 std::int64_t(info.st_size),
                 std::int64_t(info.st_mtim.tv_sec),
                 std::int64_t(info.st_mtim.tv_nsec)};
}

}  // namespace

void watch(const std::filesystem::path& path,
           const std::atomic<bool>& stop,
           const std::function<void()>& look) {
    std::optional<Stamp> seen = stamp_of(path), before = seen;
    look();
    while (!stop) {
        std::this_thread::sleep_for(pause);
        const std::optional<Stamp> now = stamp_of(path);
        const bool still = now == before;
        before = now;
        if (!now || !still || now == seen) continue;
        seen = now;
        look();
    }
}

}  // namespace chainrule::app
