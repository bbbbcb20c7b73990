#include "chainrule/app/run_output.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/checkpoint.hpp"
#include "chainrule/train/config_file.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/run_folder.hpp"
#include "plots/draw.hpp"
#include "plots/renderer.hpp"
#include "plots/report.hpp"

namespace chainrule::app {

namespace fs = std::filesystem;

namespace {

/// Its number is the step, with leading zeros: the last by name is the newest.
fs::path checkpoint_path(const fs::path& run, std::size_t step) {
    return run / fmt::format("checkpoint-{:09}.h5", step);
}

std::vector<fs::path> checkpoints(const fs::path& run) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(run, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("checkpoint-") && name.ends_with(".h5") &&
            name.find(".part") == name.npos) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

fs::path latest_checkpoint(const fs::path& run) {
    const auto found = checkpoints(run);
    if (found.empty()) {
        throw InputError({run.string(),
                          "",
                          "a run folder with a checkpoint-*.h5",
                          fs::exists(run) ? "none in it" : "nothing there",
                          "train without --resume"});
    }
    return found.back();
}

void draw_run(const fs::path& folder,
              const train::RunRecord& record,
              Progress& progress) {
    const auto pictures = plots::draw_all(
        record,
        folder / "plots",
        [&](std::size_t done, std::size_t all, const std::string& name) {
            progress.show(static_cast<double>(done) / static_cast<double>(all),
                          0.0,
                          "drawing " + name);
        });
    write_file(folder / "report.html", plots::report_html(record, pictures));
}

RunOutput::RunOutput(const train::TrainConfig& config, bool resumed) : config_(config) {
    std::error_code error;
    if (!resumed && fs::is_directory(config.out, error) &&
        !fs::is_empty(config.out, error)) {
        throw InputError({config.out.string(),
                          "",
                          "a new or empty folder for the run",
                          "files in it",
                          "choose another --out, or go on with --resume"});
    }
    if (config.plots) plots::require_gnuplot();
    make_writable_folder(config.out);
}

void RunOutput::keep_up(const train::TrainState& state) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::seconds(1)) return;
    last_ = now;
    save_checkpoint(state);
    train::RunRecord record = state.record;
    record.config_toml = train::to_toml(config_);
    train::write_run(config_.out, record);
}

void RunOutput::finish(const train::Result& result,
                       const std::vector<std::string>& more_notes,
                       Progress& progress) {
    const train::TrainState& state = result.state;
    // An end by numbers that are not finite is no state to go on from
    if (result.ending != train::Ending::not_finite) save_checkpoint(state);
    train::RunRecord record = state.record;
    record.config_toml = train::to_toml(config_);
    record.notes.insert(record.notes.end(), more_notes.begin(), more_notes.end());
    train::save_model(config_.out / "model.h5",
                      {config_, state.kept.parameters, record.class_names});
    train::write_run(config_.out, record);
    if (config_.plots && result.ending != train::Ending::interrupted) {
        draw_run(config_.out, record, progress);
    }
}

void RunOutput::save_checkpoint(const train::TrainState& state) {
    const auto older = checkpoints(config_.out);
    const fs::path path = checkpoint_path(config_.out, state.step);
    train::save_checkpoint(path, {config_, state});
    for (const fs::path& old : older) {
        std::error_code error;
        if (old != path) fs::remove(old, error);
    }
}

}  // namespace chainrule::app
