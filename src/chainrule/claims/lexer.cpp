#include "chainrule/claims/lexer.hpp"

#include "chainrule/claims/limits.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace chainrule::claims {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool in_name(char c) {
    return begins_name(c) || is_digit(c);
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/// The longest first, so that `.*` is not read as `.` and `*`.
constexpr std::string_view signs[] = {"&&", "||", ".*", "./", ".\\", ".^", ".'",
                                      "==", "!=", "~=", "<=", ">=",  "+",  "-",
                                      "*",  "/",  "\\", "^",  "'",   "=",  "<",
                                      ">",  "&",  "|",  "!",  "~",   "(",  ")",
                                      "[",  "]",  ",",  ";",  ":",   "?"};

/// What is pasted from a page or another language, and what it is here.
struct Stranger {
    std::string_view character, advice;
};
constexpr Stranger strangers[] = {
    {"−", "did you mean '-'?"},
    {"–", "did you mean '-'?"},
    {"⋅", "did you mean '*' or '.*'?"},
    {"·", "did you mean '*' or '.*'?"},
    {"×", "did you mean '*' or '.*'?"},
    {"⊙", "did you mean '.*'?"},
    {"÷", "did you mean '/'?"},
    {"’", "did you mean '?"},
    {"‘", "did you mean '?"},
    {"′", "did you mean '?"},
    {"ᵀ", "' transposes"},
    {"⊤", "' transposes"},
    {"≤", "did you mean '<='?"},
    {"≥", "did you mean '>='?"},
    {"≠", "did you mean '!='?"},
    {"∂", "a derivative is written dL/dX"},
    {"@", "* is the product of matrices, .* that of their elements"},
    {"{", "brackets are ( and ["},
    {"}", "brackets are ( and ["},
    {".", "X' is the transpose of X; functions stand without a dot before them"},
};

class Lexer {
public:
    Lexer(const Source& source, std::vector<Complaint>& complaints)
        : text_(source.text()), complaints_(complaints) {}

    std::vector<Token> run() {
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
        if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
        while (at_ < text_.size()) step();
        push(Token::Kind::line_end, at_, at_);
        push(Token::Kind::end, at_, at_);
        for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
            tokens_[i].space_after = tokens_[i + 1].space_before;
        }
        return std::move(tokens_);
    }

