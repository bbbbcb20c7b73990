#include "chainrule/book/step_text.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <algorithm>
#include <map>

namespace chainrule::book {

namespace {

struct Line {
    std::size_t number;
    std::string_view text;  ///< without "/// "
};

struct Section {
    std::size_t line;  ///< of its tag
    std::vector<Line> lines;
};

using Sections = std::map<std::string_view, Section>;

/// The one tag that may be missing: the first steps stand on no other.
constexpr std::string_view builds_on = "@builds-on";

const std::vector<std::string> tags{"@step",
                                    "@title",
                                    std::string(builds_on),
                                    "@statement",
                                    "@rule",
                                    "@derivation",
                                    "@symbols",
                                    "@numerics",
                                    "@errors",
                                    "@source"};

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == text.npos) return "";
    return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

class Parser {
public:
    explicit Parser(std::string_view header) : header_(header) {}

    [[nodiscard]] StepText parse(std::string_view text) const {
        const auto lines = comment_lines(text);
        const Sections sections = cut_at_tags(lines);
        for (const auto& tag : tags) {
            if (tag != builds_on) require_section(sections, tag, lines.front().number);
        }
        return {text_of(sections.at("@step")),
                text_of(sections.at("@title")),
                names_of(sections),
                text_of(sections.at("@statement")),
                text_of(sections.at("@rule")),
                text_of(sections.at("@derivation")),
                symbols_of(sections.at("@symbols")),
                text_of(sections.at("@numerics")),
                text_of(sections.at("@errors")),
                text_of(sections.at("@source"))};
    }

private:
    [[noreturn]] void fail(std::size_t line,
                           std::string expected,
                           std::string found,
                           std::string next = "") const {
        throw InputError({header_,
                          fmt::format("line {}", line),
                          std::move(expected),
                          std::move(found),
                          std::move(next)});
    }

    /// The lines of the comment that begins with "/// @step".
    [[nodiscard]] std::vector<Line> comment_lines(std::string_view text) const {
        std::vector<Line> lines;
        for (std::size_t number = 1; !text.empty(); ++number) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            const bool is_comment = line.starts_with("///");
            if (is_comment) line.remove_prefix(line.starts_with("/// ") ? 4 : 3);
            if (lines.empty() && !(is_comment && line.starts_with("@step"))) continue;
            if (!is_comment) break;
            lines.push_back({number, line});
        }
        if (lines.empty()) fail(1, "a comment that begins with /// @step", "none");
        return lines;
    }

    [[nodiscard]] Sections cut_at_tags(const std::vector<Line>& lines) const {
        Sections sections;
        Section* current = nullptr;
        for (const Line& line : lines) {
            std::string_view rest = line.text;
            if (rest.starts_with('@')) {
                const auto tag = rest.substr(0, rest.find(' '));
                current = &begin_section(sections, tag, line.number);
                rest.remove_prefix(tag.size());
            }
            current->lines.push_back({line.number, rest});
        }
        return sections;
    }

    Section& begin_section(Sections& sections,
                           std::string_view tag,
                           std::size_t line) const {
        if (std::ranges::find(tags, tag) == tags.end()) {
            fail(line, "a tag of a step", std::string(tag), suggestion(tag, tags));
        }
        const auto [place, is_new] = sections.try_emplace(tag, Section{line, {}});
        if (!is_new) {
            fail(line,
                 fmt::format("one {}", tag),
                 fmt::format("a second one after that of line {}", place->second.line));
        }
        return place->second;
    }

    void require_section(const Sections& sections,
                         const std::string& tag,
                         std::size_t first_line) const {
        const auto section = sections.find(tag);
        if (section == sections.end()) {
            fail(first_line, fmt::format("a section {}", tag), "none");
        }
        if (text_of(section->second).empty()) {
            fail(section->second.line, fmt::format("text after {}", tag), "none");
        }
    }

    [[nodiscard]] static std::string text_of(const Section& section) {
        std::string text;
        for (const Line& line : section.lines) {
            if (!text.empty()) text += '\n';
            text += text.empty() ? trimmed(line.text) : line.text;
        }
        text.erase(text.find_last_not_of(" \n") + 1);
        return text;
    }

    [[nodiscard]] static std::vector<std::string> names_of(const Sections& sections) {
        std::vector<std::string> names;
        const auto section = sections.find(builds_on);
        if (section == sections.end()) return names;
        for (const Line& line : section->second.lines) {
            for (const auto name : split(line.text, ',')) {
                if (!name.empty()) names.emplace_back(name);
            }
        }
        return names;
    }

    [[nodiscard]] std::vector<Symbol> symbols_of(const Section& section) const {
        std::vector<Symbol> symbols;
        std::size_t rows = 0;
        for (const Line& line : section.lines) {
            if (trimmed(line.text).empty()) continue;
            // Below the names of the columns and the rule under them
            if (++rows > 2) add_row(symbols, line);
        }
        if (symbols.empty()) fail(section.line, "a table of symbols", "no row");
        return symbols;
    }

    /// A row may name several symbols of one shape: "$U$, $V$ | `left`, `right`".
    void add_row(std::vector<Symbol>& symbols, const Line& line) const {
        const auto cells = split(trimmed(line.text), '|');
        if (cells.size() != 6 || !cells.front().empty() || !cells.back().empty()) {
            fail(line.number,
                 "| maths | code | shape | meaning |",
                 std::string(trimmed(line.text)));
        }
        const auto maths = quoted(line, cells[1], '$');
        const auto code = quoted(line, cells[2], '`');
        if (maths.size() != code.size()) {
            fail(line.number,
                 fmt::format("a name in the code for each of {} symbols", maths.size()),
                 fmt::format("{}", code.size()));
        }
        const auto shape = split(cells[3], 'x');
        for (std::size_t i = 0; i < maths.size(); ++i) {
            symbols.push_back({maths[i],
                               code[i],
                               std::string(shape.front()),
                               std::string(shape.size() > 1 ? shape[1] : "1"),
                               std::string(cells[4])});
        }
    }

    /// What stands between pairs of `quote`, with commas between them.
    [[nodiscard]] std::vector<std::string> quoted(const Line& line,
                                                  std::string_view cell,
                                                  char quote) const {
        const auto pieces = split(cell, quote);
        std::vector<std::string> contents;
        bool fits = pieces.size() >= 3 && pieces.size() % 2 == 1;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const bool outside = i % 2 == 0;
            const bool at_end = i == 0 || i + 1 == pieces.size();
            if (outside) fits = fits && pieces[i] == (at_end ? "" : ",");
            if (!outside) contents.emplace_back(pieces[i]);
        }
        if (!fits) {
            fail(line.number,
                 fmt::format("names between {0} and {0}, with commas", quote),
                 std::string(cell));
        }
        return contents;
    }

    std::string header_;
};

}  // namespace

StepText parse_step_text(std::string_view header, std::string_view text) {
    return Parser(header).parse(text);
}

}  // namespace chainrule::book
