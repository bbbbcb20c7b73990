#include "chainrule/claims/notation.hpp"
#include "chainrule/html.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

class MathMl : public Notation {
public:
    std::string letter(std::string_view name) const override {
        return fmt::format("<mi>{}</mi>", escape_markup(name));
    }
    std::string letter(Sign sign) const override { return letter(sign.character); }
    std::string word(std::string_view name) const override {
        return fmt::format("<mi mathvariant=\"normal\">{}</mi>", escape_markup(name));
    }
    std::string number(std::string_view digits) const override {
        if (digits.starts_with('-')) {
            return row("<mo form=\"prefix\">\u2212</mo>" + number(digits.substr(1)));
        }
        return fmt::format("<mn>{}</mn>", escape_markup(digits));
    }
    std::string text(std::string_view text) const override {
        return fmt::format("<mtext>{}</mtext>", escape_markup(text));
    }
    std::string sign(Sign sign) const override {
        return fmt::format("<mo>{}</mo>", escape_markup(sign.character));
    }
    std::string thin_space() const override {
        return "<mspace width=\"0.17em\"></mspace>";
    }
    std::string fraction(const std::string& above,
                         const std::string& below) const override {
        return fmt::format("<mfrac>{}{}</mfrac>", row(above), row(below));
    }
    std::string below(const std::string& base,
                      const std::string& index) const override {
        return fmt::format("<msub>{}{}</msub>", row(base), row(index));
    }
    std::string above(const std::string& base,
                      const std::string& exponent) const override {
        return fmt::format("<msup>{}{}</msup>", row(base), row(exponent));
    }
    std::string root(const std::string& of) const override {
        return fmt::format("<msqrt>{}</msqrt>", of);
    }
    std::string enclosed(Sign open,
                         const std::string& inside,
                         Sign close) const override {
        return row(fence(open, "prefix") + inside + fence(close, "postfix"));
    }
    std::string matrix(
        const std::vector<std::vector<std::string>>& rows) const override {
        // Brackets that a style draws: those of <mo> grow only where a font for
        // mathematics is installed
        std::string table = "<mtable class=\"matrix\">";
        for (const auto& cells : rows) {
            table += "<mtr>";
            for (const std::string& cell : cells) table += "<mtd>" + cell + "</mtd>";
            table += "</mtr>";
        }
        return table + "</mtable>";
    }

private:
    static std::string row(const std::string& content) {
        return "<mrow>" + content + "</mrow>";
    }
    static std::string fence(Sign sign, std::string_view form) {
        return fmt::format("<mo form=\"{}\" fence=\"true\" stretchy=\"true\">{}</mo>",
                           form,
                           escape_markup(sign.character));
    }
};

}  // namespace

const Notation& mathml() {
    static const MathMl notation;
    return notation;
}

}  // namespace chainrule::claims
