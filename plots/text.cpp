#include "plots/text.hpp"

#include "chainrule/html.hpp"

namespace chainrule::plots {

namespace {

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

std::string gnuplot_string(std::string_view text) {
    return "'" + replaced(one_line(text), '\'', R"(' . "'" . ')") + "'";
}

std::string gnuplot_tick_label(std::string_view text) {
    return gnuplot_string(replaced(text, '%', "%%"));
}

}  // namespace chainrule::plots
