#include "chainrule/train/checkpoint.hpp"

#include "chainrule/train/archive.hpp"
#include "chainrule/train/config_file.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/presets.hpp"
#include "chainrule/train/run_folder.hpp"
#include "chainrule/train/stored_parameters.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::train {

namespace {

void store_number(Archive& archive, const std::string& name, double value) {
    archive.set(name, arma::mat{value});
}

double load_number(const Archive& archive, const std::string& name) {
    const auto& stored = archive.get<arma::mat>(name);
    if (stored.n_elem != 1) archive.refuse(name, "more or less than one number");
    return stored(0);
}

void store_count(Archive& archive, const std::string& name, std::size_t value) {
    archive.set(name, Archive::Counts{value});
}

std::size_t load_count(const Archive& archive, const std::string& name) {
    const auto& stored = archive.get<Archive::Counts>(name);
    if (stored.size() != 1) archive.refuse(name, "more or less than one number");
    return stored.front();
}

std::string numbered(const char* group, std::size_t i) {
    return fmt::format("{}/{}", group, i + 1);
}

void store_kept(Archive& archive, const TrainState& state) {
    store_count(archive, "kept/epoch", state.kept.epoch);
    store_number(archive, "kept/loss", state.kept.loss);
    // Before the first epoch has ended nothing is kept
    if (!state.kept.parameters.is_empty()) {
        store_parameters(
            archive, "kept/parameters", state.layout, state.kept.parameters);
    }
}

Kept load_kept(const Archive& archive, const Layout& layout) {
    Kept kept;
    kept.epoch = load_count(archive, "kept/epoch");
    kept.loss = load_number(archive, "kept/loss");
    if (archive.has("kept/parameters/W1")) {
        kept.parameters = load_parameters(archive, "kept/parameters", layout);
    }
    return kept;
}

/// The files of the run folder as texts: their formats are read and tested already.
void store_record(Archive& archive, const RunRecord& record) {
    archive.set("record/first_weights", record.first_weights);
    for (auto& [name, content] : to_files(record)) {
        archive.set("record/" + name, content);
    }
}

RunRecord load_record(const Archive& archive, const std::filesystem::path& path) {
    std::map<std::string, std::string> files;
    for (const auto& [name, content] : to_files({})) {
        files[name] = archive.get<std::string>("record/" + name);
    }
    RunRecord record = from_files(files, path / "record");
    record.first_weights = archive.get<arma::fmat>("record/first_weights");
    return record;
}

void store_dead_checks(Archive& archive, const std::vector<arma::uvec>& checks) {
    store_count(archive, "dead_checks/count", checks.size());
    for (std::size_t l = 0; l < checks.size(); ++l) {
        archive.set(numbered("dead_checks", l),
                    Archive::Counts(checks[l].begin(), checks[l].end()));
    }
}

std::vector<arma::uvec> load_dead_checks(const Archive& archive) {
    std::vector<arma::uvec> checks(load_count(archive, "dead_checks/count"));
    for (std::size_t l = 0; l < checks.size(); ++l) {
        checks[l] = arma::conv_to<arma::uvec>::from(
            archive.get<Archive::Counts>(numbered("dead_checks", l)));
    }
    return checks;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
    const TrainState& state = checkpoint.state;
    Archive archive(path.string());
    archive.set("config", to_toml(checkpoint.config));
    store_count(archive, "step", state.step);
    store_number(archive, "train_seconds", state.train_seconds);
    store_parameters(archive, "parameters", state.layout, state.parameters);
    store_count(archive, "moments/count", state.moments.size());
    for (std::size_t i = 0; i < state.moments.size(); ++i) {
        store_parameters(
            archive, numbered("moments", i), state.layout, state.moments[i]);
    }
    store_kept(archive, state);
    store_dead_checks(archive, state.dead_checks);
    store_record(archive, state.record);
    archive.write(path);
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
    const Archive archive = Archive::read(path);
    const auto& config = archive.get<std::string>("config");

    Checkpoint checkpoint;
    checkpoint.config = resolve(parse_toml(config, path.string() + ": config"), {});
    TrainState& state = checkpoint.state;
    state.layout = Network<float>(checkpoint.config).layout();
    state.step = load_count(archive, "step");
    state.train_seconds = load_number(archive, "train_seconds");
    state.parameters = load_parameters(archive, "parameters", state.layout);
    state.moments.resize(load_count(archive, "moments/count"));
    for (std::size_t i = 0; i < state.moments.size(); ++i) {
        state.moments[i] =
            load_parameters(archive, numbered("moments", i), state.layout);
    }
    state.kept = load_kept(archive, state.layout);
    state.dead_checks = load_dead_checks(archive);
    state.record = load_record(archive, path);
    return checkpoint;
}

}  // namespace chainrule::train
