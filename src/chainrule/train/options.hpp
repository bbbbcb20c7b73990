#pragma once

/// @file
/// The options of a training run by name. This one table serves the command line,
/// the TOML file, config.toml in the run folder and `--help`.

#include "chainrule/train/config.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// The text given to an option, and where it was given.
struct Setting {
    std::string name;     ///< "lr"
    std::string text;     ///< "0.1"
    std::string file{};   ///< the TOML file; empty: the command line
    std::string place{};  ///< "line 3, column 1" of the file
};

struct Option {
    enum class Kind {
        text,
        number,
        list,  ///< whole numbers with commas between; an array in TOML
        flag   ///< "true" or "false"; on the command line --name and --no-name
    };

    std::string name;  ///< "lr": `--lr` on the command line, `lr` in TOML
    Kind kind;
    std::string value;  ///< what a value looks like: "NUMBER", "relu|sigmoid|tanh"
    std::string help;   ///< one sentence

    /// Reads the text into the configuration. `InputError`, with what would have been
    /// accepted, if it cannot be used.
    std::function<void(TrainConfig&, const Setting&)> set;
    /// The text that `set` reads back as the same value.
    std::function<std::string(const TrainConfig&)> get;
};

[[nodiscard]] const std::vector<Option>& options();

/// `InputError` with the nearest name if there is none of that name.
[[nodiscard]] const Option& find_option(const Setting& setting);

/// "8x5p2m2", as `--convolutions` reads it.
[[nodiscard]] std::string kernels_text(const Kernels& kernels);

/// Sets the options in order; the last of equal names wins.
void apply_settings(const std::vector<Setting>& settings, TrainConfig& config);

/// Says where `setting` was given, what was expected instead, and what to try next.
[[noreturn]] void refuse(const Setting& setting,
                         const std::string& expected,
                         const std::string& next = "");

}  // namespace chainrule::train
