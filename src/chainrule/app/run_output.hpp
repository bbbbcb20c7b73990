#pragma once

/// @file
/// The run folder while a run goes on and when it ends.

#include "chainrule/app/progress.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/trainer.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace chainrule::app {

/// The newest checkpoint of a run; `InputError` if there is none.
[[nodiscard]] std::filesystem::path latest_checkpoint(const std::filesystem::path& run);

/// Draws every picture of the run in `folder` again, and its report.
void draw_run(const std::filesystem::path& folder,
              const train::RunRecord& record,
              Progress& progress);

class RunOutput {
public:
    /// Makes the folder. `InputError`, before any work is done, if it cannot be
    /// written to, holds something already (unless a run is resumed), or pictures
    /// are wanted and cannot be drawn.
    RunOutput(const train::TrainConfig& config, bool resumed);

    /// Stores where the run stands, at most once a second: a run that is killed goes
    /// on from there and comes to the same bits.
    void keep_up(const train::TrainState& state);

    /// Stores what was reached: the kept network, the record with `more_notes`, the
    /// pictures and the report; after an interruption a checkpoint.
    void finish(const train::Result& result,
                const std::vector<std::string>& more_notes,
                Progress& progress);

private:
    void save_checkpoint(const train::TrainState& state);

    train::TrainConfig config_;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace chainrule::app
