#include "plots/page.hpp"

#include "plots/base64.hpp"
#include "plots/report_style.hpp"
#include "plots/text.hpp"

#include <fmt/format.h>

namespace chainrule::plots {

std::string page_html(const std::string& kind,
                      const std::string& title,
                      const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0} – Chainrule</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n"
        "<p class=\"kind\">{2}</p>\n<h1>{0}</h1>\n{3}</main>\n</body>\n</html>\n",
        escape_markup(one_line(title)),
        report_style,
        escape_markup(kind),
        body);
}

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
