#include "chainrule/train/config_file.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace chainrule::train {

namespace {

std::string place_of(const toml::source_position& position) {
    return fmt::format("line {}, column {}", position.line, position.column);
}

[[noreturn]] void refuse_node(const toml::node& node, const std::string& file) {
    const bool is_date = node.is_date() || node.is_time() || node.is_date_time();
    throw InputError({file,
                      place_of(node.source().begin),
                      "a text, a number, true, false, or an array of them",
                      is_date           ? "a date or time"
                      : node.is_table() ? "a table"
                                        : "an array in an array",
                      "every option stands on a line of its own: name = value"});
}

/// The text an option reads, from one of TOML's own types.
std::string scalar_text(const toml::node& node, const std::string& file) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
    if (const auto* real = node.as_floating_point()) {
        return fmt::format("{}", real->get());
    }
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    refuse_node(node, file);
}

std::string option_text(const toml::node& node, const std::string& file) {
    const auto* array = node.as_array();
    if (array == nullptr) return scalar_text(node, file);
    std::vector<std::string> elements;
    for (const toml::node& element : *array) {
        elements.push_back(scalar_text(element, file));
    }
    return fmt::format("{}", fmt::join(elements, ","));
}

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\u{:04x}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// Texts such as "full" are accepted where numbers are.
bool starts_with_digit(const std::string& text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front()));
}

/// "784,10" -> "[784, 10]".
std::string toml_array(std::string_view text) {
    std::string out = "[";
    for (const char c : text) {
        out += c;
        if (c == ',') out += ' ';
    }
    return out + ']';
}

std::string toml_value(const Option& option, const std::string& text) {
    switch (option.kind) {
        case Option::Kind::flag:
            return text;
        case Option::Kind::list:
            return toml_array(text);
        case Option::Kind::number:
            return starts_with_digit(text) ? text : toml_string(text);
        case Option::Kind::text:
            break;
    }
    return toml_string(text);
}

}  // namespace

std::vector<Setting> parse_toml(std::string_view text, const std::string& file) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw InputError({file,
                          place_of(error.source().begin),
                          "TOML",
                          std::string(error.description()),
                          ""});
    }
    std::vector<std::pair<toml::source_position, Setting>> found;
    for (const auto& [key, node] : table) {
        const toml::source_position begin = key.source().begin;
        found.push_back(
            {begin,
             {std::string(key.str()), option_text(node, file), file, place_of(begin)}});
    }
    // toml++ sorts by name; messages about the first wrong line read better
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    std::vector<Setting> settings;
    for (auto& [begin, setting] : found) settings.push_back(std::move(setting));
    return settings;
}

std::vector<Setting> read_config(const std::filesystem::path& path) {
    constexpr std::size_t largest = 1 << 20;
    return parse_toml(read_file(path, largest), path.string());
}

std::string to_toml(const TrainConfig& config) {
    std::string out = "# A training run: chainrule train --config FILE repeats it.\n";
    for (const Option& option : options()) {
        const bool is_choice = option.value.find('|') != std::string::npos;
        out += fmt::format("\n# {}{}\n{} = {}\n",
                           option.help,
                           is_choice ? ": " + option.value : "",
                           option.name,
                           toml_value(option, option.get(config)));
    }
    return out;
}

}  // namespace chainrule::train
