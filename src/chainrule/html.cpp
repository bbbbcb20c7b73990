#include "chainrule/html.hpp"

#include "chainrule/page_style.hpp"
#include "chainrule/utf8.hpp"

#include <fmt/format.h>

namespace chainrule {

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

}  // namespace

std::string one_line(std::string_view text) {
    std::string result;
    for_each_character(text, [&](std::string_view character) {
        result += is_control(character.front()) ? " " : character;
    });
    return result;
}

std::size_t character_count(std::string_view text) {
    std::size_t count = 0;
    for_each_character(text, [&](std::string_view) { ++count; });
    return count;
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

std::string page_html(const std::string& kind,
                      const std::string& title,
                      const std::string& body,
                      std::string_view further_style) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0} – "
        "Chainrule</title>\n<style>{1}{2}</style>\n</head>\n<body>\n<main>\n"
        "<p class=\"kind\">{3}</p>\n<h1>{0}</h1>\n{4}</main>\n</body>\n</html>\n",
        escape_markup(one_line(title)),
        page_style,
        further_style,
        escape_markup(kind),
        body);
}

}  // namespace chainrule
