#pragma once

/// @file
/// How the pieces of a formula are written. The formula's own structure is formula.hpp's;
/// LaTeX and MathML differ in these few pieces alone.

#include <string>
#include <string_view>
#include <vector>

namespace chainrule::claims {

/// A relation, an operator, a letter: once as LaTeX, once as a character.
struct Sign {
    std::string_view latex;
    std::string_view character;
};

/// Writes pieces of mathematics. What is handed in as `std::string` has been written by the
/// same notation and is taken as it is; texts and names are the user's and are escaped.
class Notation {
public:
    virtual ~Notation() = default;

    [[nodiscard]] virtual std::string letter(std::string_view name) const = 0;
    [[nodiscard]] virtual std::string letter(Sign sign) const = 0;

    /// A name of several letters, upright: "softmax".
    [[nodiscard]] virtual std::string word(std::string_view name) const = 0;
    [[nodiscard]] virtual std::string number(std::string_view digits) const = 0;
    [[nodiscard]] virtual std::string text(std::string_view text) const = 0;

    /// With the space around it that such a sign has.
    [[nodiscard]] virtual std::string sign(Sign sign) const = 0;

    /// What separates two factors that stand beside each other.
    [[nodiscard]] virtual std::string thin_space() const = 0;

    [[nodiscard]] virtual std::string fraction(const std::string& above,
                                               const std::string& below) const = 0;
    [[nodiscard]] virtual std::string below(const std::string& base,
                                            const std::string& index) const = 0;
    [[nodiscard]] virtual std::string above(const std::string& base,
                                            const std::string& exponent) const = 0;
    [[nodiscard]] virtual std::string root(const std::string& of) const = 0;

    /// Between two signs that grow with what is between them.
    [[nodiscard]] virtual std::string enclosed(Sign open,
                                               const std::string& inside,
                                               Sign close) const = 0;

    /// Rows of cells in square brackets.
    [[nodiscard]] virtual std::string matrix(
        const std::vector<std::vector<std::string>>& rows) const = 0;
};

/// For Markdown: what stands between two dollars.
[[nodiscard]] const Notation& latex();

/// For a page: what stands inside of <math>. MathML Core, which browsers draw themselves.
[[nodiscard]] const Notation& mathml();

}  // namespace chainrule::claims
