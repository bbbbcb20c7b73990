#pragma once

/// @file
/// Where the wrong entries of a block lie, when only some are wrong.

#include "chainrule/check/callable.hpp"
#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/sampling.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// A set of entries that can be named.
struct Pattern {
    std::string words;  ///< "row 2 is wrong"
    Callable<bool(arma::uword row, arma::uword col)> contains;
};

/// Whether the wrong entries are this set: none lies outside it, inside most are
/// wrong, and outside some entries hold that could have failed.
[[nodiscard]] inline bool matches(const BlockEvidence& block, const Pattern& pattern) {
    std::size_t wrong = 0, inside = 0, holding = 0;
    for (const Examined& entry : block.examined) {
        const bool contained = pattern.contains(entry.row, entry.col);
        const bool fails = entry.verdict == Verdict::fails;
        if (fails && !contained) return false;
        wrong += fails;
        inside += contained;
        holding += !contained && entry.verdict == Verdict::holds && significant(entry);
    }
    return wrong > 0 && 2 * wrong > inside && holding > 0;
}

/// The lines that have a wrong entry, ascending.
[[nodiscard]] inline List<arma::uword> wrong_lines(const BlockEvidence& block,
                                                   bool rows) {
    List<arma::uword> lines;
    for (const Examined& entry : block.examined) {
        if (entry.verdict == Verdict::fails) {
            lines.push_back(rows ? entry.row : entry.col);
        }
    }
    sort(lines);
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    return lines;
}

[[nodiscard]] inline std::string verb(const List<arma::uword>& lines) {
    return lines.size() == 1 ? " is wrong" : " are wrong";
}

/// "row 2", "the last column", "rows 0, 3 and 4", or how many there are.
[[nodiscard]] inline std::string lines_words(const List<arma::uword>& lines,
                                             arma::uword count,
                                             bool rows) {
    const std::string kind = rows ? "row" : "column";
    if (lines.size() == 1) {
        const std::string number = std::to_string(lines[0]);
        return lines[0] + 1 == count ? "the last " + kind + ", " + number + ","
                                     : kind + " " + number;
    }
    if (lines.size() > 4) return std::to_string(lines.size()) + " " + kind + "s";
    std::string words = kind + "s ";
    for (std::size_t k = 0; k < lines.size(); ++k) {
        if (k > 0) words += k + 1 == lines.size() ? " and " : ", ";
        words += std::to_string(lines[k]);
    }
    return words;
}

/// The places of the wrong entries, whatever their pattern.
[[nodiscard]] inline Pattern scattered(const BlockEvidence& block) {
    List<arma::uword> places;
    const Examined* worst = nullptr;
    double largest = 0.0;
    for (const Examined& entry : block.examined) {
        if (entry.verdict != Verdict::fails) continue;
        places.push_back(entry.row + entry.col * block.claimed.n_rows);
        const double error = std::abs(block.claimed_at(entry) - entry.truth);
        if (worst == nullptr || error > largest) {
            worst = &entry;
            largest = error;
        }
    }
    sort(places);
    std::string words = std::to_string(places.size()) + " of " +
                        std::to_string(block.examined.size()) + " entries are wrong";
    if (worst != nullptr) {
        words += ", the worst is " + entry_name(block.name, worst->row, worst->col);
    }
    return {std::move(words),
            [places, rows = block.claimed.n_rows](arma::uword row, arma::uword col) {
                return std::binary_search(
                    places.begin(), places.end(), row + col * rows);
            }};
}

/// One entry, the diagonal, a triangle.
[[nodiscard]] inline List<Pattern> shapes_of(const BlockEvidence& block) {
    using Index = arma::uword;
    const List<Index> rows = wrong_lines(block, true);
    const List<Index> cols = wrong_lines(block, false);
    List<Pattern> patterns;
    if (rows.size() == 1 && cols.size() == 1) {
        patterns.push_back(
            {"only " + entry_name(block.name, rows[0], cols[0]) + " is wrong",
             [r = rows[0], c = cols[0]](Index row, Index col) {
                 return row == r && col == c;
             }});
    }
    const Index count = block.claimed.n_rows;
    if (count < 2 || count != block.claimed.n_cols) return patterns;
    patterns.push_back({"only the diagonal is wrong",
                        [](Index row, Index col) { return row == col; }});
    patterns.push_back({"only the diagonal is right",
                        [](Index row, Index col) { return row != col; }});
    patterns.push_back({"only what lies above the diagonal is wrong",
                        [](Index row, Index col) { return row < col; }});
    patterns.push_back({"only what lies below the diagonal is wrong",
                        [](Index row, Index col) { return row > col; }});
    patterns.push_back({"the diagonal and what lies above it are wrong",
                        [](Index row, Index col) { return row <= col; }});
    patterns.push_back({"the diagonal and what lies below it are wrong",
                        [](Index row, Index col) { return row >= col; }});
    return patterns;
}

