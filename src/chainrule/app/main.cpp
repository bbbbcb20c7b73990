#include "chainrule/app/commands.hpp"

#include <csignal>

int main(int argc, char** argv) {
    // A reader that goes away, such as `head`, ends a write with an error, not us
    std::signal(SIGPIPE, SIG_IGN);
    return chainrule::app::run(chainrule::app::all_commands(), {argv + 1, argv + argc});
}
