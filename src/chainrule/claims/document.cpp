#include "chainrule/claims/document.hpp"

#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/trial.hpp"
#include "chainrule/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace chainrule::claims {

namespace {

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return "";
    return one_line(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

bool is_comment_sign(char c) {
    return c == '#' || c == '%';
}

/// The words of a line that is nothing but a comment.
std::optional<std::string> comment_alone(std::string_view line) {
    const std::string text = trimmed(line);
    if (text.empty() || !is_comment_sign(text.front())) return {};
    return trimmed(
        std::string_view(text).substr(text.find_first_not_of("#%") == std::string::npos
                                          ? text.size()
                                          : text.find_first_not_of("#%")));
}

/// The comment behind a statement.
std::string comment_behind(std::string_view line) {
    const std::size_t at = line.find_first_of("#%");
    return at == std::string_view::npos ? "" : trimmed(line.substr(at + 1));
}

bool is_statement(const Symbol& symbol) {
    return !symbol.name.empty() && symbol.role != Symbol::Role::constant &&
           symbol.role != Symbol::Role::argument;
}

Statements::Kind kind_of(const Symbol& symbol) {
    const bool setting = symbol.is_drawn() || symbol.is_known();
    return setting ? Statements::Kind::setting : Statements::Kind::forward;
}

/// Goes through the file line by line and gathers what each of them holds.
class Gatherer {
public:
    Gatherer(const Source& source, const Verification& verification)
        : source_(source), verification_(verification) {
        const Derivation& derivation = verification.derivation;
        for (SymbolId id = 0; id < derivation.symbols.size(); ++id) {
            if (!is_statement(derivation[id])) continue;
            symbols_[line_of(derivation[id].at.begin)].push_back(id);
        }
        for (const Judgement& judgement : verification.judgements) {
            claims_[line_of(judgement.claim->at.begin)].push_back(&judgement);
        }
    }

    std::vector<Block> blocks() {
        for (std::size_t line = 1; line <= source_.lines(); ++line) {
            const auto comment = comment_alone(source_.line(line));
            if (comment && line > 1) {
                say(*comment);
            } else if (trimmed(source_.line(line)).empty()) {
                end_paragraph();
            }
            for (const SymbolId id : symbols_[line]) state(id, line);
            for (const Judgement* judgement : claims_[line]) claim(judgement, line);
        }
        end_paragraph();
        return std::move(blocks_);
    }

private:
    std::size_t line_of(std::size_t offset) const { return source_.place(offset).line; }

    /// An empty comment parts two paragraphs.
    void say(const std::string& words) {
        if (words.empty()) return end_paragraph();
        if (!paragraph_.empty()) paragraph_ += ' ';
        paragraph_ += words;
    }

    void end_paragraph() {
        if (!paragraph_.empty()) blocks_.emplace_back(Prose{std::move(paragraph_)});
        paragraph_.clear();
    }

    void state(SymbolId id, std::size_t line) {
        end_paragraph();
        const Symbol& symbol = verification_.derivation[id];
        const Statements::Kind kind = kind_of(symbol);
        auto* group =
            blocks_.empty() ? nullptr : std::get_if<Statements>(&blocks_.back());
        if (group == nullptr || group->kind != kind) {
            blocks_.emplace_back(Statements{kind, {}});
            group = &std::get<Statements>(blocks_.back());
        }
        const bool last_of_its_line = symbols_[line].back() == id;
        group->lines.push_back({id, last_of_its_line ? note(line) : ""});
    }

    void claim(const Judgement* judgement, std::size_t line) {
        end_paragraph();
        blocks_.emplace_back(JudgedClaim{judgement, line, note(line)});
    }

    std::string note(std::size_t line) const {
        return comment_behind(source_.line(line));
    }

    const Source& source_;
    const Verification& verification_;
    std::map<std::size_t, std::vector<SymbolId>> symbols_;
    std::map<std::size_t, std::vector<const Judgement*>> claims_;
    std::vector<Block> blocks_;
    std::string paragraph_;
};

std::vector<NamedValue> numbers_of(const Verification& verification) {
    const Derivation& derivation = verification.derivation;
    Meter meter(limits::work);
    const Trial trial = make_trial(derivation, Draw{verification.seed, 0, 0}, meter);
    std::vector<NamedValue> numbers;
    for (SymbolId id = 0; id < derivation.symbols.size(); ++id) {
        if (derivation[id].is_matrix()) numbers.push_back({id, trial.values[id]});
    }
    return numbers;
}

}  // namespace

const Finding* shown_finding(const Judgement& judgement) {
    for (const Finding& finding : judgement.findings) {
        if (finding.verdict == Verdict::fails) return &finding;
    }
    return judgement.findings.empty() ? nullptr : &judgement.findings.front();
}

std::string summary_of(const Verification& verification) {
    return fmt::format("seed {}, {} trial{}: {}",
                       verification.seed,
                       verification.trials,
                       verification.trials == 1 ? "" : "s",
                       count_text(verification));
}

Document document_of(const Source& source, const Verification& verification) {
    Document document;
    const auto first = comment_alone(source.line(1));
    document.title = first && !first->empty() ? *first : one_line(source.name());
    document.blocks = Gatherer(source, verification).blocks();
    document.numbers = numbers_of(verification);
    return document;
}

}  // namespace chainrule::claims
