#pragma once

/// @file
/// The text of a derivation file, and how a place in it is shown to its author.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::claims {

/// Bytes [begin, end) of the text.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// From the first byte of `a` to the last one of `b`.
[[nodiscard]] constexpr Span joined(Span a, Span b) {
    return {a.begin, b.end};
}

/// Where something begins, both counted from 1; columns count characters, not bytes.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
};

/// What is wrong with a file: at which spot, what was expected and found, and what to
/// try next, which may be empty.
struct Complaint {
    Span at;
    std::string message;
    std::string next;
};

class Source {
public:
    Source(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string_view text(Span span) const;
    [[nodiscard]] Place place(std::size_t offset) const;

    /// Of line `number`, counted from 1, without its end.
    [[nodiscard]] std::string_view line(std::size_t number) const;
    [[nodiscard]] std::size_t lines() const { return starts_.size(); }

    /// The complaint with its line and a caret under the spot:
    ///
    ///     file.grad:5:14: W9 is not defined
    ///       5 | Z2 = W2*A1 + W9
    ///         |              ^~
    ///       did you mean 'W2'?
    [[nodiscard]] std::string shown(const Complaint& complaint) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> starts_;  ///< of each line
};

}  // namespace chainrule::claims