private:
    void step() {
        const char c = text_[at_];
        if (is_blank(c)) {
            ++at_;
            space_ = true;
        } else if (c == '\n') {
            end_line();
        } else if (c == '#' || c == '%') {
            comment();
        } else if (text_.substr(at_, 3) == "...") {
            skip_line();
            at_ = std::min(at_ + 1, text_.size());
            space_ = true;
        } else if (is_digit(c) || (c == '.' && is_digit(next(1)))) {
            number();
        } else if (begins_name(c)) {
            std::size_t end = at_;
            while (end < text_.size() && in_name(text_[end])) ++end;
            push(Token::Kind::name, at_, end);
        } else if ((c == '\'' && !transposes()) || c == '"') {
            quoted(c);
        } else {
            sign();
        }
    }

    [[nodiscard]] char next(std::size_t ahead) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void push(Token::Kind kind, std::size_t begin, std::size_t end) {
        Token token;
        token.kind = kind;
        token.at = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
        token.text = text_.substr(begin, end - begin);
        token.space_before = space_;
        tokens_.push_back(token);
        space_ = false;
        at_ = end;
    }

    void complain(std::size_t begin,
                  std::size_t end,
                  std::string message,
                  std::string next = "") {
        complaints_.push_back(
            {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
             std::move(message),
             std::move(next)});
        refused_ = true;
    }

    void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    /// A comment, or a whole block of them between lines `%{` and `%}`.
    void comment() {
        if (!alone_on_its_line('{')) return skip_line();
        const std::size_t opened = at_;
        int depth = 0;
        while (at_ < text_.size()) {
            if (text_[at_] == '#' || text_[at_] == '%') {
                if (alone_on_its_line('{')) ++depth;
                if (alone_on_its_line('}') && --depth == 0) return skip_line();
                skip_line();
            }
            ++at_;
        }
        at_ = std::min(at_, text_.size());
        complain(opened,
                 opened + 2,
                 "this block of comments is never closed",
                 "end it with a line %}");
    }

    /// Whether the comment sign here and `brace` are all there is on this line.
    [[nodiscard]] bool alone_on_its_line(char brace) const {
        if (next(1) != brace) return false;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const std::size_t newline =
            at_ == 0 ? std::string_view::npos : text_.rfind('\n', at_ - 1);
        const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
        const auto blank = [&](std::size_t from, std::size_t to) {
            return std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(from),
                               text_.begin() + static_cast<std::ptrdiff_t>(to),
                               is_blank);
        };
        return blank(start, at_) && blank(at_ + 2, end);
    }

    /// The end of a line ends the statement, or the row of a matrix, or nothing.
    void end_line() {
        const bool refused = std::exchange(refused_, false);
        if (refused || begins_statement(at_ + 1)) {
            brackets_.clear();  // one was forgotten: the next lines shall not suffer
            return push(Token::Kind::line_end, at_, at_ + 1);
        }
        const bool in_parentheses = !brackets_.empty() && brackets_.back() == '(';
        if (in_parentheses || goes_on()) {
            ++at_;
            space_ = true;
        } else {
            push(Token::Kind::line_end, at_, at_ + 1);
        }
    }

    /// Whether a statement certainly begins at `at`: NAME = ..., or claim NAME.
    [[nodiscard]] bool begins_statement(std::size_t at) const {
        const auto blanks = [&] {
            while (at < text_.size() && is_blank(text_[at])) ++at;
        };
        blanks();
        const std::size_t begin = at;
        while (at < text_.size() && in_name(text_[at])) ++at;
        const std::string_view word = text_.substr(begin, at - begin);
        blanks();
        if (word.empty() || !begins_name(word.front()) || at >= text_.size())
            return false;
        const bool keyword =
            std::find(std::begin(keywords), std::end(keywords), word) !=
            std::end(keywords);
        return (keyword && in_name(text_[at])) ||
               (text_[at] == '=' && text_.substr(at, 2) != "==");
    }

    /// Whether the last token wants another one behind it.
    [[nodiscard]] bool goes_on() const {
        if (tokens_.empty() || tokens_.back().kind != Token::Kind::sign) return false;
        static constexpr std::string_view closing[] = {
            ")", "]", "'", ".'", ";", ",", ":", "(", "?"};
        return std::find(std::begin(closing), std::end(closing), tokens_.back().text) ==
                   std::end(closing) &&
               !tokens_.back().is("[");
    }

    /// Whether a ' here is a transpose: behind an operand, and not behind a space
    /// between brackets [ ], where a new element would begin.
    [[nodiscard]] bool transposes() const {
        if (tokens_.empty()) return false;
        const Token& last = tokens_.back();
        const bool operand = last.kind == Token::Kind::number ||
                             last.kind == Token::Kind::name || last.is(")") ||
                             last.is("]") || last.is("'") || last.is(".'");
        const bool in_matrix = !brackets_.empty() && brackets_.back() == '[';
        return operand && !(in_matrix && space_);
    }

    void quoted(char quote) {
        const std::size_t begin = at_;
        const std::size_t line = std::min(text_.find('\n', at_), text_.size());
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos || end > line) {
            complain(begin,
                     begin + 1,
                     "this quote is never closed",
                     "a transpose stands directly behind what it transposes");
            at_ = begin + 1;
            return;
        }
        push(Token::Kind::text, begin, end + 1);
        tokens_.back().text = text_.substr(begin + 1, end - begin - 1);
    }

    void number() {
        const std::size_t begin = at_;
        std::size_t end = at_;
        const auto digits = [&] {
            while (end < text_.size() && is_digit(text_[end])) ++end;
        };
        digits();
        // In 1./X the point belongs to the operator
        static constexpr std::string_view operators = "*/\\^'";
        const char behind = end + 1 < text_.size() ? text_[end + 1] : '\0';
        if (end < text_.size() && text_[end] == '.' &&
            (behind == '\0' || operators.find(behind) == std::string_view::npos) &&
            text_.substr(end, 3) != "...") {
            ++end;
            digits();
        }
        if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
            std::size_t exponent = end + 1;
            if (exponent < text_.size() &&
                (text_[exponent] == '+' || text_[exponent] == '-')) {
                ++exponent;
            }
            if (exponent < text_.size() && is_digit(text_[exponent])) {
                end = exponent;
                digits();
            }
        }
        if (end < text_.size() && in_name(text_[end])) {
            std::size_t word = end;
            while (word < text_.size() && in_name(text_[word])) ++word;
            const std::string_view rest = text_.substr(end, word - end);
            const bool imaginary = rest == "i" || rest == "j";
            complain(begin,
                     word,
                     fmt::format("{} is neither a number nor a name",
                                 text_.substr(begin, word - begin)),
                     imaginary ? "there are no complex numbers here"
                               : "a name begins with a letter; a product needs its *");
            at_ = word;
            return;
        }
        double value = 0.0;
        const auto [stop, error] =
            std::from_chars(text_.data() + begin, text_.data() + end, value);
        if (error == std::errc::result_out_of_range) {
            // from_chars leaves the value alone; a number that rounds to 0 is 0
            value = std::strtod(std::string(text_.substr(begin, end - begin)).c_str(),
                                nullptr);
        }
        push(Token::Kind::number, begin, end);
        tokens_.back().number = value;
    }

    static std::string advice_on(std::string_view character) {
        for (const Stranger& known : strangers) {
            if (known.character == character) return std::string(known.advice);
        }
        const bool ascii = static_cast<unsigned char>(character.front()) < 0x80;
        return ascii ? "" : "names and signs are plain ASCII; comments begin with #";
    }

    void sign() {
        for (const std::string_view sign : signs) {
            if (text_.substr(at_, sign.size()) != sign) continue;
            if (sign == "(" || sign == "[") brackets_ += sign;
            if ((sign == ")" || sign == "]") && !brackets_.empty())
                brackets_.pop_back();
            push(Token::Kind::sign, at_, at_ + sign.size());
            return;
        }
        const std::size_t length =
            std::max<std::size_t>(1, utf8_length(text_.substr(at_)));
        const std::string_view character = text_.substr(at_, length);
        complain(at_,
                 at_ + length,
                 fmt::format("'{}' means nothing here", printable(character)),
                 advice_on(character));
        at_ += length;
    }

    std::string_view text_;
    std::vector<Complaint>& complaints_;
    std::vector<Token> tokens_;
    std::string brackets_;  ///< those that are open, outermost first
    std::size_t at_ = 0;
    bool space_ = false;
    bool refused_ =
        false;  ///< something in this line, which therefore ends the statement
};

}  // namespace

std::vector<Token> tokens_of(const Source& source, std::vector<Complaint>& complaints) {
    for (std::size_t line = 1; line <= source.lines(); ++line) {
        const std::string_view text = source.line(line);
        if (text.size() <= limits::line_bytes) continue;
        const auto start =
            static_cast<std::uint32_t>(text.data() - source.text().data());
        complaints.push_back({{start, start + 1},
                              fmt::format("this line is {} bytes long; {} are allowed",
                                          text.size(),
                                          limits::line_bytes),
                              "a line that ends in ... goes on in the next one"});
        return {Token{}};
    }
    return Lexer(source, complaints).run();
}

}  // namespace chainrule::claims
