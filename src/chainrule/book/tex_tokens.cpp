#include "chainrule/book/tex_tokens.hpp"

#include "chainrule/book/utf8.hpp"

#include <algorithm>

namespace chainrule::book {

namespace {

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Takes the longest beginning of `rest` whose characters all fulfil `fits`.
template <class Predicate>
std::string_view take_while(std::string_view& rest, Predicate fits) {
    const auto end = std::ranges::find_if_not(rest, fits);
    const auto taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(taken.size());
    return taken;
}

TexToken take_command(std::string_view& rest) {
    rest.remove_prefix(1);
    std::string_view name = take_while(rest, is_letter);
    if (!name.empty()) {
        take_while(rest, is_space);
    } else if (!rest.empty()) {
        name = rest.substr(0, 1);
        rest.remove_prefix(1);
    }
    return {TexToken::Kind::command, name};
}

TexToken::Kind kind_of(char c) {
    switch (c) {
        case '{':
            return TexToken::Kind::open;
        case '}':
            return TexToken::Kind::close;
        case '^':
            return TexToken::Kind::superscript;
        case '_':
            return TexToken::Kind::subscript;
        default:
            return TexToken::Kind::character;
    }
}

TexToken take_token(std::string_view& rest) {
    if (rest.front() == '\\') return take_command(rest);
    if (is_space(rest.front())) {
        return {TexToken::Kind::space, take_while(rest, is_space)};
    }
    const TexToken token{kind_of(rest.front()), characters(rest.substr(0, 4)).front()};
    rest.remove_prefix(token.text.size());
    return token;
}

}  // namespace

std::vector<TexToken> tex_tokens(std::string_view tex) {
    std::vector<TexToken> tokens;
    while (!tex.empty()) tokens.push_back(take_token(tex));
    return tokens;
}

}  // namespace chainrule::book
