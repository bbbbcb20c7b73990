#include "chainrule/claims/notation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chainrule::claims {

namespace {

/// What means something to TeX, or to the Markdown around it, as the character itself.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '\\':
                result += "\\backslash{}";
                break;
            case '^':
                result += "\\hat{\\ }";
                break;
            case '~':
                result += "\\sim{}";
                break;
            case '$':
            case '&':
            case '%':
            case '#':
            case '_':
            case '{':
            case '}':
                result += '\\';
                result += c;
                break;
            default:
                result += c;
        }
    }
    return result;
}

class Latex : public Notation {
public:
    std::string letter(std::string_view name) const override { return escaped(name); }
    std::string letter(Sign sign) const override { return spaced(sign.latex); }
    std::string word(std::string_view name) const override {
        return fmt::format("\\operatorname{{{}}}", escaped(name));
    }
    std::string number(std::string_view digits) const override {
        return std::string(digits);
    }
    std::string text(std::string_view text) const override {
        return fmt::format("\\text{{{}}}", escaped(text));
    }
    std::string sign(Sign sign) const override {
        return fmt::format(" {} ", sign.latex);
    }
    std::string thin_space() const override { return "\\,"; }
    std::string fraction(const std::string& above,
                         const std::string& below) const override {
        return fmt::format("\\frac{{{}}}{{{}}}", above, below);
    }
    std::string below(const std::string& base,
                      const std::string& index) const override {
        return fmt::format("{}_{{{}}}", base, index);
    }
    std::string above(const std::string& base,
                      const std::string& exponent) const override {
        return fmt::format("{}^{{{}}}", base, exponent);
    }
    std::string root(const std::string& of) const override {
        return fmt::format("\\sqrt{{{}}}", of);
    }
    std::string enclosed(Sign open,
                         const std::string& inside,
                         Sign close) const override {
        return fmt::format("\\left{} {} \\right{}", open.latex, inside, close.latex);
    }
    std::string matrix(
        const std::vector<std::vector<std::string>>& rows) const override {
        std::vector<std::string> lines;
        for (const auto& row : rows) {
            lines.push_back(fmt::format("{}", fmt::join(row, " & ")));
        }
        return fmt::format("\\begin{{bmatrix}} {} \\end{{bmatrix}}",
                           fmt::join(lines, " \\\\ "));
    }

private:
    /// A command ends where a letter would go on.
    static std::string spaced(std::string_view command) {
        return std::string(command) + (command.starts_with('\\') ? " " : "");
    }
};

}  // namespace

const Notation& latex() {
    static const Latex notation;
    return notation;
}

}  // namespace chainrule::claims
