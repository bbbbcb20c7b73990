#pragma once

/// @file
/// Symbols set in a row, with the space between them that their classes ask for.

#include "chainrule/book/tex_symbols.hpp"

#include <string>
#include <string_view>

namespace chainrule::book {

/// A formula, or a part of one: what stands in a fraction, a root, a script.
///
/// A row knows how strongly its parts hold together, so that brackets are put around
/// it only where the reading would change without them.
class TexRow {
public:
    /// From the strongest to the weakest.
    enum class Binding {
        single,   ///< one symbol, or everything in brackets
        product,  ///< symbols side by side, a fraction, a sign before one
        applied,  ///< an operator such as log, which reaches to the right
        sum,      ///< plus, minus, equals
    };

    /// `tight` rows have no space around operators and relations: those in scripts.
    explicit TexRow(bool tight = false) : tight_(tight) {}

    /// Asks for a space before whatever is appended next; the row may decline.
    void ask_space() { space_asked_ = true; }

    /// Puts a quad before whatever is appended next.
    void ask_quad() { ++quads_asked_; }

    void append(std::string_view text, TexClass cls);

    /// Adds to the last symbol. `runs_on`: a letter right after it would seem to be
    /// part of it, as in "W_hd X".
    void append_script(std::string_view text, bool runs_on);

    [[nodiscard]] bool tight() const { return tight_; }
    [[nodiscard]] const std::string& text() const { return text_; }

    /// The text, in brackets unless it holds together more strongly than `weak`.
    [[nodiscard]] std::string bracketed_from(Binding weak) const;

private:
    [[nodiscard]] bool takes_binary() const;
    [[nodiscard]] std::string space_before(TexClass cls) const;
    void weaken(std::string_view text, TexClass cls);

    bool tight_;
    std::string text_;
    TexClass last_ = TexClass::open;  ///< class of the last symbol
    bool last_is_sign_ = false;
    bool last_is_digit_ = false;
    bool last_runs_on_ = false;
    bool space_asked_ = false;
    int quads_asked_ = 0;
    int depth_ = 0;  ///< of brackets
    int parts_ = 0;  ///< side by side, outside brackets
    Binding binding_ = Binding::single;
};

}  // namespace chainrule::book
