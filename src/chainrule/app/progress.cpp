#include "chainrule/app/progress.hpp"

#include "chainrule/app/terminal.hpp"

#include <cmath>
#include <cstdio>

namespace chainrule::app {

namespace {

constexpr int bar_cells = 24;

std::string bar(double share) {
    const int full = static_cast<int>(std::lround(share * bar_cells));
    std::string cells;
    for (int i = 0; i < bar_cells; ++i) cells += i < full ? "━" : "╌";
    return cells;
}

/// A terminal that is gone, or a full disk behind a log, ends no run: fmt::print would
/// throw.
void write(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace

Progress::Progress(bool quiet)
    : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    clear();
}

void Progress::show(double share, double seconds_left, const std::string& what) {
    const auto now = Clock::now();
    if (quiet_ || !terminal_ || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    // The bar and its figures take 24 + 13 columns; what is said gets the rest
    const auto room = std::max<std::size_t>(terminal_width(STDERR_FILENO), 40) - 40;
    write(fmt::format(
        "\r\x1b[K{} {:3.0f} %  {}",
        bar(share),
        100.0 * share,
        fmt::format("{}, {} left", what, duration_text(seconds_left)).substr(0, room)));
    drawn_ = true;
}

void Progress::say(const std::string& line) {
    if (quiet_) return;
    clear();
    write(line + '\n');
}

void Progress::clear() {
    if (!drawn_) return;
    write("\r\x1b[K");
    drawn_ = false;
}

std::string duration_text(double seconds) {
    const auto whole = std::lround(seconds);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace chainrule::app
