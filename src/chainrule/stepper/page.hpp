#pragma once

/// @file
/// A page of plain text for a terminal, written from top to bottom.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::stepper {

/// Headings reach across the page; all else is indented by two columns.
class Page {
public:
    /// Fewer than 40 columns are taken as 40, more than 100 as 100.
    explicit Page(std::size_t width);

    void heading(std::string_view title);

    /// Markdown with LaTeX, as step files are written.
    void markdown(std::string_view source);

    /// Filled into lines; those after the first hang below the end of `mark`.
    void sentence(std::string_view text, std::string_view mark = "");

    /// Lines as they are, `indent` before each.
    void lines(const std::vector<std::string>& all, std::string_view indent = "  ");

    /// Rows of equally many cells. Columns are as wide as their widest cell; the last
    /// one is filled into the rest of the line or, where little is left of it, below.
    void table(const std::vector<std::vector<std::string>>& rows);

    /// An empty line, but not at the top.
    void blank();

    /// Columns between the indent and the right margin.
    [[nodiscard]] std::size_t room() const { return width_ - 2; }

    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void table_row(const std::string& aligned, std::string_view last);

    std::size_t width_;
    std::string text_;
};

}  // namespace chainrule::stepper
