#include "chainrule/app/commands.hpp"

#include "chainrule/large_memory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace {

/// Where a standard stream is closed, the next file opened would take its number, and
/// messages would be written into that file.
void keep_standard_streams_open() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
    }
}

}  // namespace

int main(int argc, char** argv) {
    keep_standard_streams_open();
    chainrule::keep_freed_memory();
    // A reader that goes away, such as `head`, ends a write with an error, not us
    std::signal(SIGPIPE, SIG_IGN);
    return chainrule::app::run(chainrule::app::all_commands(), {argv + 1, argv + argc});
}
