#include "chainrule/claims/source.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chainrule::claims {

namespace {

/// Columns of a line that are shown; of a longer one, those around the spot.
constexpr std::size_t window = 100;
constexpr std::size_t before_the_spot = 60;

/// The characters of `text`, each as what is printed for it: a tab as a space, what
/// would move the cursor or is no UTF-8 as a question mark.
std::vector<std::string> cells(std::string_view text) {
    std::vector<std::string> shown;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view character =
            text.substr(0, std::max<std::size_t>(1, length));
        const auto first = static_cast<unsigned char>(character.front());
        if (length == 0 || (first < 0x20 && first != '\t') || first == 0x7f) {
            shown.emplace_back("?");
        } else {
            shown.emplace_back(first == '\t' ? " " : character);
        }
        text.remove_prefix(character.size());
    }
    return shown;
}

/// How many characters `text` has.
std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        text.remove_prefix(std::max<std::size_t>(1, utf8_length(text)));
        ++count;
    }
    return count;
}

}  // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), starts_{0} {
    for (std::size_t at = text_.find('\n'); at != std::string::npos;
         at = text_.find('\n', at + 1)) {
        starts_.push_back(at + 1);
    }
}

std::string_view Source::text(Span span) const {
    const std::size_t begin = std::min<std::size_t>(span.begin, text_.size());
    return std::string_view(text_).substr(begin, span.end - span.begin);
}

Place Source::place(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::size_t>(after - starts_.begin());
    const std::size_t start = starts_[line - 1];
    return {line,
            1 + characters(std::string_view(text_).substr(start, offset - start))};
}

std::string_view Source::line(std::size_t number) const {
    const std::size_t start = starts_[number - 1];
    const std::size_t end =
        number < starts_.size() ? starts_[number] - 1 : text_.size();
    std::string_view all = std::string_view(text_).substr(start, end - start);
    if (all.ends_with('\r')) all.remove_suffix(1);
    return all;
}

std::string Source::shown(const Complaint& complaint) const {
    const Place from = place(complaint.at.begin);
    const std::vector<std::string> all = cells(line(from.line));
    const std::size_t column = from.column - 1;
    const std::size_t length = std::clamp<std::size_t>(
        characters(text(complaint.at)), 1, std::max(column + 1, all.size()) - column);

    const std::size_t first =
        column > before_the_spot && all.size() > window ? column - before_the_spot : 0;
    const std::size_t last = std::min(all.size(), first + window);
    std::string excerpt = first > 0 ? "..." : "";
    const std::size_t indent = excerpt.size() + column - first;
    for (std::size_t i = first; i < last; ++i) excerpt += all[i];
    if (last < all.size()) excerpt += "...";

    const std::string number = fmt::format("{:>5}", from.line);
    std::string shown = fmt::format("{}:{}:{}: {}\n{} | {}\n      | {}^{}\n",
                                    printable(name_),
                                    from.line,
                                    from.column,
                                    printable(complaint.message),
                                    number,
                                    excerpt,
                                    std::string(indent, ' '),
                                    std::string(std::min(length, window) - 1, '~'));
    if (!complaint.next.empty()) shown += fmt::format("      {}\n", complaint.next);
    return shown;
}

}  // namespace chainrule::claims
