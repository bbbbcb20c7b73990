#pragma once

/// @file
/// A report as the table a person reads.

#include "chainrule/check/compare.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace chainrule {

namespace check {

/// Rows of text under a header line, in columns as wide as their widest cell. The
/// last column is not padded.
class Table {
public:
    explicit Table(std::vector<std::string> header) { add(std::move(header)); }

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    void print(std::ostream& out) const {
        std::vector<std::size_t> width(rows_.front().size(), 0);
        for (const auto& row : rows_) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                width[c] = std::max(width[c], row[c].size());
            }
        }
        for (const auto& row : rows_) {
            std::string line;
            for (std::size_t c = 0; c < row.size(); ++c) {
                line += "  " + row[c] + std::string(width[c] - row[c].size(), ' ');
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out << line << '\n';
        }
    }

private:
    std::vector<std::vector<std::string>> rows_;
};

/// The decimal digits to which two values that hold are known to agree.
[[nodiscard]] inline int digits(double relative_error_bar) {
    if (!(relative_error_bar > 0.0)) return 16;
    return std::clamp(static_cast<int>(-std::log10(relative_error_bar)), 0, 16);
}

[[nodiscard]] inline std::string headline(const Report& report) {
    std::string line = report.subject + " " + std::string(to_string(report.verdict));
    if (report.verdict == Verdict::holds) {
        line += " to " + std::to_string(digits(report.error_bar)) + " digits";
    }
    line += ": " + std::to_string(report.entries_checked) + " of " +
            std::to_string(report.entries) + " entries";
    if (report.entries_failing > 0) {
        line += ", " + std::to_string(report.entries_failing) + " wrong";
    }
    if (report.entries_undecided > 0) {
        line += ", " + std::to_string(report.entries_undecided) + " undecided";
    }
    return line + ", " + std::to_string(report.evaluations) + " evaluations of f";
}

inline void print_oracles(std::ostream& out, const Report& report) {
    Table table({"oracle", "largest error", "error bar", "verdict", ""});
    for (const OracleResult& oracle : report.oracles) {
        table.add({oracle.name,
                   text(oracle.max_relative_error),
                   text(oracle.error_bar),
                   std::string(to_string(oracle.verdict)),
                   oracle.note});
    }
    table.print(out);
}

inline void print_entries(std::ostream& out, const Report& report) {
    Table table(
        {"entry", "claimed", "numerical", "error", "error bar", "verdict", "evidence"});
    for (const Entry& entry : report.worst) {
        table.add({entry_name(entry.block, entry.row, entry.col),
                   text(entry.claimed, 8),
                   text(entry.numerical, 8),
                   text(entry.error),
                   text(entry.error_bar),
                   std::string(to_string(entry.verdict)),
                   entry.evidence});
    }
    table.print(out);
}

}  // namespace check

CHAINRULE_JUDGE std::ostream& operator<<(std::ostream& out, const Report& report) {
    out << check::headline(report) << '\n';
    if (!report.oracles.empty()) check::print_oracles(out << '\n', report);
    if (!report.worst.empty()) check::print_entries(out << '\n', report);
    if (!report.diagnosis.empty()) out << "\ndiagnosis: " << report.diagnosis << '\n';
    for (const std::string& finding : report.audit) out << "audit: " << finding << '\n';
    for (const std::string& note : report.notes) out << "note: " << note << '\n';
    return out;
}

}  // namespace chainrule
