#pragma once

/// @file
/// A report as the table a person reads.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule {

namespace check {

/// No line of a report is longer, but for single words that are.
inline constexpr std::size_t page_width = 100;

/// Words of `text` in lines that begin at column `indent`, the first where the caller
/// stands, at column `column`.
[[nodiscard]] inline std::string wrapped(std::string_view text,
                                         std::size_t column,
                                         std::size_t indent) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (!result.empty()) {
            if (column + 1 + end > page_width) {
                result += '\n' + std::string(indent, ' ');
                column = indent;
            } else {
                result += ' ';
                ++column;
            }
        }
        result += text.substr(0, end);
        column += end;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

/// Rows of text under a header line, in columns as wide as their widest cell. The last
/// column holds remarks: each beside its row if it fits there, else below.
class Table {
public:
    explicit Table(std::vector<std::string> header) { add(std::move(header)); }

    /// Whether there is nothing under the header.
    [[nodiscard]] bool empty() const { return rows_.size() < 2; }

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    void print(std::ostream& out) const {
        const List<std::size_t> width = widths();
        for (const auto& row : rows_) {
            std::string line;
            for (std::size_t c = 0; c + 1 < row.size(); ++c) {
                line += "  " + row[c] + std::string(width[c] - row[c].size(), ' ');
            }
            const std::string& remark = row.back();
            const bool beside = line.size() + 2 + remark.size() <= page_width;
            if (beside) line += "  " + remark;
            line.erase(line.find_last_not_of(' ') + 1);
            out << line << '\n';
            if (!beside) out << "      " << wrapped(remark, 6, 8) << '\n';
        }
    }

private:
    [[nodiscard]] List<std::size_t> widths() const {
        List<std::size_t> width(rows_.front().size(), 0);
        for (const auto& row : rows_) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                width[c] = std::max(width[c], row[c].size());
            }
        }
        return width;
    }

    List<std::vector<std::string>> rows_;
};

/// The decimal digits to which two values that hold are known to agree.
[[nodiscard]] inline int digits(double relative_error_bar) {
    if (!(relative_error_bar > 0.0)) return 16;
    return std::clamp(static_cast<int>(-std::log10(relative_error_bar)), 0, 16);
}

/// The error bar that "to so many digits" is about: that of the entries, or, where
/// none was examined, of the sharpest oracle that holds.
[[nodiscard]] inline double decisive_bar(const Report& report) {
    if (std::isfinite(report.error_bar)) return report.error_bar;
    double least = 1.0;
    for (const OracleResult& oracle : report.oracles) {
        if (oracle.verdict == Verdict::holds && oracle.error_bar < least) {
            least = oracle.error_bar;
        }
    }
    return least;
}

