#include "chainrule/book/tex_to_text.hpp"

#include "chainrule/book/tex_row.hpp"
#include "chainrule/book/tex_symbols.hpp"
#include "chainrule/book/tex_tokens.hpp"
#include "chainrule/book/utf8.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace chainrule::book {

namespace {

using Kind = TexToken::Kind;
using enum TexClass;

struct Script {
    std::string text;
    bool runs_on = false;
};

bool is_alphanumeric(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9');
    });
}

bool is_number(std::string_view text) {
    return text.find_first_not_of("0123456789") == text.npos;
}

/// "_{...}" or "^{...}", without the braces where one word follows.
Script written_out(std::string_view mark, const std::string& text) {
    const bool word = is_alphanumeric(text);
    return {std::string(mark) + (word ? text : "{" + text + "}"), word};
}

Script subscript(const std::string& text) {
    if (is_number(text) || characters(text).size() == 1) {
        if (const auto low = lowered(text)) return {*low};
    }
    return written_out("_", text);
}

Script superscript(const std::string& text) {
    // "Wᵀ Z": a transpose is no part of what follows
    if (const auto high = raised(text)) return {*high, *high == "ᵀ"};
    return written_out("^", text);
}

/// Reads tokens from left to right, each function one construct of the language.
class Reader {
public:
    explicit Reader(const std::vector<TexToken>& tokens) : rest_(tokens) {}

    [[nodiscard]] TexText formula() {
        TexRow row;
        while (!rest_.empty()) read_symbol(row);
        return {row.text(), std::move(problems_)};
    }

private:
    [[nodiscard]] bool next_is(Kind kind) const {
        return !rest_.empty() && rest_.front().kind == kind;
    }

    [[nodiscard]] bool next_is(Kind kind, std::string_view text) const {
        return next_is(kind) && rest_.front().text == text;
    }

    TexToken take() {
        const TexToken token = rest_.front();
        rest_ = rest_.subspan(1);
        return token;
    }

    /// One symbol with its scripts.
    void read_symbol(TexRow& row) {
        if (next_is(Kind::space)) {
            take();
            row.ask_space();
            return;
        }
        if (!next_is(Kind::superscript) && !next_is(Kind::subscript)) read_nucleus(row);
        read_scripts(row);
    }

    void read_nucleus(TexRow& row) {
        if (next_is(Kind::open)) {
            const TexRow group = read_group(row.tight());
            row.append(group.text(), ordinary);
            return;
        }
        const TexToken token = take();
        if (token.kind == Kind::close) {
            problems_.push_back("a } without its {");
        } else if (token.kind == Kind::command) {
            read_command(row, token.text);
        } else {
            append_character(row, token.text);
        }
    }

    void append_character(TexRow& row, std::string_view character) {
        const TexSymbol symbol = character_symbol(character);
        const bool decimal_point = character == "." && next_is(Kind::character) &&
                                   is_number(rest_.front().text);
        row.append(symbol.text, decimal_point ? ordinary : symbol.cls);
    }

    /// Lower before upper, in whichever order they are written.
    void read_scripts(TexRow& row) {
        Script lower, upper;
        while (true) {
            if (next_is(Kind::subscript)) {
                take();
                lower = subscript(read_argument(true).text());
            } else if (next_is(Kind::superscript)) {
                take();
                upper = superscript(read_argument(true).text());
            } else if (next_is(Kind::character, "'")) {
                take();
                upper.text += "′";
            } else {
                break;
            }
        }
        if (!lower.text.empty()) row.append_script(lower.text, lower.runs_on);
        if (!upper.text.empty()) row.append_script(upper.text, upper.runs_on);
    }

    /// "{...}"
    TexRow read_group(bool tight) {
        take();
        TexRow row(tight);
        while (!rest_.empty() && !next_is(Kind::close)) read_symbol(row);
        if (rest_.empty()) {
            problems_.push_back("a { without its }");
        } else {
            take();
        }
        return row;
    }

    /// What a command or a script applies to: a group, or else the next symbol.
    TexRow read_argument(bool tight) {
        while (next_is(Kind::space)) take();
        if (next_is(Kind::open)) return read_group(tight);
        TexRow row(tight);
        if (rest_.empty()) {
            problems_.push_back("nothing after a command or script");
        } else {
            read_nucleus(row);
        }
        return row;
    }

