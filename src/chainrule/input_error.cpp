#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <utility>

namespace chainrule {

namespace {

std::string message(const InputError::Parts& parts) {
    std::string text = parts.file;
    if (!parts.place.empty()) text += ": " + parts.place;
    text += ": expected " + parts.expected + ", found " + parts.found;
    if (!parts.next.empty()) text += "; " + parts.next;
    return printable(text);
}

}  // namespace

InputError::InputError(Parts parts)
    : std::runtime_error(message(parts)), parts_(std::move(parts)) {}

std::string printable(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            shown += fmt::format("\\x{:02x}", byte);
        } else {
            shown += c;
        }
    }
    return shown;
}

}  // namespace chainrule
