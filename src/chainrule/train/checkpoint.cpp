#include "chainrule/train/checkpoint.hpp"

#include "chainrule/train/archive.hpp"
#include "chainrule/train/config_file.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/optimizer.hpp"
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

std::string numbered(const char* group, std::size_t i) {
    return fmt::format("{}/{}", group, i + 1);
}

void store_kept(Archive& archive, const TrainState& state) {
    archive.set("kept/epoch", Archive::Counts{state.kept.epoch});
    archive.set("kept/loss", arma::mat{state.kept.loss});
    // Before the first epoch has ended nothing is kept
    if (!state.kept.parameters.is_empty()) {
        store_parameters(
            archive, "kept/parameters", state.layout, state.kept.parameters);
    }
}

Kept load_kept(const Archive& archive, const Layout& layout) {
    Kept kept;
    kept.epoch = archive.count("kept/epoch");
    kept.loss = archive.number("kept/loss");
    if (archive.has("kept/parameters/W1")) {
        kept.parameters = load_parameters(archive, "kept/parameters", layout);
    }
    return kept;
}

/// The files of the run folder as texts: their formats are read and tested already.
void store_record(Archive& archive, const RunRecord& record) {
    archive.set("record/first_weights", record.first_weights);
    for (const auto& [name, content] : to_files(record)) {
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
    for (std::size_t l = 0; l < checks.size(); ++l) {
        archive.set(numbered("dead_checks", l),
                    Archive::Counts(checks[l].begin(), checks[l].end()));
    }
}

/// For as many layers as were measured: one count a unit of that layer.
std::vector<arma::uvec> load_dead_checks(const Archive& archive, const Layout& layout) {
    std::vector<arma::uvec> checks;
    for (std::size_t l = 0; archive.has(numbered("dead_checks", l)); ++l) {
        const std::string name = numbered("dead_checks", l);
        const auto& counts = archive.get<Archive::Counts>(name);
        // A weight matrix for each of them, between biases
        const std::size_t units =
            2 * l < layout.blocks().size() ? layout[2 * l].rows : 0;
        if (counts.size() != units) {
            archive.refuse(
                name,
                fmt::format(
                    "{} counts where the layer has {} units", counts.size(), units));
        }
        checks.push_back(arma::conv_to<arma::uvec>::from(counts));
    }
    return checks;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
    const TrainState& state = checkpoint.state;
    Archive archive(path.string());
    archive.set("config", to_toml(checkpoint.config));
    archive.set("step", Archive::Counts{state.step});
    archive.set("train_seconds", arma::mat{state.train_seconds});
    store_parameters(archive, "parameters", state.layout, state.parameters);
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
    state.step = archive.count("step");
    state.train_seconds = archive.number("train_seconds");
    state.parameters = load_parameters(archive, "parameters", state.layout);
    const std::size_t memory = Optimizer(checkpoint.config).memory();
    for (std::size_t i = 0; i < memory; ++i) {
        state.moments.push_back(
            load_parameters(archive, numbered("moments", i), state.layout));
    }
    state.kept = load_kept(archive, state.layout);
    state.dead_checks = load_dead_checks(archive, state.layout);
    state.record = load_record(archive, path);
    return checkpoint;
}

}  // namespace chainrule::train
