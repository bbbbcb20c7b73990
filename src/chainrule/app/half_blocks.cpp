#include "chainrule/app/half_blocks.hpp"

namespace chainrule::app {

namespace {

constexpr std::size_t cells = 28;

/// The mean of the pixels that fall into cell (`row`, `col`) of a `cells` wide view.
double shade(const data::GrayImage& image, std::size_t row, std::size_t col) {
    const std::size_t side = std::max({image.rows, image.cols, cells});
    const std::size_t top = row * side / cells, bottom = (row + 1) * side / cells;
    const std::size_t left = col * side / cells, right = (col + 1) * side / cells;
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t r = top; r < std::min(bottom, image.rows); ++r) {
        for (std::size_t c = left; c < std::min(right, image.cols); ++c) {
            sum += image.at(r, c);
            ++count;
        }
    }
    return count > 0 ? sum / (255.0 * static_cast<double>(count)) : 0.0;
}

/// Two pixels, bright or dark, as one character.
std::string cell(bool upper, bool lower) {
    if (upper && lower) return "█";
    if (upper) return "▀";
    return lower ? "▄" : " ";
}

std::string line_of(const data::GrayImage& image, std::size_t line) {
    std::string text;
    for (std::size_t col = 0; col < cells; ++col) {
        text += cell(shade(image, 2 * line, col) > 0.5,
                     shade(image, 2 * line + 1, col) > 0.5);
    }
    return text;
}

}  // namespace

std::string side_by_side(const data::GrayImage& before, const data::GrayImage& after) {
    std::string text =
        fmt::format("  {:<30}  {}\n", "as given", "as the network sees it");
    for (std::size_t line = 0; line < cells / 2; ++line) {
        text +=
            fmt::format("  {}    {}\n", line_of(before, line), line_of(after, line));
    }
    return text;
}

}  // namespace chainrule::app
