/// A document as a page of HTML.
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/formula.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/html.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

constexpr std::string_view style = R"css(
:root { --holds: #00734d; --fails: #b3261e; --undecided: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --holds: #5ccf9f; --fails: #ff8a80; --undecided: #f0b95b; }
}
math { font-size: 1.1em; }
.formula { margin: 0.55rem 0; overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; }
.setting { display: flex; flex-wrap: wrap; gap: 0 2.2rem; }
.matrix { padding: 0.1em 0.25em; border: solid currentColor; border-width: 0 0.09em; border-radius: 0.35em; }
.note { color: var(--quiet); font-size: 0.95rem; margin-left: 1rem; }
.overview { margin: 0 0 2.5rem; }
.overview td:nth-child(2), .overview th:nth-child(2), .overview td:nth-child(3),
.overview th:nth-child(3) { text-align: left; }
.claim {
  margin: 1.4rem 0; padding: 0.7rem 1.1rem 0.9rem; background: var(--card);
  border: 1px solid var(--line); border-left: 0.35rem solid var(--verdict);
  border-radius: 0.4rem;
}
.claim h3 { margin: 0; font-size: 0.95rem; color: var(--quiet); font-weight: 400; }
.verdict { color: var(--verdict); font-weight: 700; }
.holds { --verdict: var(--holds); }
.fails { --verdict: var(--fails); }
.undecided { --verdict: var(--undecided); }
.remark { margin: 0.6rem 0 0.2rem; font-weight: 600; }
.values { display: flex; flex-wrap: wrap; gap: 0.3rem 2.2rem; font-size: 0.9rem; }
.values figure { margin: 0.6rem 0 0; max-width: 100%; overflow: auto hidden; }
.values figcaption { margin: 0 0 0.2rem; font-size: 0.85rem; }
.values math { font-size: 0.95em; }
h2 { margin-top: 2.6rem; }
@media print { .claim { break-inside: avoid; } }
)css";

std::string inline_math(const std::string& formula) {
    return "<math>" + formula + "</math>";
}

std::string display(const std::string& formula) {
    return "<div class=\"formula\"><math displaystyle=\"true\">" + formula +
           "</math></div>\n";
}

std::string paragraph(std::string_view kind, std::string_view text) {
    if (text.empty()) return "";
    return fmt::format("<p{}>{}</p>\n", kind, escape_markup(text));
}

std::string value_figure(std::string_view caption, const arma::mat& value) {
    return fmt::format("<figure><figcaption>{}</figcaption>{}</figure>\n",
                       caption,
                       inline_math(matrix_formula(value, mathml())));
}

class Page {
public:
    Page(const Source& source, const Verification& verification)
        : source_(source),
          derivation_(verification.derivation),
          verification_(verification) {}

    std::string text(const Document& document) {
        std::string body = paragraph("", summary_of(verification_)) + overview();
        for (const Block& block : document.blocks) {
            body += std::visit([&](const auto& part) { return write(part); }, block);
        }
        return page_html(
            "A derivation, judged", document.title, body + numbers(document), style);
    }

private:
    std::string overview() const {
        std::string rows;
        for (const Judgement& judgement : verification_.judgements) {
            const std::size_t line = source_.place(judgement.claim->at.begin).line;
            rows += fmt::format(
                "<tr class=\"{}\"><td><a href=\"#line-{}\">{}</a></td><td>{}</td>"
                "<td class=\"verdict\">{}</td><td>{}</td></tr>\n",
                to_string(judgement.verdict),
                line,
                line,
                inline_math(
                    claimed_formula(source_, derivation_, *judgement.claim, mathml())),
                verdict_words(judgement),
                error_text(judgement.max_relative_error));
        }
        return fmt::format(
            "<div class=\"wide\"><table class=\"overview\"><thead><tr><th>line</th>"
            "<th>claim</th><th>verdict</th><th>relative error</th></tr></thead>\n"
            "<tbody>{}</tbody></table></div>\n",
            rows);
    }

    static std::string write(const Prose& prose) { return paragraph("", prose.text); }

    std::string write(const Statements& statements) {
        const bool setting = statements.kind == Statements::Kind::setting;
        std::string all = setting ? "<div class=\"setting\">\n" : "<div>\n";
        for (const auto& line : statements.lines) {
            all +=
                display(statement_formula(source_, derivation_, line.symbol, mathml()));
            all += paragraph(" class=\"note\"", line.note);
        }
        return all + "</div>\n";
    }

    std::string write(const JudgedClaim& claim) {
        const Judgement& judgement = *claim.judgement;
        std::string all = fmt::format(
            "<section class=\"claim {}\" id=\"line-{}\">\n<h3>Line {}: "
            "<span class=\"verdict\">{}</span></h3>\n",
            to_string(judgement.verdict),
            claim.line,
            claim.line,
            verdict_words(judgement));
        all += display(claim_formula(source_, derivation_, *judgement.claim, mathml()));
        all += paragraph(" class=\"note\"", claim.note);
        all += paragraph(" class=\"remark\"", remark_text(judgement));
        if (const Finding* finding = shown_finding(judgement)) {
            const bool fails = judgement.verdict == Verdict::fails;
            all += "<div class=\"values\">\n";
            all += value_figure(fails ? "yours" : "value", finding->claimed);
            if (fails) all += value_figure("true", finding->truth);
            all += "</div>\n";
        }
        return all + "</section>\n";
    }

    std::string numbers(const Document& document) const {
        std::string all = fmt::format(
            "<h2>The numbers of the example</h2>\n<p>Trial 1 of {}, seed {}.</p>\n"
            "<div class=\"values\">\n",
            verification_.trials,
            verification_.seed);
        for (const NamedValue& entry : document.numbers) {
            all += value_figure(
                inline_math(name_formula(derivation_[entry.symbol].name, mathml())),
                entry.value);
        }
        return all + "</div>\n" + paragraph(" class=\"note\"", notation_words);
    }

    const Source& source_;
    const Derivation& derivation_;
    const Verification& verification_;
};

}  // namespace

std::string page_of(const Source& source, const Verification& verification) {
    return Page(source, verification).text(document_of(source, verification));
}

}  // namespace chainrule::claims
