#pragma once

/// @file
/// Settings with a name, and how preset, file and command line become one
/// configuration.

#include "chainrule/train/config.hpp"
#include "chainrule/train/options.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chainrule::train {

/// What the author of a network with a hidden defect reported of it.
struct CaseStudy {
    double test_accuracy = 0.0;  ///< a share in [0, 1]
    std::string time;            ///< in words, as reported
    std::size_t epochs = 0;      ///< after which it was measured
    std::string defect;          ///< one sentence
};

struct Preset {
    std::string name;
    std::string description;  ///< one line
    std::vector<Setting> settings;
    std::optional<CaseStudy> case_study;
};

[[nodiscard]] const std::vector<Preset>& presets();

[[nodiscard]] std::vector<std::string> preset_names();

/// `InputError` with the nearest name if there is none of that name.
[[nodiscard]] const Preset& find_preset(const std::string& name);

/// One valid configuration. The command line wins over the file, the file over the
/// preset that either of them names, the preset over the defaults. `InputError` if a
/// value cannot be used or two contradict each other.
[[nodiscard]] TrainConfig resolve(const std::vector<Setting>& file,
                                  const std::vector<Setting>& command_line);

}  // namespace chainrule::train
