#include "chainrule/train/model.hpp"

#include "chainrule/train/archive.hpp"
#include "chainrule/train/config_file.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/presets.hpp"
#include "chainrule/train/stored_parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <string_view>

namespace chainrule::train {

namespace {

Layout layout_of(const TrainConfig& config) {
    return Network<float>(config).layout();
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}  // namespace

arma::fmat Model::first_weights() const {
    const arma::fmat view = matrix(parameters, layout_of(config).find("W1"));
    return arma::fmat(view);  // a copy of its own
}

void save_model(const std::filesystem::path& path, const Model& model) {
    Archive archive(path.string());
    archive.set("config", to_toml(model.config));
    archive.set("class_names", fmt::format("{}", fmt::join(model.class_names, "\n")));
    archive.set("pixel_scale", arma::mat{model.pixel_scale});
    store_parameters(archive, "parameters", layout_of(model.config), model.parameters);
    archive.write(path);
}

Model load_model(const std::filesystem::path& path) {
    const Archive archive = Archive::read(path);
    const auto& config = archive.get<std::string>("config");

    Model model;
    model.config = resolve(parse_toml(config, path.string() + ": config"), {});
    model.class_names = split_lines(archive.get<std::string>("class_names"));
    model.pixel_scale = archive.number("pixel_scale");
    model.parameters = load_parameters(archive, "parameters", layout_of(model.config));
    return model;
}

}  // namespace chainrule::train
