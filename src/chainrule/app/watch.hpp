#pragma once

/// @file
/// Does something again each time a file is saved.

#include <atomic>
#include <filesystem>
#include <functional>

namespace chainrule::app {

/// Calls `look` at once and then after each change of `path`, until `stop` is set. A file
/// that an editor replaces by renaming counts as changed; while there is none, nothing is
/// done. What is written in several pieces is looked at when it has stood still for a
/// moment.
void watch(const std::filesystem::path& path,
           const std::atomic<bool>& stop,
           const std::function<void()>& look);

}  // namespace chainrule::app
