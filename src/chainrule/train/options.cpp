#include "chainrule/train/options.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"
#include "chainrule/train/presets.hpp"
#include "chainrule/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace chainrule::train {

namespace {

using Kind = Option::Kind;
using Names = std::vector<std::string>;

/// TOML's whole numbers have 63 bits.
constexpr std::uint64_t largest_seed = std::numeric_limits<std::int64_t>::max();

template <class T>
std::optional<T> parse(std::string_view text) {
    T value{};
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

/// An interval of the real line; each end belongs to it or not.
struct Interval {
    enum class End { closed, open };
    double low, high;
    End low_end = End::closed;
    End high_end = End::closed;

    [[nodiscard]] bool contains(double x) const {
        const bool above = low_end == End::closed ? x >= low : x > low;
        const bool below = high_end == End::closed ? x <= high : x < high;
        return above && below;  // false for NaN
    }

    [[nodiscard]] std::string text() const {
        return fmt::format("{}{}, {}{}",
                           low_end == End::closed ? '[' : '(',
                           low,
                           high,
                           high_end == End::closed ? ']' : ')');
    }
};

constexpr Interval positive{0.0, 1000.0, Interval::End::open};
constexpr Interval not_negative{0.0, 1e6};
constexpr Interval proper_share{0.0, 1.0, Interval::End::closed, Interval::End::open};

/// Whole numbers from `low` to `high`.
struct Span {
    std::uint64_t low, high;

    [[nodiscard]] bool contains(std::uint64_t n) const { return low <= n && n <= high; }
    [[nodiscard]] std::string text() const {
        return fmt::format("a whole number from {} to {}", low, high);
    }
};

Option number(std::string name,
              double TrainConfig::*member,
              Interval interval,
              std::string help) {
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        const auto value = parse<double>(setting.text);
        if (!value || !interval.contains(*value)) {
            refuse(setting, "a number in " + interval.text());
        }
        config.*member = *value;
    };
    const auto get = [=](const TrainConfig& config) {
        return fmt::format("{}", config.*member);
    };
    return {std::move(name), Kind::number, "NUMBER", std::move(help), set, get};
}

template <class Integer>
Option whole(std::string name,
             Integer TrainConfig::*member,
             Span span,
             std::string help) {
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        const auto value = parse<Integer>(setting.text);
        if (!value || !span.contains(*value)) refuse(setting, span.text());
        config.*member = *value;
    };
    const auto get = [=](const TrainConfig& config) {
        return fmt::format("{}", config.*member);
    };
    return {std::move(name), Kind::number, "COUNT", std::move(help), set, get};
}

/// A text, empty or not: a name, a file or a folder.
template <class Text>
Option text(std::string name,
            std::string value,
            Text TrainConfig::*member,
            std::string help) {
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        if (setting.text.find('\0') != std::string::npos) {
            refuse(setting, "a text without zero bytes");
        }
        if (!is_utf8(setting.text)) {
            refuse(setting, "a text in UTF-8, which config.toml can hold");
        }
        config.*member = setting.text;
    };
    const auto get = [=](const TrainConfig& config) {
        return std::string(config.*member);
    };
    return {std::move(name), Kind::text, std::move(value), std::move(help), set, get};
}

/// The place of `setting.text` among `names`.
std::size_t choose(const Setting& setting, const Names& names) {
    const auto found = std::find(names.begin(), names.end(), setting.text);
    if (found == names.end()) {
        const std::string nearest = nearest_name(setting.text, names);
        refuse(setting,
               fmt::format("one of {}", fmt::join(names, ", ")),
               nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
    }
    return static_cast<std::size_t>(found - names.begin());
}

Option choice(std::string name,
              std::string TrainConfig::*member,
              Names names,
              std::string help) {
    std::string value = fmt::format("{}", fmt::join(names, "|"));
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        config.*member = names[choose(setting, names)];
    };
    const auto get = [=](const TrainConfig& config) { return config.*member; };
    return {std::move(name), Kind::text, std::move(value), std::move(help), set, get};
}

Option flag(std::string name, bool TrainConfig::*member, std::string help) {
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        if (setting.text != "true" && setting.text != "false") {
            refuse(setting, "true or false");
        }
        config.*member = setting.text == "true";
    };
    const auto get = [=](const TrainConfig& config) {
        return std::string(config.*member ? "true" : "false");
    };
    return {std::move(name), Kind::flag, "true|false", std::move(help), set, get};
}

