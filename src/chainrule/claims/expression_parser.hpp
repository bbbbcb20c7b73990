#pragma once

/// @file
/// From tokens to expressions: operators and their precedence as GNU Octave has them.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/expression.hpp"
#include "chainrule/claims/lexer.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule::claims {

/// The tokens and how far they are read. What does not fit is thrown as a `Complaint`.
class Cursor {
public:
    explicit Cursor(const std::vector<Token>& tokens) : tokens_(tokens) {}

    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    [[nodiscard]] bool at_end() const { return peek().kind == Token::Kind::end; }
    const Token& take() {
        const Token& token = peek();
        if (at_ + 1 < tokens_.size()) ++at_;
        return token;
    }
    bool accept(std::string_view sign) {
        if (!peek().is(sign)) return false;
        take();
        return true;
    }
    /// The next token, which has to be `sign`; `what` says what it would do there.
    const Token& expect(std::string_view sign, std::string_view what);

    /// Goes behind the end of the statement, and returns where that is.
    std::uint32_t skip_statement();

    /// "found ..." about the next token.
    [[nodiscard]] std::string found() const;

private:
    const std::vector<Token>& tokens_;
    std::size_t at_ = 0;
};

/// Thrown where something was complained of before and more would only confuse.
struct AlreadySaid {};

/// Which names an expression may use besides those of the file.
struct Scope {
    enum class Kind {
        forward,   ///< of the forward pass: no derivatives
        constant,  ///< sizes and what is fixed
        function,  ///< the body of f(z): z, sizes and given scalars
        claim,     ///< everything, derivatives too
    };
    Kind kind = Kind::forward;
    std::vector<std::pair<std::string, SymbolId>> locals = {};
};

/// Reads dA/dB, if that is what stands there: `of` and `wrt` are set, and true is
/// returned. Both readings possible, or A or B unknown: a `Complaint` is thrown.
[[nodiscard]] bool read_derivative(Cursor& cursor,
                                   const Derivation& derivation,
                                   SymbolId& of,
                                   SymbolId& wrt);

/// The expression at the cursor, names resolved; shapes are not known yet.
[[nodiscard]] Expression parse_expression(Cursor& cursor,
                                          const Derivation& derivation,
                                          const Scope& scope);

/// "W9 is not defined", with the nearest name that is.
[[nodiscard]] Complaint unknown_name(const Token& token,
                                     const Derivation& derivation,
                                     const Scope& scope);

}  // namespace chainrule::claims
