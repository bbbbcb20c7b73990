#pragma once

/// @file
/// What a sub-command is, and how the command line finds and runs it. Parsing and the
/// help texts are CLI11's; it appears in command_line.cpp alone.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::app {

/// Exit statuses, the same for every command.
enum Status : int {
    all_well = 0,
    check_failed = 1,  ///< a check fails or a claim is wrong
    bad_input = 2,     ///< the input or the command line is wrong
    undecided = 3,
    interrupted = 130,
};

/// An option with a value ("--seed S") or, where `hint` is empty, a flag.
struct Option {
    std::string name;  ///< "--seed"
    std::string hint;  ///< "S"
    std::string help;
    std::function<void(const std::string& value)> set;  ///< may throw `InputError`
};

/// The words that follow the command.
struct Positional {
    std::string name;  ///< "STEP"
    std::string help;
    std::size_t at_least = 0, at_most = 1;
    std::vector<std::string>* words = nullptr;
};

struct Command {
    std::string name;  ///< "train", or "data info" for a command of a command
    std::string summary;
    std::string example;  ///< shown at the end of --help
    std::vector<Option> options;
    std::vector<Positional> positionals;
    std::function<int()> run;
};

/// A flag that switches `on` on.
[[nodiscard]] Option flag(std::string name, std::string help, bool& on);

/// An option that keeps its text in `text`.
[[nodiscard]] Option text_option(std::string name,
                                 std::string hint,
                                 std::string help,
                                 std::string& text);

/// An option for a whole number from 0.
[[nodiscard]] Option number_option(std::string name,
                                   std::string hint,
                                   std::string help,
                                   std::uint64_t& number);

/// Runs the command that `arguments` (without the program's name) ask for and returns
/// its exit status. Every error becomes one message on standard error: `InputError`
/// and a wrong command line give 2, what a check could not decide gives 3.
[[nodiscard]] int run(const std::vector<Command>& commands,
                      std::vector<std::string> arguments);

}  // namespace chainrule::app
