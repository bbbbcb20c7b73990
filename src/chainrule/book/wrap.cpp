#include "chainrule/book/wrap.hpp"

#include "chainrule/book/spaces.hpp"
#include "chainrule/book/utf8.hpp"

#include <algorithm>

namespace chainrule::book {

namespace {

std::vector<std::string> split_at(std::string_view separator, std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end > 0) parts.push_back(with_plain_spaces(text.substr(0, end)));
        text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
    return parts;
}

/// Fills lines one word after the other.
class Filler {
public:
    Filler(std::size_t width, std::string_view first)
        : indent_(display_width(first), ' '),
          room_(std::max<std::size_t>(width, indent_.size() + 1) - indent_.size()),
          line_(first) {}

    void add(std::string_view word) {
        const std::size_t columns = display_width(word);
        if (used_ > 0 && used_ + 1 + columns > room_) next_line();
        if (used_ > 0) put(" ", 1);
        if (columns <= room_) {
            put(word, columns);
        } else {
            add_cut(word);
        }
    }

    [[nodiscard]] bool fits_a_line(std::string_view word) const {
        return display_width(word) <= room_;
    }

    [[nodiscard]] std::vector<std::string> lines() && {
        if (used_ > 0 || lines_.empty()) lines_.push_back(std::move(line_));
        return std::move(lines_);
    }

private:
    void put(std::string_view text, std::size_t columns) {
        line_ += text;
        used_ += columns;
    }

    void next_line() {
        lines_.push_back(std::move(line_));
        line_ = indent_;
        used_ = 0;
    }

    void add_cut(std::string_view word) {
        for (const auto character : characters(word)) {
            const std::size_t columns = display_width(character);
            if (used_ + columns > room_) next_line();
            put(character, columns);
        }
    }

    std::string indent_;
    std::size_t room_;  ///< columns of a line after the indent
    std::size_t used_ = 0;
    std::string line_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> wrapped(std::string_view text,
                                 std::size_t width,
                                 std::string_view first) {
    Filler filler(width, first);
    // Words are cut out before their no-break spaces are replaced
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        const auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        if (filler.fits_a_line(word)) {
            filler.add(with_plain_spaces(word));
        } else {
            for (const auto& part : split_at(no_break_space, word)) filler.add(part);
        }
    }
    return std::move(filler).lines();
}

}  // namespace chainrule::book
