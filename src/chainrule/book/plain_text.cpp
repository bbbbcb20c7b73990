#include "chainrule/book/plain_text.hpp"

#include "chainrule/book/spaces.hpp"
#include "chainrule/book/utf8.hpp"
#include "chainrule/book/wrap.hpp"

#include <algorithm>

namespace chainrule::book {

namespace {

constexpr std::size_t display_indent = 4;

/// A paragraph, or an item of a list with its mark.
struct Block {
    std::string mark;  ///< "1. ", "- ", or empty
    std::string text;
};

std::string_view without_leading_spaces(std::string_view line) {
    return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

/// The mark with which `line` begins an item, "12. " or "- "; empty if it does not.
std::string_view item_mark(std::string_view line) {
    if (line.starts_with("- ")) return line.substr(0, 2);
    const std::size_t digits = line.find_first_not_of("0123456789");
    if (digits == 0 || digits == line.npos) return "";
    return line.substr(digits).starts_with(". ") ? line.substr(0, digits + 2) : "";
}

std::vector<Block> blocks(std::string_view markdown) {
    std::vector<Block> all;
    bool begins = true;
    while (!markdown.empty()) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        const auto line = without_leading_spaces(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        const auto mark = item_mark(line);
        if (line.empty()) {
            begins = true;
            continue;
        }
        if (begins || !mark.empty()) all.emplace_back();
        begins = false;
        Block& block = all.back();
        if (!mark.empty()) block.mark = mark;
        block.text += line.substr(mark.size());
        block.text += '\n';
    }
    return all;
}

/// `text` cut at each `separator`: what stands inside a pair has an odd index.
std::vector<std::string_view> cut(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> pieces;
    while (true) {
        const std::size_t end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == text.npos) return pieces;
        text.remove_prefix(end + separator.size());
    }
}

std::string without(std::string_view marks, std::string_view text) {
    std::string result(text);
    std::erase_if(result, [&](char c) { return marks.find(c) != marks.npos; });
    return result;
}

/// Sets blocks one after the other into lines.
class Setter {
public:
    explicit Setter(std::size_t width) : width_(width) {}

    void set(const Block& block) {
        if (!result_.lines.empty() && block.mark.empty()) result_.lines.emplace_back();
        const auto pieces = cut(block.text, "$$");
        std::string prefix = block.mark;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (i % 2 == 1) {
                set_display(pieces[i], display_width(prefix) + display_indent);
            } else if (pieces[i].find_first_not_of(" \n") != std::string_view::npos) {
                if (i > 0) result_.lines.emplace_back();
                add(wrapped(understood(inline_text(pieces[i])), width_, prefix));
                prefix.assign(display_width(prefix), ' ');
            }
        }
    }

    [[nodiscard]] PlainText result() && { return std::move(result_); }

private:
    void set_display(std::string_view tex, std::size_t indent) {
        const std::string text = understood(tex_to_text(tex));
        const std::string margin(indent, ' ');
        if (!result_.lines.empty()) result_.lines.emplace_back();
        if (indent + display_width(with_plain_spaces(text)) <= width_) {
            result_.lines.push_back(margin + with_plain_spaces(text));
            return;
        }
        for (const auto formula : cut(text, quad_space)) {
            if (!formula.empty()) add(wrapped(formula, width_, margin));
        }
    }

    void add(const std::vector<std::string>& lines) {
        result_.lines.insert(result_.lines.end(), lines.begin(), lines.end());
    }

    std::string understood(TexText tex) {
        std::ranges::move(tex.problems, std::back_inserter(result_.problems));
        return std::move(tex.text);
    }

    std::size_t width_;
    PlainText result_;
};

}  // namespace

TexText inline_text(std::string_view markdown) {
    TexText result;
    const auto pieces = cut(markdown, "$");
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i % 2 == 0) {
            result.text += without("*`", pieces[i]);
        } else {
            TexText maths = tex_to_text(pieces[i]);
            result.text += maths.text;
            std::ranges::move(maths.problems, std::back_inserter(result.problems));
        }
    }
    if (pieces.size() % 2 == 0) result.problems.push_back("a $ without its pair");
    return result;
}

PlainText plain_text(std::string_view markdown, std::size_t width) {
    Setter setter(width);
    for (const Block& block : blocks(markdown)) setter.set(block);
    return std::move(setter).result();
}

}  // namespace chainrule::book
