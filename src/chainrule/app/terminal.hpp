#pragma once

#include "chainrule/app/command_line.hpp"
#include "chainrule/check.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace chainrule::app {

/// Columns of the terminal behind a descriptor; 80 where there is none.
[[nodiscard]] inline std::size_t terminal_width(int descriptor) {
    winsize size{};
    const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

[[nodiscard]] constexpr int status_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds:
            return all_well;
        case Verdict::fails:
            return check_failed;
        case Verdict::undecided:
            break;
    }
    return undecided;
}

}  // namespace chainrule::app
