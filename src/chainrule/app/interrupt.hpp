#pragma once

/// @file
/// Ctrl-C and a polite request to end, for commands that have something to finish first.

#include <atomic>

namespace chainrule::app {

/// From now on SIGINT and SIGTERM set the flag that is returned; asked twice, the program
/// ends at once.
[[nodiscard]] const std::atomic<bool>& stop_when_asked();

}  // namespace chainrule::app
