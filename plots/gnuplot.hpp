#pragma once

/// @file
/// Running the program gnuplot on a script.

#include <filesystem>

namespace chainrule::plots {

/// A folder of its own for a script and what it draws, removed with all it holds.
class ScratchFolder {
public:
    /// `InputError` if the system's folder for temporary files cannot be used.
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] std::filesystem::path operator/(const char* name) const {
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// Runs gnuplot on `script`, without a shell and without start-up files. `InputError`
/// if there is no gnuplot, or with gnuplot's own words if the script fails.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace chainrule::plots
