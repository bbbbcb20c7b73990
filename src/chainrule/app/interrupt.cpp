#include "chainrule/app/interrupt.hpp"

#include <csignal>

namespace chainrule::app {

namespace {

std::atomic<bool> stop_asked = false;

extern "C" void ask_to_stop(int signal) {
    stop_asked = true;
    std::signal(signal, SIG_DFL);
}

}  // namespace

const std::atomic<bool>& stop_when_asked() {
    std::signal(SIGINT, ask_to_stop);
    std::signal(SIGTERM, ask_to_stop);
    return stop_asked;
}

}  // namespace chainrule::app
