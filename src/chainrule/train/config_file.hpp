#pragma once

/// @file
/// The options of a training run as TOML, the names being those of the command line.

#include "chainrule/train/config.hpp"
#include "chainrule/train/options.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// The settings of a TOML text in the order of their lines; `file` names it in
/// messages. Whether names and values can be used is found out by applying them.
/// `InputError` with line and column if it is not TOML, or holds a table.
[[nodiscard]] std::vector<Setting> parse_toml(std::string_view text,
                                              const std::string& file);

/// The same for a file.
[[nodiscard]] std::vector<Setting> read_config(const std::filesystem::path& path);

/// Every option with its help as a comment. `parse_toml` and `apply_settings` make the same
/// configuration of it.
[[nodiscard]] std::string to_toml(const TrainConfig& config);

}  // namespace chainrule::train
