#pragma once

/// @file
/// The sub-commands, one command_<name>.cpp each.

#include "chainrule/app/command_line.hpp"

namespace chainrule::app {

[[nodiscard]] Command check_command();
[[nodiscard]] Command step_command();
[[nodiscard]] Command verify_command();
[[nodiscard]] Command train_command();
[[nodiscard]] Command plot_command();
[[nodiscard]] Command predict_command();
[[nodiscard]] Command data_info_command();
[[nodiscard]] Command doctor_command();

/// In the order in which --help lists them.
[[nodiscard]] inline std::vector<Command> all_commands() {
    return {check_command(),
            step_command(),
            verify_command(),
            train_command(),
            plot_command(),
            predict_command(),
            data_info_command(),
            doctor_command()};
}

}  // namespace chainrule::app