/// "1 evaluation", "2 evaluations"
[[nodiscard]] inline std::string count_of(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

[[nodiscard]] inline std::string headline(const Report& report) {
    std::string line = report.subject + " " + std::string(to_string(report.verdict));
    const int known = digits(decisive_bar(report));
    if (report.verdict == Verdict::holds && known > 0) {
        line += " to " + std::to_string(known) + " digits";
    }
    line += ": ";
    if (report.entries == 0) {
        line += "nothing was compared";
    } else {
        line += std::to_string(report.entries_checked) + " of " +
                std::to_string(report.entries) + " entries examined";
    }
    if (report.entries_failing > 0) {
        line += ", " + std::to_string(report.entries_failing) + " wrong";
    }
    if (report.entries_undecided > 0) {
        line += ", " + std::to_string(report.entries_undecided) + " undecided";
    }
    line += ", " + count_of(report.evaluations, "evaluation") + " of f";
    // Oracles around x integrate the claim: then it is what the check costs
    if (report.gradient_evaluations > report.evaluations) {
        line += " and " + std::to_string(report.gradient_evaluations) +
                " of the claimed derivatives";
    }
    return line;
}

/// A value of the table; nothing was measured where it is NaN.
[[nodiscard]] inline std::string cell(double value) {
    return std::isnan(value) ? "-" : text(value);
}

/// Whether the report's verdict rests on this oracle, too. One that could not tell does
/// not keep the others from telling.
[[nodiscard]] inline bool had_a_say(const OracleResult& oracle, const Report& report) {
    if (oracle.verdict != Verdict::undecided) return true;
    return report.verdict == Verdict::undecided &&
           !std::isnan(oracle.max_relative_error);
}

/// Whether an oracle has anything to show. One that is asked for entries has not where
/// none was examined.
[[nodiscard]] inline bool was_asked(const OracleResult& oracle) {
    return !std::isnan(oracle.max_relative_error) || !oracle.note.empty();
}

inline void print_oracles(std::ostream& out, const Report& report) {
    Table table({"oracle", "largest error", "error bar", "verdict", ""});
    for (const OracleResult& oracle : report.oracles) {
        if (!was_asked(oracle)) continue;
        table.add({oracle.name,
                   cell(oracle.max_relative_error),
                   cell(oracle.error_bar),
                   had_a_say(oracle, report) ? std::string(to_string(oracle.verdict))
                                             : "not counted",
                   oracle.note});
    }
    if (!table.empty()) table.print(out << '\n');
}

/// A sentence under its keyword: "note: ...".
inline void print_sentence(std::ostream& out,
                           const std::string& keyword,
                           const std::string& sentence) {
    out << wrapped(keyword + ": " + sentence, 0, 2) << '\n';
}

/// What the evidence of an entry goes on to say after how it was come by: "gap constant
/// in h: ..."; empty if nothing.
[[nodiscard]] inline std::string finding_of(const std::string& evidence) {
    const std::size_t end = evidence.find("; ");
    return end == std::string::npos ? "" : evidence.substr(end + 2);
}

/// The finding that two rows or more share, if no row has another; else empty.
[[nodiscard]] inline std::string shared_finding(const std::vector<Entry>& entries) {
    std::string shared;
    std::size_t rows = 0;
    for (const Entry& entry : entries) {
        const std::string finding = finding_of(entry.evidence);
        if (finding.empty()) continue;
        if (++rows == 1) shared = finding;
        if (finding != shared) return "";
    }
    return rows > 1 ? shared : "";
}

/// A finding that rows share is printed once, below them.
inline void print_entries(std::ostream& out, const Report& report) {
    Table table(
        {"entry", "claimed", "numerical", "error", "error bar", "verdict", "evidence"});
    const std::string shared = shared_finding(report.worst);
    for (const Entry& entry : report.worst) {
        std::string evidence = entry.evidence;
        if (!shared.empty() && !finding_of(evidence).empty()) {
            evidence.replace(evidence.find("; "), std::string::npos, " *");
        }
        table.add({entry_name(entry.block, entry.row, entry.col),
                   text(entry.claimed, 8),
                   text(entry.numerical, 8),
                   text(entry.error),
                   text(entry.error_bar),
                   std::string(to_string(entry.verdict)),
                   std::move(evidence)});
    }
    table.print(out);
    if (!shared.empty()) out << "  * " << wrapped(shared, 4, 4) << '\n';
}

/// What a pass would have noticed; nothing where nothing passed.
inline void print_visibility(std::ostream& out, const Report& report) {
    constexpr std::size_t most = 6;
    if (report.verdict != Verdict::holds || report.entries_checked == 0) return;
    std::string seen;
    for (std::size_t i = 0; i < std::min(most, report.visibility.size()); ++i) {
        const Visibility& one = report.visibility[i];
        if (!std::isfinite(one.smallest_error)) continue;
        seen +=
            (seen.empty() ? "" : ", ") + text(one.smallest_error) + " in " + one.block;
    }
    if (seen.empty()) return;
    print_sentence(out,
                   "visible",
                   "one wrong entry, off by this share of the largest: " + seen +
                       (report.visibility.size() > most ? ", ..." : ""));
}

/// What the directions may have missed that stand for entries not examined.
inline void print_miss(std::ostream& out, const Report& report) {
    if (!(report.miss_probability > 0.0) || report.verdict == Verdict::fails) return;
    print_sentence(out,
                   "unseen",
                   "an error of " + text(report.error_size) +
                       " times the length of the " + report.subject +
                       ", spread over its entries in any way, would have been missed "
                       "with probability " +
                       text(report.miss_probability));
}

}  // namespace check

CHAINRULE_JUDGE std::ostream& operator<<(std::ostream& out, const Report& report) {
    out << check::headline(report) << '\n';
    check::print_oracles(out, report);
    if (!report.worst.empty()) check::print_entries(out << '\n', report);
    if (report.entries > 0) out << '\n';
    if (!report.diagnosis.empty()) {
        check::print_sentence(out, "diagnosis", report.diagnosis);
    }
    if (report.diagnosis.empty() && report.entries_failing > 0) {
        check::print_sentence(
            out, "diagnosis", "none: no explanation we know fits here and elsewhere");
    }
    check::print_visibility(out, report);
    check::print_miss(out, report);
    for (const std::string& finding : report.audit) {
        check::print_sentence(out, "audit", finding);
    }
    for (const std::string& note : report.notes) {
        check::print_sentence(out, "note", note);
    }
    return out;
}

}  // namespace chainrule
