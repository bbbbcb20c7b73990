#include "chainrule/book/spaces.hpp"

#include "chainrule/book/utf8.hpp"

namespace chainrule::book {

std::string with_plain_spaces(std::string_view text) {
    std::string result;
    for (const auto character : characters(text)) {
        if (character == no_break_space) {
            result += ' ';
        } else if (character == quad_space) {
            result += "  ";
        } else {
            result += character;
        }
    }
    return result;
}

}  // namespace chainrule::book
