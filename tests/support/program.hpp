#pragma once

/// @file
/// Runs the built program as a person would, and takes what it prints.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace chainrule::tests {

struct Outcome {
    int status = -1;  ///< exit status; 128 + the signal if it was killed by one
    std::string out, err;
};

struct Surroundings {
    std::filesystem::path folder = std::filesystem::current_path();
    std::map<std::string, std::string> environment{};  ///< set in addition; "" unsets
    std::filesystem::path out{}, err{};  ///< written to instead, and not read back
};

/// Runs `chainrule ARGUMENTS` without a shell.
[[nodiscard]] Outcome run_chainrule(const std::vector<std::string>& arguments,
                                    const Surroundings& surroundings = {});

}  // namespace chainrule::tests
