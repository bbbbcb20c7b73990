#include "chainrule/stepper/matrix_text.hpp"

#include "chainrule/book/spaces.hpp"
#include "chainrule/book/tex_symbols.hpp"
#include "chainrule/book/tex_to_text.hpp"
#include "chainrule/book/utf8.hpp"
#include "chainrule/book/wrap.hpp"

#include <algorithm>

namespace chainrule::stepper {

namespace {

constexpr std::size_t gap = 4;  ///< between blocks
constexpr std::size_t most_rows = 16;

std::string entry_text(double value, bool whole) {
    if (whole) return fmt::format("{:.0f}", value);
    const std::string text = fmt::format("{:.3f}", value);
    return text == "-0.000" ? "0.000" : text;
}

/// Entries as text, column by column, each column as wide as its widest.
class Cells {
public:
    Cells(const NamedMatrix& matrix, int exponent) : rows_(matrix.values.n_rows) {
        const arma::mat scaled = matrix.values / std::pow(10.0, exponent);
        for (arma::uword c = 0; c < scaled.n_cols; ++c) {
            std::vector<std::string> column;
            for (const double value : scaled.col(c).eval()) {
                column.push_back(entry_text(value, matrix.whole));
            }
            append(column);
        }
    }

    /// Leaves out columns at the right until a row takes at most `width`, and rows at the
    /// bottom until there are at most `height`.
    void fit(std::size_t width, std::size_t height) {
        if (lines_.empty()) return;
        if (ends_.back() > width) {
            while (ends_.size() > 1 && ends_.back() + 4 > width) ends_.pop_back();
            for (auto& line : lines_) line = line.substr(0, ends_.back()) + " ...";
        }
        if (lines_.size() > height) {
            lines_.resize(height);
            lines_.back() = book::padded("...", lines_.front().size());
        }
    }

    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    void append(const std::vector<std::string>& column) {
        std::size_t widest = 0;
        for (const std::string& cell : column) widest = std::max(widest, cell.size());
        lines_.resize(rows_);
        for (std::size_t r = 0; r < rows_; ++r) {
            const std::string_view space = lines_[r].empty() ? "" : "  ";
            lines_[r] += fmt::format("{}{:>{}}", space, column[r], widest);
        }
        ends_.push_back(lines_.front().size());
    }

    std::size_t rows_;
    std::vector<std::string> lines_;
    std::vector<std::size_t> ends_;  ///< where each column ends in a line
};

struct Brackets {
    std::string_view left, right;
};

Brackets brackets(std::size_t row, std::size_t rows) {
    if (rows == 1) return {"[ ", " ]"};
    if (row == 0) return {"⎡ ", " ⎤"};
    if (row + 1 == rows) return {"⎣ ", " ⎦"};
    return {"⎢ ", " ⎥"};
}

std::size_t width_of(const TextBlock& block) {
    std::size_t width = 0;
    for (const std::string& line : block) {
        width = std::max(width, book::display_width(line));
    }
    return width;
}

/// A row of blocks as lines, without spaces at their ends.
std::vector<std::string> beside_each_other(std::span<const TextBlock> blocks) {
    std::size_t height = 0;
    for (const TextBlock& block : blocks) height = std::max(height, block.size());
    std::vector<std::string> lines(height);
    for (std::size_t r = 0; r < height; ++r) {
        for (const TextBlock& block : blocks) {
            lines[r] +=
                book::padded(r < block.size() ? block[r] : "", width_of(block) + gap);
        }
        lines[r].erase(lines[r].find_last_not_of(' ') + 1);
    }
    return lines;
}

}  // namespace

int exponent_of(const arma::mat& values) {
    const arma::vec finite = values.elem(arma::find_finite(values));
    const double largest = finite.is_empty() ? 0.0 : arma::abs(finite).max();
    if (largest == 0.0 || (largest >= 0.1 && largest < 1e4)) return 0;
    return static_cast<int>(std::floor(std::log10(largest)));
}

std::string matrix_heading(const NamedMatrix& matrix, int exponent) {
    const auto maths = [](const std::string& tex) {
        return book::with_plain_spaces(book::tex_to_text(tex).text);
    };
    std::string text = fmt::format("{} {} {}×{}",
                                   maths(matrix.maths),
                                   matrix.name,
                                   matrix.values.n_rows,
                                   matrix.values.n_cols);
    if (exponent != 0) text += ", times " + maths(fmt::format("10^{{{}}}", exponent));
    return text;
}

TextBlock matrix_text(const std::string& heading,
                      const NamedMatrix& matrix,
                      int exponent,
                      std::size_t width) {
    TextBlock block = book::wrapped(heading, width);
    Cells cells(matrix, exponent);
    cells.fit(width - 4, most_rows);
    const auto& lines = cells.lines();
    for (std::size_t r = 0; r < lines.size(); ++r) {
        const auto [left, right] = brackets(r, lines.size());
        block.push_back(fmt::format("{}{}{}", left, lines[r], right));
    }
    return block;
}

std::vector<std::string> side_by_side(const std::vector<TextBlock>& blocks,
                                      std::size_t width) {
    std::vector<std::string> lines;
    std::size_t first = 0, used = 0;
    const auto finish_row = [&](std::size_t end) {
        if (!lines.empty()) lines.emplace_back();
        const auto row =
            beside_each_other(std::span(blocks).subspan(first, end - first));
        lines.insert(lines.end(), row.begin(), row.end());
        first = end;
        used = 0;
    };
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const std::size_t columns = width_of(blocks[i]);
        if (i > first && used + gap + columns > width) finish_row(i);
        used += (i > first ? gap : 0) + columns;
    }
    if (first < blocks.size()) finish_row(blocks.size());
    return lines;
}

}  // namespace chainrule::stepper