Option preset_option() {
    return {"preset",
            Kind::text,
            fmt::format("{}", fmt::join(preset_names(), "|")),
            "the settings to start from; empty: the defaults",
            [](TrainConfig& config, const Setting& setting) {
                if (!setting.text.empty()) choose(setting, preset_names());
                config.preset = setting.text;
            },
            [](const TrainConfig& config) { return config.preset; }};
}

/// The parts between commas.
std::vector<std::string_view> between_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

Option layers_option() {
    constexpr Span units{1, 65536};
    constexpr std::size_t most_layers = 64;
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        const std::string expected = fmt::format(
            "2 to {} sizes with commas between, each {}, such as 784,128,10",
            most_layers,
            units.text());
        std::vector<std::size_t> layers;
        for (const std::string_view part : between_commas(setting.text)) {
            const auto size = parse<std::size_t>(part);
            if (!size || !units.contains(*size)) refuse(setting, expected);
            layers.push_back(*size);
        }
        if (layers.size() < 2 || layers.size() > most_layers) {
            refuse(setting, expected);
        }
        config.layers = std::move(layers);
    };
    const auto get = [](const TrainConfig& config) {
        return fmt::format("{}", fmt::join(config.layers, ","));
    };
    return {"layers",
            Kind::list,
            "SIZES",
            "units of each layer, the pixels first: 784,128,10",
            set,
            get};
}

/// Takes a whole number within `span` off the front of `text`.
std::optional<std::size_t> take_number(std::string_view& text, Span span) {
    std::size_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || !span.contains(number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
    return number;
}

/// The numbers of a kernel that a letter announces: each may be given once, in this
/// order.
struct KernelNumber {
    char letter;
    std::size_t Kernels::*member;
    Span span;
};

constexpr std::array kernel_numbers{KernelNumber{'p', &Kernels::padding, {0, 63}},
                                    KernelNumber{'s', &Kernels::stride, {1, 64}},
                                    KernelNumber{'m', &Kernels::pooling, {1, 64}}};

/// "8x5p2m2"; nothing where it cannot be read.
std::optional<Kernels> parse_kernels(std::string_view text) {
    const auto count = take_number(text, {1, 1024});
    if (!count || !text.starts_with('x')) return std::nullopt;
    text.remove_prefix(1);
    const auto side = take_number(text, {1, 64});
    if (!side) return std::nullopt;
    Kernels kernels{*count, *side};
    for (const auto& [letter, member, span] : kernel_numbers) {
        if (!text.starts_with(letter)) continue;
        text.remove_prefix(1);
        const auto number = take_number(text, span);
        if (!number) return std::nullopt;
        kernels.*member = *number;
    }
    if (!text.empty() || kernels.padding >= kernels.side) return std::nullopt;
    return kernels;
}

Option convolutions_option() {
    constexpr std::size_t most = 16;
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        std::vector<Kernels> convolutions;
        if (!setting.text.empty()) {
            for (const std::string_view part : between_commas(setting.text)) {
                const auto kernels = parse_kernels(part);
                if (!kernels || convolutions.size() == most) {
                    refuse(
                        setting,
                        fmt::format(
                            "up to {} convolutions with commas between, such as "
                            "8x5m2,16x5p2s1m2: kernels from 1 to 1024, their side "
                            "from 1 to 64, then a padding p below the side, a stride "
                            "s and the side m of a max pooling, where wanted",
                            most));
                }
                convolutions.push_back(*kernels);
            }
        }
        config.convolutions = std::move(convolutions);
    };
    const auto get = [](const TrainConfig& config) {
        std::vector<std::string> parts;
        for (const Kernels& kernels : config.convolutions) {
            parts.push_back(kernels_text(kernels));
        }
        return fmt::format("{}", fmt::join(parts, ","));
    };
    return {"convolutions",
            Kind::text,
            "KERNELS",
            "before the first units: 8x5m2,16x5m2 is 8 kernels of 5x5 and max pooling "
            "of 2x2, then 16; p2 is a padding, s2 a stride; empty: none",
            set,
            get};
}

Option bias_option() {
    const Names names{"per-unit", "shared", "one-number"};  // in the order of Bias
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        config.bias = static_cast<Bias>(choose(setting, names));
    };
    const auto get = [=](const TrainConfig& config) {
        return names[static_cast<std::size_t>(config.bias)];
    };
    return {"bias",
            Kind::text,
            fmt::format("{}", fmt::join(names, "|")),
            "one bias a unit; one a layer (case study dead-class); one a unit, all "
            "moved by the same wrong number (case study stuck-bias)",
            set,
            get};
}