    /// A group of words, taken as it is with its spaces.
    std::string take_words() {
        if (!next_is(Kind::open)) return read_argument(false).text();
        take();
        std::string words;
        while (!rest_.empty() && !next_is(Kind::close)) words += take().text;
        if (!rest_.empty()) take();
        return words;
    }

    void read_command(TexRow& row, std::string_view name) {
        using Construct = void (Reader::*)(TexRow&);
        static const std::map<std::string_view, Construct> constructs{
            {"frac", &Reader::read_fraction},
            {"tfrac", &Reader::read_fraction},
            {"sqrt", &Reader::read_root},
            {"mathbb", &Reader::read_blackboard},
            {"mathbf", &Reader::read_bold},
            {"mathrm", &Reader::read_words},
            {"text", &Reader::read_words},
            {"operatorname", &Reader::read_operator},
            {"left", &Reader::read_size},
            {"right", &Reader::read_size},
            {"big", &Reader::read_size},
            {"bigl", &Reader::read_size},
            {"bigr", &Reader::read_size},
            {",", &Reader::read_space},
            {";", &Reader::read_space},
            {" ", &Reader::read_space},
            {"quad", &Reader::read_quad},
            {"qquad", &Reader::read_double_quad},
        };
        if (const TexSymbol* symbol = find_command_symbol(name)) {
            row.append(symbol->text, symbol->cls);
        } else if (const auto mark = accent_mark(name); !mark.empty()) {
            read_accent(row, mark);
        } else if (const auto found = constructs.find(name);
                   found != constructs.end()) {
            (this->*found->second)(row);
        } else {
            read_unknown(row, name);
        }
    }

    void read_fraction(TexRow& row) {
        const TexRow above = read_argument(row.tight());
        const TexRow below = read_argument(row.tight());
        row.append(above.bracketed_from(TexRow::Binding::applied) + "/" +
                       below.bracketed_from(TexRow::Binding::product),
                   inner);
    }

    void read_root(TexRow& row) {
        const TexRow below = read_argument(row.tight());
        row.append("√" + below.bracketed_from(TexRow::Binding::product), ordinary);
    }

    void read_accent(TexRow& row, std::string_view mark) {
        const TexRow base = read_argument(true);
        std::string text;
        for (const auto character : characters(base.text())) {
            text += character;
            text += mark;
        }
        row.append(text, ordinary);
    }

    void read_blackboard(TexRow& row) {
        row.append(blackboard(read_argument(true).text()), ordinary);
    }

    void read_bold(TexRow& row) {
        const std::string text = read_argument(row.tight()).text();
        row.append(text == "1" ? "𝟏" : text, ordinary);
    }

    /// Spaces at the ends of the words become spaces of the formula.
    void read_words(TexRow& row) {
        std::string words = take_words();
        if (words.starts_with(' ')) row.ask_space();
        const bool space_after = words.ends_with(' ');
        words.erase(0, words.find_first_not_of(' '));
        words.erase(words.find_last_not_of(' ') + 1);
        row.append(words, ordinary);
        if (space_after) row.ask_space();
    }

    void read_operator(TexRow& row) { row.append(take_words(), function); }

    /// "\left(": the bracket is read as any other, and "." is an invisible one.
    void read_size(TexRow&) {
        if (next_is(Kind::character, ".")) take();
    }

    void read_space(TexRow& row) { row.ask_space(); }

    void read_quad(TexRow& row) { row.ask_quad(); }

    void read_double_quad(TexRow& row) {
        row.ask_quad();
        row.ask_quad();
    }

    void read_unknown(TexRow& row, std::string_view name) {
        const std::string command = "\\" + std::string(name);
        problems_.push_back("unknown command " + command);
        row.append(command, ordinary);
        row.ask_space();
    }

    std::span<const TexToken> rest_;
    std::vector<std::string> problems_;
};

}  // namespace

TexText tex_to_text(std::string_view tex) {
    const auto tokens = tex_tokens(tex);
    return Reader(tokens).formula();
}

}  // namespace chainrule::book
