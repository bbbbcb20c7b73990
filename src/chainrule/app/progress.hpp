#pragma once

/// @file
/// Live progress of long work on standard error: a bar that is drawn over itself on a
/// terminal, a line now and then where the output goes to a file or a pipe.

#include <chrono>
#include <string>

namespace chainrule::app {

class Progress {
public:
    /// `quiet` shows nothing at all.
    explicit Progress(bool quiet = false);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `share` of the work is done (0 to 1), `seconds_left` of it remain; what is said
    /// stands behind the bar. Draws at most ten times a second.
    void show(double share, double seconds_left, const std::string& what);

    /// A line that stays, above the bar.
    void say(const std::string& line);

    /// Takes the bar away.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    bool quiet_;
    bool terminal_;
    bool drawn_ = false;
    Clock::time_point last_{};
};

/// "3 s", "4 min 10 s", "1 h 5 min".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace chainrule::app
