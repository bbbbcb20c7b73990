/// `chainrule train`: from data to a trained, checked and plotted network.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/interrupt.hpp"
#include "chainrule/app/progress.hpp"
#include "chainrule/app/run_output.hpp"
#include "chainrule/app/run_summary.hpp"
#include "chainrule/data/load.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/checkpoint.hpp"
#include "chainrule/train/config_file.hpp"
#include "chainrule/train/presets.hpp"
#include "chainrule/train/self_check.hpp"
#include "chainrule/train/trainer.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <iostream>

namespace chainrule::app {

namespace fs = std::filesystem;
using train::Setting;
using train::TrainConfig;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Given {
    std::vector<Setting> settings;  // in the order of the command line
    std::string config_file;
    std::string resume;
    bool json = false;
    bool list_presets = false;
};

// ------------------------------------------------------------ configuration

struct Start {
    TrainConfig config;
    std::optional<train::TrainState> resume;
};

/// A path stays right when the run is taken up again from another folder.
void make_data_path_absolute(TrainConfig& config) {
    std::error_code error;
    if (config.data != "digits" && fs::exists(config.data, error)) {
        config.data = fs::absolute(config.data).lexically_normal().string();
    }
}

Start start_anew(const Given& given) {
    std::vector<Setting> file;
    if (!given.config_file.empty()) file = train::read_config(given.config_file);
    Start start{train::resolve(file, given.settings), std::nullopt};
    make_data_path_absolute(start.config);
    return start;
}

/// How long and how fast a run goes on. Whatever else were changed, the weights kept so
/// far and what is known of them would belong to another run.
bool may_change(const Setting& setting) {
    constexpr std::array names{"epochs", "patience", "threads", "plots"};
    return std::ranges::find(names, setting.name) != names.end();
}

[[noreturn]] void refuse_beside_resume(const std::string& option) {
    throw InputError(
        {"--resume",
         "",
         "no option beside it but --epochs, --patience, --threads, --plots",
         option,
         "a run goes on with the options it was started with"});
}

Start start_again(const Given& given) {
    if (!given.config_file.empty()) refuse_beside_resume("--config");
    for (const Setting& setting : given.settings) {
        if (!may_change(setting)) refuse_beside_resume("--" + setting.name);
    }
    auto checkpoint = train::load_checkpoint(latest_checkpoint(given.resume));
    train::apply_settings(given.settings, checkpoint.config);
    train::validate(checkpoint.config);
    checkpoint.config.out = given.resume;
    return {std::move(checkpoint.config), std::move(checkpoint.state)};
}

fs::path default_folder(const TrainConfig& config) {
    std::string name = config.preset;
    if (name.empty()) name = fs::path(config.data).stem().string();
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    return fs::path("runs") / fmt::format("{}-{}", name, stamp);
}

// ------------------------------------------------------------------ the run

/// How `ending` is told to the shell.
int status_of(train::Ending ending) {
    switch (ending) {
        case train::Ending::finished:
        case train::Ending::early_stop:
            return all_well;
        case train::Ending::interrupted:
            return interrupted;
        case train::Ending::not_finite:
            break;
    }
    return check_failed;
}

train::Callbacks callbacks_for(const TrainConfig& config,
                               RunOutput& output,
                               Progress& progress) {
    train::Callbacks callbacks;
    callbacks.note = [&](const std::string& sentence) {
        progress.say(printable(sentence));
    };
    callbacks.progress = [&, epochs = config.epochs](const train::Progress& now) {
        progress.show(
            static_cast<double>(now.step) / static_cast<double>(now.total_steps),
            now.seconds_left,
            fmt::format("epoch {}/{}, loss {:.4f}", now.epoch, epochs, now.batch_loss));
    };
    callbacks.epoch = [&, epochs = config.epochs](const train::EpochMetrics& line) {
        if (is_shown(line.epoch, epochs)) progress.say(epoch_line(line, epochs));
    };
    callbacks.checkpoint = [&](const train::TrainState& state) {
        output.keep_up(state);
    };
    return callbacks;
}

int run_training(const Given& given) {
    const auto started = Clock::now();
    Start start = given.resume.empty() ? start_anew(given) : start_again(given);
    TrainConfig& config = start.config;
    if (config.out.empty()) config.out = default_folder(config);

    Progress progress(given.json && ::isatty(STDERR_FILENO) == 0);
    progress.say(fmt::format("loading {}", printable(config.data)));
    const auto loading = Clock::now();
    const data::Split data = data::load(config.data);
    const double load_seconds = seconds_since(loading);
    // Not before the data were found good: their refusal leaves no folder behind
    RunOutput output(config, start.resume.has_value());

    const std::atomic<bool>& stop_asked = stop_when_asked();
    const auto callbacks = callbacks_for(config, output, progress);
    train::Result result;
    try {
        result =
            train::train(config, data, callbacks, stop_asked, std::move(start.resume));
    } catch (const train::FailedSelfCheck& error) {
        progress.say(fmt::format("chainrule: {}", printable(error.what())));
        return check_failed;
    }
    std::vector<std::string> notes;
    if (const auto* study = case_study_of(config)) {
        notes.push_back(case_study_note(*study, result.state.record));
    }
    output.finish(result, notes, progress);
    progress.clear();

    TrainSummary summary = summarise(config, result.state.record);
    summary.load_seconds = load_seconds;
    summary.wall_seconds = seconds_since(started);
    if (result.ending == train::Ending::interrupted) {
        std::cerr << fmt::format(
            "interrupted after step {}; go on with: chainrule train --resume {}\n",
            result.state.step,
            printable(summary.run));
    } else if (!given.json) {
        print_summary(config, result.state.record, summary);
    }
    if (given.json) fmt::print("{}\n", json_of_training(summary));
    return status_of(result.ending);
}

int print_presets() {
    for (const train::Preset& preset : train::presets()) {
        fmt::print("{:<12}{}\n", preset.name, preset.description);
        for (const Setting& setting : preset.settings) {
            fmt::print("{:<12}  --{} {}\n", "", setting.name, setting.text);
        }
    }
    return all_well;
}

/// An option of the run's table as one of the command line; a flag gets a --no-NAME
/// beside it.
void add_options(const train::Option& option,
                 const std::shared_ptr<Given>& given,
                 std::vector<Option>& options) {
    const auto set = [given, name = option.name](const std::string& text) {
        given->settings.push_back({name, text, "", ""});
    };
    if (option.kind != train::Option::Kind::flag) {
        const std::string usual = option.get(TrainConfig());
        std::string help = option.help;
        if (!usual.empty()) help += fmt::format(" [{}]", usual);
        options.push_back({"--" + option.name, option.value, std::move(help), set});
        return;
    }
    options.push_back({"--" + option.name, "", option.help, set});
    options.push_back(
        {"--no-" + option.name, "", "the opposite", [set](const std::string&) {
             set("false");
         }});
}

}  // namespace

Command train_command() {
    const auto given = std::make_shared<Given>();
    std::vector<Option> options;
    for (const train::Option& option : train::options()) {
        add_options(option, given, options);
    }
    options.push_back(text_option("--config",
                                  "FILE",
                                  "options from a TOML file, with the same names",
                                  given->config_file));
    options.push_back(
        text_option("--resume", "RUN", "go on with an interrupted run", given->resume));
    options.push_back(
        flag("--json", "end with one line of JSON on standard output", given->json));
    options.push_back(
        flag("--list-presets", "print the presets and stop", given->list_presets));
    return {"train",
            "Trains a network made of verified steps; writes a run folder",
            "chainrule train --preset fast --data digits --out runs/first",
            std::move(options),
            {},
            [given] {
                return given->list_presets ? print_presets() : run_training(*given);
            }};
}

}  // namespace chainrule::app
