#include "chainrule/stepper/page.hpp"

#include "chainrule/book/plain_text.hpp"
#include "chainrule/book/utf8.hpp"
#include "chainrule/book/wrap.hpp"

#include <algorithm>

namespace chainrule::stepper {

Page::Page(std::size_t width) : width_(std::clamp<std::size_t>(width, 40, 100)) {}

void Page::heading(std::string_view title) {
    blank();
    text_ += fmt::format("── {} ", title);
    for (auto used = book::display_width(title) + 4; used < width_; ++used) {
        text_ += "─";
    }
    text_ += '\n';
}

void Page::markdown(std::string_view source) {
    lines(book::plain_text(source, room()).lines);
}

void Page::sentence(std::string_view text, std::string_view mark) {
    lines(book::wrapped(text, room(), mark));
}

void Page::lines(const std::vector<std::string>& all, std::string_view indent) {
    for (const std::string& line : all) {
        if (!line.empty()) text_ += indent;
        text_ += line;
        text_ += '\n';
    }
}

void Page::table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size() - 1, 0);
    for (const auto& row : rows) {
        for (std::size_t c = 0; c < widths.size(); ++c) {
            widths[c] = std::max(widths[c], book::display_width(row[c]));
        }
    }
    for (const auto& row : rows) {
        std::string aligned;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            aligned += book::padded(row[c], widths[c] + 2);
        }
        table_row(aligned, row.back());
    }
}

/// A row whose cells but the last are already aligned.
void Page::table_row(const std::string& aligned, std::string_view last) {
    constexpr std::size_t readable = 16;
    const std::size_t used = book::display_width(aligned);
    if (used + readable <= room()) {
        sentence(last, aligned);
        return;
    }
    if (used <= room()) {
        lines({aligned.substr(0, aligned.find_last_not_of(' ') + 1)});
    } else {
        sentence(aligned);
    }
    sentence(last, "    ");
}

void Page::blank() {
    if (!text_.empty()) text_ += '\n';
}

}  // namespace chainrule::stepper