Option batch_option() {
    constexpr Span span{1, 1'000'000};
    const auto set = [=](TrainConfig& config, const Setting& setting) {
        if (setting.text == "full") {
            config.batch = 0;
            return;
        }
        const auto value = parse<std::size_t>(setting.text);
        if (!value || !span.contains(*value)) {
            refuse(setting, "'full' or " + span.text());
        }
        config.batch = *value;
    };
    const auto get = [](const TrainConfig& config) {
        return config.batch == 0 ? "full" : fmt::format("{}", config.batch);
    };
    return {"batch",
            Kind::number,
            "COUNT|full",
            "examples a step; full: all of them",
            set,
            get};
}

std::vector<Option> make_options() {
    using C = TrainConfig;
    return {
        preset_option(),
        text("data",
             "WHERE",
             &C::data,
             "digits (drawn here), mnist, or a folder, CSV or zip file"),
        layers_option(),
        convolutions_option(),
        choice("activation",
               &C::activation,
               {"relu", "leaky-relu", "sigmoid", "tanh"},
               "of the hidden layers"),
        flag("output-relu",
             &C::output_relu,
             "a ReLU on the logits too (case study dead-class)"),
        bias_option(),
        choice("loss", &C::loss, {"cross-entropy", "mse", "sigmoid-bce"}, "the loss"),
        choice("init",
               &C::init,
               {"he", "glorot", "orthogonal", "dead-class", "stuck-bias"},
               "how the weights are drawn; the last two: as the case studies did"),
        choice("optimizer",
               &C::optimizer,
               {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"},
               "the update rule"),
        number("lr", &C::lr, positive, "learning rate"),
        number("momentum",
               &C::momentum,
               proper_share,
               "of momentum and nesterov; the first beta of adam and adamw"),
        choice("schedule",
               &C::schedule,
               {"constant", "step", "cosine", "warmup-cosine"},
               "how the learning rate changes over the run"),
        number("warmup",
               &C::warmup,
               not_negative,
               "epochs in which warmup-cosine raises the learning rate"),
        batch_option(),
        whole("epochs", &C::epochs, {1, 100'000}, "passes over the training images"),
        number("l2",
               &C::l2,
               not_negative,
               "weight of half the squared weights; the decay of adamw"),
        number("dropout",
               &C::dropout,
               proper_share,
               "share of the hidden activations dropped"),
        number("clip",
               &C::clip,
               not_negative,
               "largest norm of the whole gradient; 0: any"),
        number("validation",
               &C::validation,
               proper_share,
               "share of the training images held back; 0: train on all"),
        whole("patience",
              &C::patience,
              {0, 100'000},
              "stop after so many epochs without a better validation loss; 0: never"),
        whole("seed", &C::seed, {0, largest_seed}, "the same seed, the same bits"),
        whole("threads",
              &C::threads,
              {0, 1024},
              "worker threads, at most one a processor, which change the time alone; "
              "0: as many"),
        text("out",
             "DIR",
             &C::out,
             "the run folder; empty: runs/ and a name made from preset and time"),
        flag("plots", &C::plots, "draw the pictures when done"),
    };
}

Names option_names() {
    Names names;
    for (const Option& option : options()) names.push_back(option.name);
    return names;
}

}  // namespace

const std::vector<Option>& options() {
    static const std::vector<Option> table = make_options();
    return table;
}

const Option& find_option(const Setting& setting) {
    const auto found =
        std::find_if(options().begin(), options().end(), [&](const Option& option) {
            return option.name == setting.name;
        });
    if (found != options().end()) return *found;
    throw InputError({setting.file.empty() ? "the command line" : setting.file,
                      setting.place,
                      "the name of an option",
                      "'" + setting.name + "'",
                      suggestion(setting.name, option_names())});
}

std::string kernels_text(const Kernels& kernels) {
    std::string text = fmt::format("{}x{}", kernels.count, kernels.side);
    for (const auto& [letter, member, span] : kernel_numbers) {
        if (kernels.*member != Kernels{}.*member) {
            text += fmt::format("{}{}", letter, kernels.*member);
        }
    }
    return text;
}

void apply_settings(const std::vector<Setting>& settings, TrainConfig& config) {
    for (const Setting& setting : settings) {
        find_option(setting).set(config, setting);
    }
}

void refuse(const Setting& setting,
            const std::string& expected,
            const std::string& next) {
    const bool in_file = !setting.file.empty();
    throw InputError({in_file ? setting.file : "--" + setting.name,
                      in_file ? setting.place + ", " + setting.name : "",
                      expected,
                      "'" + setting.text + "'",
                      next});
}

}  // namespace chainrule::train
