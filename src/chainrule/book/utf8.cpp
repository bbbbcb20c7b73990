#include "chainrule/book/utf8.hpp"

namespace chainrule::book {

namespace {

/// Bytes of the character that begins with `lead`.
std::size_t length_from(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte >= 0xf0) return 4;
    if (byte >= 0xe0) return 3;
    if (byte >= 0xc0) return 2;
    return 1;
}

/// The combining marks that maths uses, U+0300 to U+036F.
bool is_combining(std::string_view character) {
    return character >= "\u0300" && character <= "\u036f";
}

}  // namespace

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> all;
    while (!text.empty()) {
        all.push_back(text.substr(0, length_from(text.front())));
        text.remove_prefix(all.back().size());
    }
    return all;
}

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    for (const auto character : characters(text)) {
        if (!is_combining(character)) ++columns;
    }
    return columns;
}

std::string padded(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    std::string result(text);
    if (width < columns) result.append(columns - width, ' ');
    return result;
}

}  // namespace chainrule::book
