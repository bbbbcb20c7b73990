#pragma once

/// @file
/// Explanations by place: the right values, but transposed, permuted, or in another
/// block.

#include "chainrule/check/diagnosis/hypothesis.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// Where the claim has the value that belongs at (row, col), as an index column by
/// column.
using Place = std::function<arma::uword(arma::uword row, arma::uword col)>;

/// The claim at another place against a multiple of the truth.
[[nodiscard]] inline bool is_rearranged(const arma::mat& claimed,
                                        const std::vector<Examined>& truths,
                                        const Place& place,
                                        double factor) {
    return fits(truths, [&](const Examined& entry) {
        const double found = claimed.mem[place(entry.row, entry.col)];
        return Gap{std::abs(found - factor * entry.truth),
                   entry.error_bar * (1.0 + std::abs(factor))};
    });
}

/// The factor that comes with a rearrangement: 1, or a number that has a name.
[[nodiscard]] inline Coefficient rearranged_factor(
    const arma::mat& claimed,
    const std::vector<Examined>& truths,
    const Place& place,
    const std::vector<Constant>& constants) {
    std::vector<Equation> equations;
    for (const Examined& entry : truths) {
        equations.push_back(
            {entry.truth, claimed.mem[place(entry.row, entry.col)], entry.error_bar});
    }
    return fit(equations, constants);
}

/// ", times -1/N" behind a rearrangement that is not all; empty if it is.
[[nodiscard]] inline std::string besides(const Coefficient& factor) {
    if (factor.value == 1.0) return "";
    const std::string where = factor.where();
    return ", times " + factor.words() + (where.empty() ? "" : " (" + where + ")");
}

/// A claim in which the values belong to the places of the transpose. Of a matrix that
/// is not square it has the shape all the same, read column by column.
inline void append_transpose(const BlockEvidence& block,
                             const std::vector<Constant>& constants,
                             Hypotheses& bank) {
    const arma::uword rows = block.claimed.n_rows, cols = block.claimed.n_cols;
    if (rows < 2 || cols < 2) return;
    const Place place = [cols](arma::uword row, arma::uword col) {
        return col + row * cols;
    };
    const Coefficient factor =
        rearranged_factor(block.claimed, block.examined, place, constants);
    if (!factor.named() ||
        !is_rearranged(block.claimed, block.examined, place, factor.value)) {
        return;
    }
    const std::string words =
        rows == cols ? "the claimed value is the transpose of the numerical one"
                     : "the claimed value is the transpose of the numerical one, read "
                       "column by column into the shape of the block";
    bank.push_back({saying(Mistake::transpose, words + besides(factor), factor.value),
                    [place, factor](const PointEvidence& point, std::size_t b) {
                        const BlockEvidence& there = point.blocks[b];
                        return is_rearranged(
                            there.claimed, there.examined, place, factor.value);
                    }});
}

/// A claim that is the truth of another block of as many entries.
inline void append_swapped(const PointEvidence& here,
                           std::size_t block,
                           Hypotheses& bank) {
    const arma::mat& claimed = here.blocks[block].claimed;
    for (std::size_t other = 0; other < here.blocks.size(); ++other) {
        const BlockEvidence& source = here.blocks[other];
        const bool same_size = source.claimed.n_elem == claimed.n_elem;
        if (other == block || !same_size || source.examined.empty()) continue;
        const Place place = [rows = source.claimed.n_rows](arma::uword row,
                                                           arma::uword col) {
            return row + col * rows;
        };
        if (!is_rearranged(claimed, source.examined, place, 1.0)) continue;
        bank.push_back(
            {saying(
                 Mistake::swapped,
                 "the claimed value is the derivative with respect to " + source.name,
                 arma::datum::nan,
                 source.name),
             [place, other](const PointEvidence& point, std::size_t b) {
                 const std::vector<Examined>& truths = point.blocks[other].examined;
                 return !truths.empty() &&
                        is_rearranged(point.blocks[b].claimed, truths, place, 1.0);
             }});
    }
}

/// Rows, or columns, of a block: the line that an entry is in and its place there.
struct Lines {
    bool rows;

