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

std::string number(double value) {
    if (std::isnan(value)) return "-";
    return std::isinf(value) ? "inf" : fmt::format("{:.1e}", value);
}

/// "3 claims hold, 1 fails, 2 are undecided"
std::string count_text(const Verification& verification) {
    std::vector<std::string> parts;
    const auto part =
        [&](Verdict verdict, std::string_view one, std::string_view many) {
            const std::size_t count = verification.count(verdict);
            if (count > 0)
                parts.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
        };
    part(Verdict::holds, "holds", "hold");
    part(Verdict::fails, "fails", "fail");
    part(Verdict::undecided, "is undecided", "are undecided");
    const std::size_t all = verification.judgements.size();
    return fmt::format(
        "{} claim{}: {}", all, all == 1 ? "" : "s", fmt::join(parts, ", "));
}

std::string line_of(const Source& source, const Judgement& judgement) {
    return fmt::format("{:>5}  {:<{}}  {:<9}  {:>8}\n",
                       source.place(judgement.claim->at.begin).line,
                       cut(claim_text(source, *judgement.claim), claim_width),
                       claim_width,
                       to_string(judgement.verdict),
                       number(judgement.max_relative_error));
}

std::string remark_of(const Judgement& judgement) {
    std::string text;
    if (judgement.diagnosis) text = judgement.diagnosis->text;
    if (judgement.verdict == Verdict::undecided) text = judgement.doubt;
    if (judgement.verdict == Verdict::holds) text = judgement.remark;
    std::string lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines += "         " + printable(text.substr(0, end)) + "\n";
        text.erase(0, end + 1);
    }
    return lines;
}

}  // namespace

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
        text += line_of(source, judgement) + remark_of(judgement);
    }
    if (!text.empty()) text += '\n';
    text += fmt::format("{}: {}\n", printable(source.name()), count_text(verification));
    return text;
}

}  // namespace chainrule::claims
