#include "plots/check_page.hpp"

#include "chainrule/html.hpp"
#include "plots/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace chainrule::plots {

namespace {

/// As the terminal shows it: all entries are drawn, the worst are printed.
std::string printed(Report report) {
    report.worst.resize(std::min(report.worst.size(), CheckOptions().worst));
    std::ostringstream out;
    out << report;
    return out.str();
}

}  // namespace

std::string check_page_html(const CheckRecord& record,
                            std::span<const DrawnPicture> pictures) {
    std::string html = fmt::format("<p>{} {}.</p>\n",
                                   escape_markup(record.report.subject),
                                   to_string(record.report.verdict));
    for (const DrawnPicture& drawn : pictures) html += figure_html(drawn, "");
    html +=
        "<h2>Report</h2>\n<pre>" + escape_markup(printed(record.report)) + "</pre>\n";
    return page_html("Pictures of a check", record.title, html);
}

std::string check_list_html(std::span<const DrawnCheck> checks,
                            const std::filesystem::path& folder) {
    std::vector<const DrawnCheck*> order;
    for (const DrawnCheck& check : checks) order.push_back(&check);
    std::stable_sort(
        order.begin(), order.end(), [](const DrawnCheck* a, const DrawnCheck* b) {
            return a->record.report.verdict > b->record.report.verdict;
        });
    std::string html = "<ul>\n";
    for (const DrawnCheck* check : order) {
        const auto page = check->folder.lexically_relative(folder) / "index.html";
        html += fmt::format("<li><a href=\"{}\">{}</a>: {}</li>\n",
                            escape_markup(page.generic_string()),
                            escape_markup(check->record.title),
                            to_string(check->record.report.verdict));
    }
    return page_html("Pictures of checks",
                     fmt::format("{} checks", checks.size()),
                     html + "</ul>\n");
}

}  // namespace chainrule::plots
