/// A document as Markdown with LaTeX.
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/formula.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

/// Words as Markdown shows them: what would be markup has a backslash in front, at the
/// beginning of a line the marks of lists and headings, too.
std::string words(std::string_view text) {
    static constexpr std::string_view special = "\\`*_[]<>|$~&", first = "#+-=.)!";
    std::string result;
    bool beginning = true;
    for (const char c : text) {
        const bool mark = special.find(c) != std::string_view::npos ||
                          (beginning && first.find(c) != std::string_view::npos);
        if (mark) result += '\\';
        // "1." begins a list as well
        beginning = beginning && c >= '0' && c <= '9';
        result += c == '\n' ? ' ' : c;
    }
    return result;
}

std::string display(const std::string& formula) {
    return fmt::format("$$ {} $$\n\n", formula);
}

class Markdown {
public:
    Markdown(const Source& source, const Verification& verification)
        : source_(source),
          derivation_(verification.derivation),
          verification_(verification) {}

    std::string text(const Document& document) {
        std::string all = fmt::format("# {}\n\n*{}*\n\n{}",
                                      words(document.title),
                                      words(summary_of(verification_)),
                                      overview());
        for (const Block& block : document.blocks) {
            all += std::visit([&](const auto& part) { return write(part); }, block);
        }
        return all + numbers(document);
    }

private:
    std::string overview() const {
        std::string table =
            "| line | claim | verdict | relative error |\n"
            "|-----:|-------|---------|---------------:|\n";
        for (const Judgement& judgement : verification_.judgements) {
            table += fmt::format(
                "| {} | ${}$ | {} | {} |\n",
                source_.place(judgement.claim->at.begin).line,
                claimed_formula(source_, derivation_, *judgement.claim, latex()),
                verdict_words(judgement),
                words(error_text(judgement.max_relative_error)));
        }
        return table + "\n";
    }

    static std::string write(const Prose& prose) { return words(prose.text) + "\n\n"; }

    std::string write(const Statements& statements) {
        std::string all;
        for (const auto& line : statements.lines) {
            all +=
                display(statement_formula(source_, derivation_, line.symbol, latex()));
            if (!line.note.empty()) all += words(line.note) + "\n\n";
        }
        return all;
    }

    std::string write(const JudgedClaim& claim) {
        const Judgement& judgement = *claim.judgement;
        std::string all =
            fmt::format("### Line {}: {}\n\n", claim.line, verdict_words(judgement));
        all += display(claim_formula(source_, derivation_, *judgement.claim, latex()));
        if (!claim.note.empty()) all += words(claim.note) + "\n\n";
        const std::string remark = remark_text(judgement);
        if (!remark.empty()) all += "> " + words(remark) + "\n\n";
        const Finding* finding = shown_finding(judgement);
        if (finding == nullptr) return all;
        const auto shown = [&](std::string_view which, const arma::mat& value) {
            return display(fmt::format(
                "\\text{{{}}} = {}", which, matrix_formula(value, latex())));
        };
        if (judgement.verdict != Verdict::fails) {
            return all + shown("value", finding->claimed);
        }
        return all + shown("yours", finding->claimed) + shown("true", finding->truth);
    }

    std::string numbers(const Document& document) const {
        std::string all =
            fmt::format("## The numbers of the example\n\nTrial 1 of {}, seed {}.\n\n",
                        verification_.trials,
                        verification_.seed);
        for (const NamedValue& entry : document.numbers) {
            all += display(
                fmt::format("{} = {}",
                            name_formula(derivation_[entry.symbol].name, latex()),
                            matrix_formula(entry.value, latex())));
        }
        return all + words(notation_words) + "\n";
    }

    const Source& source_;
    const Derivation& derivation_;
    const Verification& verification_;
};

}  // namespace

std::string markdown_of(const Source& source, const Verification& verification) {
    return Markdown(source, verification).text(document_of(source, verification));
}

}  // namespace chainrule::claims
