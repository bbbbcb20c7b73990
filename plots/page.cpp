#include "plots/page.hpp"

#include "chainrule/html.hpp"
#include "plots/base64.hpp"

#include <fmt/format.h>

namespace chainrule::plots {

std::string figure_html(const DrawnPicture& drawn, const std::string& csv_folder) {
    const std::string heading = escape_markup(drawn.picture.figure.title);
    const std::string folder = csv_folder.empty() ? "" : csv_folder + "/";
    return fmt::format(
        "<figure id=\"{0}\">\n<img alt=\"{1}\" src=\"data:image/svg+xml;base64,{2}\">\n"
        "<figcaption>{3} <a href=\"{4}{0}.csv\">The numbers as CSV</a></figcaption>\n"
        "</figure>\n",
        escape_markup(drawn.picture.name),
        heading,
        base64(drawn.rendering.svg),
        escape_markup(drawn.picture.caption),
        escape_markup(folder));
}

}  // namespace chainrule::plots
