#include "chainrule/train/config.hpp"

#include "chainrule/data/dataset.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/convolution_layer.hpp"
#include "chainrule/train/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chainrule::train {

namespace {

/// Memory for a network, its gradients and an optimiser stays within a few GB.
constexpr std::size_t most_parameters = 100'000'000;

/// Likewise what a convolution copies of one image.
constexpr std::size_t most_copies = 1'000'000;

[[noreturn]] void refuse_pair(const std::string& option,
                              const std::string& expected,
                              const std::string& found,
                              const std::string& next = "") {
    throw InputError({"--" + option, "", expected, found, next});
}

/// What a person typed passed the options one by one; a configuration made in code
/// did not.
void require_accepted_values(const TrainConfig& config) {
    TrainConfig copy = config;
    for (const Option& option : options()) {
        option.set(copy, {option.name, option.get(config), "", ""});
    }
}

void require_sensible_layers(const TrainConfig& config) {
    if (config.layers.back() != data::DataSet::classes) {
        refuse_pair("layers",
                    fmt::format("{} units in the last layer, one a class",
                                data::DataSet::classes),
                    fmt::format("{}", config.layers.back()));
    }
    std::size_t parameters = 0, inputs = affine_inputs(config);
    for (const ConvolutionShape& shape : convolution_shapes(config)) {
        parameters += shape.parameters();
    }
    for (std::size_t l = 1; l < config.layers.size(); ++l) {
        parameters += (inputs + 1) * config.layers[l];
        inputs = config.layers[l];
    }
    if (parameters > most_parameters) {
        refuse_pair("layers",
                    fmt::format("at most {} parameters", most_parameters),
                    fmt::format("{}", parameters));
    }
}

void require_sensible_convolutions(const TrainConfig& config) {
    if (config.convolutions.empty()) return;
    if (config.bias != Bias::per_unit) {
        refuse_pair("convolutions",
                    "--bias per-unit",
                    "a bias of the case studies, whose layers are all affine");
    }
    for (const ConvolutionShape& shape : convolution_shapes(config)) {
        const std::size_t copies = shape.window.patch_size() * shape.window.positions();
        if (copies > most_copies) {
            refuse_pair("convolutions",
                        fmt::format("at most {} numbers under the windows of an image",
                                    most_copies),
                        fmt::format("{}", copies),
                        "try fewer or smaller kernels, a stride such as s2, or a "
                        "pooling such as m2");
        }
    }
}

}  // namespace

std::string network_name(const TrainConfig& config) {
    std::vector<std::string> parts{fmt::format("{}", config.layers.front())};
    for (const Kernels& kernels : config.convolutions) {
        parts.push_back(kernels_text(kernels));
    }
    for (std::size_t l = 1; l < config.layers.size(); ++l) {
        parts.push_back(fmt::format("{}", config.layers[l]));
    }
    return fmt::format("{}", fmt::join(parts, "-"));
}

void validate(const TrainConfig& config) {
    require_accepted_values(config);
    require_sensible_convolutions(config);
    require_sensible_layers(config);
    if (config.data.empty()) {
        refuse_pair("data", "digits, mnist, or a folder or file", "nothing");
    }
    if (config.patience > 0 && config.validation == 0.0) {
        refuse_pair("patience",
                    "images held back, whose loss it watches",
                    "--validation 0",
                    "give --validation 0.1, or --patience 0");
    }
    if (config.schedule == "warmup-cosine" &&
        config.warmup > static_cast<double>(config.epochs)) {
        refuse_pair("warmup",
                    fmt::format("at most the {} epochs of the run", config.epochs),
                    fmt::format("{}", config.warmup));
    }
    if (config.output_relu && config.loss == "sigmoid-bce") {
        refuse_pair("output-relu",
                    "--loss cross-entropy or mse",
                    "--loss sigmoid-bce",
                    "the sigmoid of a ReLU is never below 1/2, so that no class could "
                    "be denied");
    }
}

void require_inputs(const TrainConfig& config, std::size_t pixels) {
    if (config.layers.front() == pixels) return;
    refuse_pair(
        "layers",
        fmt::format(
            "{} units in the first layer, one a pixel of {}", pixels, config.data),
        fmt::format("{}", config.layers.front()));
}

}  // namespace chainrule::train
