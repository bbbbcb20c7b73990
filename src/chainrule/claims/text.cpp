#include "chainrule/claims/text.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::claims {

namespace {

/// Columns for a claim; a longer one is cut.
constexpr std::size_t claim_width = 46;

std::string cut(std::string text, std::size_t width) {
    if (text.size() <= width) return text;
    return text.substr(0, width - 3) + "...";
}

std::string line_of(const Source& source, const Judgement& judgement) {
    return fmt::format("{:>5}  {:<{}}  {:<9}  {:>8}\n",
                       source.place(judgement.claim->at.begin).line,
                       cut(claim_text(source, *judgement.claim), claim_width),
                       claim_width,
                       verdict_words(judgement),
                       error_text(judgement.max_relative_error));
}

std::string remark_lines(const Judgement& judgement) {
    std::string text = remark_text(judgement);
    std::string lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines += "         " + printable(text.substr(0, end)) + "\n";
        text.erase(0, end + 1);
    }
    return lines;
}

}  // namespace

std::string error_text(double error) {
    if (std::isnan(error)) return "-";
    return std::isinf(error) ? "inf" : fmt::format("{:.1e}", error);
}

std::string_view verdict_words(const Judgement& judgement) {
    return judgement.claim->open ? "open" : to_string(judgement.verdict);
}

std::string remark_text(const Judgement& judgement) {
    switch (judgement.verdict) {
        case Verdict::holds:
            return judgement.remark;
        case Verdict::fails:
            return judgement.diagnosis ? judgement.diagnosis->text : "";
        case Verdict::undecided:
            break;
    }
    return judgement.doubt;
}

std::string count_text(const Verification& verification) {
    const auto& all = verification.judgements;
    const auto open = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](const Judgement& j) { return j.claim->open; }));
    std::vector<std::string> parts;
    const auto part =
        [&](std::size_t count, std::string_view one, std::string_view many) {
            if (count > 0)
                parts.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
        };
    part(verification.count(Verdict::holds), "holds", "hold");
    part(verification.count(Verdict::fails), "fails", "fail");
    part(
        verification.count(Verdict::undecided) - open, "is undecided", "are undecided");
    part(open, "is left open", "are left open");
    return fmt::format("{} claim{}: {}",
                       all.size(),
                       all.size() == 1 ? "" : "s",
                       fmt::join(parts, ", "));
}

std::string squeezed(std::string_view text) {
    std::string line;
    bool space = false, comment = false;
    for (const char c : text) {
        if (c == '\n') comment = false;
        if (c == '#' || c == '%') comment = true;
        if (comment || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            space = !line.empty();
            continue;
        }
        if (space) line += ' ';
        space = false;
        line += c;
    }
    return printable(line);
}

std::string claim_text(const Source& source, const Claim& claim) {
    return squeezed(source.text(joined(claim.at, claim.right.nodes.back().at)));
}

std::string complaints_of(const Source& source, const Verification& verification) {
    std::string text;
    for (const Complaint& complaint : verification.complaints) {
        text += source.shown(complaint);
    }
    return text;
}

std::string text_of(const Source& source,
                    const Verification& verification,
                    bool quiet) {
    std::string text;
    for (const Judgement& judgement : verification.judgements) {
        if (quiet && judgement.verdict == Verdict::holds) continue;
        text += line_of(source, judgement) + remark_lines(judgement);
    }
    if (!text.empty()) text += '\n';
    text += fmt::format("{}: {}\n", printable(source.name()), count_text(verification));
    return text;
}

}  // namespace chainrule::claims
