#include "plots/text.hpp"

#include "chainrule/utf8.hpp"

namespace chainrule::plots {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

/// `text` with each character handed to `put`; what is not UTF-8 as a replacement.
template <class Put>
void for_each_character(std::string_view text, const Put& put) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        put(length == 0 ? replacement : text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

/// `text` with each `special` replaced.
std::string replaced(std::string_view text, char special, std::string_view by) {
    std::string result;
    for (const char c : text) {
        if (c == special) {
            result += by;
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace

std::string one_line(std::string_view text) {
    std::string result;
    for_each_character(text, [&](std::string_view character) {
        result += is_control(character.front()) ? " " : character;
    });
    return result;
}

std::string gnuplot_string(std::string_view text) {
    return "'" + replaced(one_line(text), '\'', R"(' . "'" . ')") + "'";
}

std::string gnuplot_tick_label(std::string_view text) {
    return gnuplot_string(replaced(text, '%', "%%"));
}

std::string escape_markup(std::string_view text) {
    std::string result;
    for_each_character(text, [&](std::string_view character) {
        switch (character.front()) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            case '\n':
            case '\t':
                result += character;
                break;
            default:
                result += is_control(character.front()) ? " " : character;
        }
    });
    return result;
}

std::size_t character_count(std::string_view text) {
    std::size_t count = 0;
    for_each_character(text, [&](std::string_view) { ++count; });
    return count;
}

}  // namespace chainrule::plots