/// Some rows, some columns, or where they meet.
[[nodiscard]] inline List<Pattern> lines_of(const BlockEvidence& block) {
    using Index = arma::uword;
    const Index rows = block.claimed.n_rows, cols = block.claimed.n_cols;
    if (rows < 2 || cols < 2) return {};
    const List<Index> wrong_rows = wrong_lines(block, true);
    const List<Index> wrong_cols = wrong_lines(block, false);
    if (wrong_rows.empty()) return {};
    const auto among = [](const List<Index>& lines, Index line) {
        return std::binary_search(lines.begin(), lines.end(), line);
    };
    const std::string in_rows = lines_words(wrong_rows, rows, true);
    const std::string in_cols = lines_words(wrong_cols, cols, false);
    List<Pattern> patterns;
    if (wrong_rows.size() < rows) {
        patterns.push_back({"only " + in_rows + verb(wrong_rows),
                            [=](Index row, Index) { return among(wrong_rows, row); }});
    }
    if (wrong_cols.size() < cols) {
        patterns.push_back({"only " + in_cols + verb(wrong_cols),
                            [=](Index, Index col) { return among(wrong_cols, col); }});
    }
    patterns.push_back(
        {"only the entries where " + in_rows + " and " + in_cols + " meet are wrong",
         [=](Index row, Index col) {
             return among(wrong_rows, row) && among(wrong_cols, col);
         }});
    return patterns;
}

/// The wrong entries alone.
[[nodiscard]] inline BlockEvidence wrong_part(const BlockEvidence& block) {
    BlockEvidence wrong = block;
    erase_if(wrong.examined,
             [](const Examined& entry) { return entry.verdict != Verdict::fails; });
    return wrong;
}

/// "only `pattern` is wrong", nothing said of the values there.
inline void append_pattern(const BlockEvidence& block,
                           const Pattern& pattern,
                           Hypotheses& bank) {
    if (!matches(block, pattern)) return;
    bank.push_back({saying(Mistake::wrong_entries, pattern.words),
                    [pattern](const PointEvidence& point, std::size_t b) {
                        return matches(point.blocks[b], pattern);
                    }});
}

/// The same with what the wrong entries have in common: they are zero, or a multiple of
/// the truth.
inline void append_pattern_and_fault(const BlockEvidence& block,
                                     const Pattern& pattern,
                                     const List<Constant>& constants,
                                     Hypotheses& bank) {
    if (!matches(block, pattern)) return;
    const BlockEvidence wrong = wrong_part(block);
    Hypotheses faults;
    append_zero(wrong, faults);
    append_factor(wrong, constants, faults);
    for (const Hypothesis& fault : faults) {
        bank.push_back(
            {saying(Mistake::wrong_entries,
                    pattern.words + "; there " + fault.says.text),
             [pattern, fault](const PointEvidence& point, std::size_t b) {
                 if (!matches(point.blocks[b], pattern)) return false;
                 const PointEvidence alone{{wrong_part(point.blocks[b])}, {}};
                 return fault.explains(alone, 0);
             }});
    }
}

/// Whether an entry that is not zero is right.
[[nodiscard]] inline bool some_hold(const BlockEvidence& block) {
    return any_of(block.examined, [](const Examined& entry) {
        return entry.verdict == Verdict::holds && significant(entry);
    });
}

}  // namespace detail

/// "only W(2, 0) is wrong; there the claimed value is zero, the numerical one is not"
inline void append_faulty_places(const BlockEvidence& block,
                                 const List<Constant>& constants,
                                 Hypotheses& bank) {
    for (const auto& patterns : {detail::shapes_of(block), detail::lines_of(block)}) {
        for (const detail::Pattern& pattern : patterns) {
            detail::append_pattern_and_fault(block, pattern, constants, bank);
        }
    }
}

/// "only the diagonal is wrong", "only row 2 is wrong": sets that no mask of a forward
/// pass looks like.
inline void append_shapes(const BlockEvidence& block, Hypotheses& bank) {
    for (const detail::Pattern& pattern : detail::shapes_of(block)) {
        detail::append_pattern(block, pattern, bank);
    }
    const bool one_row = detail::wrong_lines(block, true).size() == 1;
    const bool one_col = detail::wrong_lines(block, false).size() == 1;
    if (!one_row && !one_col) return;
    for (const detail::Pattern& pattern : detail::lines_of(block)) {
        detail::append_pattern(block, pattern, bank);
    }
}

/// "only rows 1 and 2 are wrong", or, of entries that are less than half and in no
/// line, "3 of 12 entries are wrong, the worst is W(0, 1)"; or the same fault wherever
/// an entry is wrong, such as a negative value cut off.
inline void append_places(const BlockEvidence& block,
                          const List<Constant>& constants,
                          Hypotheses& bank) {
    const detail::Pattern scattered = detail::scattered(block);
    detail::append_pattern_and_fault(block, scattered, constants, bank);
    if (detail::some_hold(block)) {
        const BlockEvidence wrong = detail::wrong_part(block);
        Hypotheses faults;
        append_zero(wrong, faults);
        append_factor(wrong, constants, faults);
        for (const Hypothesis& fault : faults) {
            bank.push_back(
                {saying(
                     Mistake::wrong_entries,
                     "not all entries are wrong; where they are, " + fault.says.text),
                 [fault](const PointEvidence& point, std::size_t b) {
                     const BlockEvidence& there = point.blocks[b];
                     const PointEvidence alone{{detail::wrong_part(there)}, {}};
                     return detail::some_hold(there) && fault.explains(alone, 0);
                 }});
        }
    }
    // Where most are wrong, it says more of the right ones that they are right.
    if (2 * failing(block) > block.examined.size()) return;
    for (const detail::Pattern& pattern : detail::lines_of(block)) {
        detail::append_pattern(block, pattern, bank);
    }
    detail::append_pattern(block, scattered, bank);
}

}  // namespace chainrule::check