    [[nodiscard]] arma::uword line(const Examined& entry) const {
        return rows ? entry.row : entry.col;
    }
    [[nodiscard]] arma::uword count(const arma::mat& matrix) const {
        return rows ? matrix.n_rows : matrix.n_cols;
    }
    /// What the claim has in another line beside this entry.
    [[nodiscard]] double across(const arma::mat& claimed,
                                const Examined& entry,
                                arma::uword line) const {
        return rows ? claimed.at(line, entry.col) : claimed.at(entry.row, line);
    }
    [[nodiscard]] std::string name(std::size_t many) const {
        return std::string(rows ? "row" : "column") + (many == 1 ? "" : "s");
    }
};

/// For each line the line of the claim that has its values, itself if possible, and
/// their number for a line that was not examined; empty if a line is nowhere.
[[nodiscard]] inline std::vector<arma::uword> permutation_of(const BlockEvidence& block,
                                                             Lines lines) {
    const arma::uword count = lines.count(block.claimed);
    std::vector<std::vector<Examined>> members(count);
    for (const Examined& entry : block.examined) {
        members[lines.line(entry)].push_back(entry);
    }
    const auto has_values_of = [&](arma::uword candidate, arma::uword line) {
        return fits(members[line], [&](const Examined& entry) {
            return Gap{
                std::abs(lines.across(block.claimed, entry, candidate) - entry.truth),
                entry.error_bar};
        });
    };
    std::vector<arma::uword> from(count, count);
    std::vector<bool> used(count, false);
    for (arma::uword line = 0; line < count; ++line) {
        if (members[line].empty() || !has_values_of(line, line)) continue;
        from[line] = line;
        used[line] = true;
    }
    for (arma::uword line = 0; line < count; ++line) {
        if (members[line].empty()) continue;
        for (arma::uword k = 0; k < count && from[line] == count; ++k) {
            if (used[k] || !has_values_of(k, line)) continue;
            from[line] = k;
            used[k] = true;
        }
        if (from[line] == count) return {};
    }
    return from;
}

/// "the rows in reverse order"
[[nodiscard]] inline std::string permutation_words(const std::vector<arma::uword>& from,
                                                   Lines lines) {
    const arma::uword count = from.size();
    std::vector<arma::uword> moved, shifts;
    bool reversed = true;
    for (arma::uword line = 0; line < count; ++line) {
        if (from[line] == count) continue;
        if (from[line] != line) moved.push_back(line);
        reversed = reversed && from[line] == count - 1 - line;
        shifts.push_back((from[line] + count - line) % count);
    }
    const arma::uword shift = shifts.front();
    const bool shifted = std::count(shifts.begin(), shifts.end(), shift) ==
                         static_cast<std::ptrdiff_t>(shifts.size());
    if (moved.size() == 2) {
        return lines.name(2) + " " + std::to_string(moved[0]) + " and " +
               std::to_string(moved[1]) + " swapped";
    }
    if (reversed) return "the " + lines.name(2) + " in reverse order";
    if (shifted) {
        return "the " + lines.name(2) + " shifted by " +
               std::to_string(std::min(shift, count - shift));
    }
    return "the " + lines.name(2) + " in another order";
}

inline void append_permuted(const BlockEvidence& block, Hypotheses& bank) {
    for (const Lines lines : {Lines{true}, Lines{false}}) {
        if (lines.count(block.claimed) < 2) continue;
        const std::vector<arma::uword> from = permutation_of(block, lines);
        if (from.empty()) continue;
        const Place place = [from, lines, rows = block.claimed.n_rows](
                                arma::uword row, arma::uword col) {
            return lines.rows ? from[row] + col * rows : row + from[col] * rows;
        };
        bank.push_back(
            {saying(Mistake::permuted,
                    "the claimed value has " + permutation_words(from, lines)),
             [place](const PointEvidence& point, std::size_t b) {
                 const BlockEvidence& there = point.blocks[b];
                 return is_rearranged(there.claimed, there.examined, place, 1.0);
             }});
    }
}

}  // namespace detail

}  // namespace chainrule::check
