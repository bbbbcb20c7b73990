#pragma once

/// @file
/// Explanations by place: the right values, but transposed, turned, in another order,
/// or in another block; alone, times a number, or beside a penalty that is right.

#include "chainrule/check/diagnosis/axes.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/sampling.hpp"

#include <algorithm>

namespace chainrule::check {

namespace detail {

/// For each entry of the claim, column by column, the entry whose derivative it has;
/// `nowhere` if it is zero instead.
using Origins = List<arma::uword>;
inline constexpr arma::uword nowhere = static_cast<arma::uword>(-1);

/// claim = factor * truth at the origins, where truth and claim may both have the same
/// multiple of the block's own value besides.
struct Rearrangement {
    Origins from;
    Coefficient factor;
    Coefficient part;
};

/// What was examined of a block, by its place column by column; null where nothing was.
[[nodiscard]] inline List<const Examined*> by_place(const BlockEvidence& block) {
    List<const Examined*> places(block.claimed.n_elem, nullptr);
    for (const Examined& entry : block.examined) {
        places[entry.row + entry.col * block.claimed.n_rows] = &entry;
    }
    return places;
}

/// The equation that entry k of the claim makes for the factor.
[[nodiscard]] inline Equation equation_at(const BlockEvidence& block,
                                          const Examined* origin,
                                          std::size_t k) {
    if (origin == nullptr) {
        return {0.0, block.claimed.mem[k], 0.5e-12 * scale_of(block)};
    }
    return {origin->truth, block.claimed.mem[k], origin->error_bar};
}

/// By how much the own value of entry k exceeds what the factor makes of its origin's.
[[nodiscard]] inline double own_basis(const BlockEvidence& block,
                                      const Rearrangement& what,
                                      std::size_t k) {
    if (block.value.n_elem == 0) return 0.0;
    const double there = what.from[k] == nowhere ? 0.0 : block.value.mem[what.from[k]];
    return block.value.mem[k] - what.factor.value * there;
}

/// Whether the claim of `block` is so made of what was found in `source`, and two
/// entries or more that tell something are not in their own place.
[[nodiscard]] inline bool is_rearranged(const BlockEvidence& block,
                                        const BlockEvidence& source,
                                        const Rearrangement& what) {
    const List<const Examined*> truths = by_place(source);
    const double factor = what.factor.value;
    std::size_t moved = 0;
    for (std::size_t k = 0; k < what.from.size(); ++k) {
        const bool zero = what.from[k] == nowhere;
        const Examined* origin = zero ? nullptr : truths[what.from[k]];
        if (!zero && origin == nullptr) continue;
        const Equation at = equation_at(block, origin, k);
        const double basis = what.part.value == 0.0 ? 0.0 : own_basis(block, what, k);
        const double gap =
            std::abs(at.observed - factor * at.basis - what.part.value * basis);
        const double bar = at.error_bar * (1.0 + std::abs(factor)) +
                           what.part.error * std::abs(basis) +
                           what.factor.error * std::abs(at.basis);
        if (!(gap <= 2.0 * bar)) return false;
        moved += !zero && what.from[k] != k && significant(*origin);
    }
    return &block != &source || moved >= 2;
}

/// 1, or the number with a name that makes the claim as long as the truth.
[[nodiscard]] inline Coefficient common_factor(const BlockEvidence& block,
                                               const List<Constant>& constants) {
    double claim = 0.0, truth = 0.0, bar = 0.0;
    for (const Examined& entry : block.examined) {
        claim += block.claimed_at(entry) * block.claimed_at(entry);
        truth += entry.truth * entry.truth;
        bar += entry.error_bar * entry.error_bar;
    }
    Coefficient factor;
    factor.value = 1.0;
    if (!block.complete() || !(truth > 0.0)) return factor;
    const double ratio = std::sqrt(claim / truth);
    const List<Constant> names =
        names_of(ratio, std::sqrt(bar / truth) * (1.0 + ratio), constants);
    if (names.empty()) return factor;
    factor.value = names.front().value;
    factor.names = names;
    return factor;
}

/// ", times -1/N" behind a rearrangement that is not all; empty if it is.
[[nodiscard]] inline std::string besides(const Coefficient& factor) {
    if (factor.value == 1.0) return "";
    const std::string where = factor.where();
    return ", times " + (factor.named() ? factor.words() : text(factor.value, 6)) +
           (where.empty() ? "" : " (" + where + ")");
}

/// What a rearrangement is called, and of which kind it is.
struct Called {
    Mistake kind;
    std::string words;
};

inline void append_rearrangement(const Rearrangement& what,
                                 const Called& called,
                                 const std::string& own,
                                 Hypotheses& bank) {
    const bool beside = what.part.value != 0.0;
    const std::string apart =
        beside
            ? "apart from " + (what.part.value == 1.0 ? "" : what.part.words() + "*") +
                  own + ", "
            : "";
    bank.push_back({saying(called.kind,
                           apart + called.words + besides(what.factor),
                           what.factor.value),
                    [what](const PointEvidence& point, std::size_t b) {
                        const BlockEvidence& there = point.blocks[b];
                        return is_rearranged(there, there, what);
                    }});
}

/// What stands beside the rearranged part: a multiple of the block's own value.
[[nodiscard]] inline Coefficient part_beside(const BlockEvidence& block,
                                             const Rearrangement& what,
                                             const List<Constant>& constants) {
    const List<const Examined*> truths = by_place(block);
    List<Equation> equations;
    for (std::size_t k = 0; k < what.from.size(); ++k) {
        const bool zero = what.from[k] == nowhere;
        if (!zero && truths[what.from[k]] == nullptr) continue;
        const Equation at =
            equation_at(block, zero ? nullptr : truths[what.from[k]], k);
        equations.push_back({own_basis(block, what, k),
                             at.observed - what.factor.value * at.basis,
                             2.0 * at.error_bar});
    }
    return fit(equations, constants);
}

/// Tries one order of the entries with a common factor of either sign, then beside a
/// penalty; true if it explains the block.
inline bool append_if_rearranged(const BlockEvidence& block,
                                 const Origins& from,
                                 const Called& called,
                                 const Coefficient& factor,
                                 const List<Constant>& constants,
                                 Hypotheses& bank) {
    for (const double sign : {1.0, -1.0}) {
        Rearrangement what{from, factor, {}};
        what.factor.value *= sign;
        if (is_rearranged(block, block, what)) {
            append_rearrangement(what, called, block.name, bank);
            return true;
        }
    }
    if (block.value.n_elem == 0 || block.examined.size() < 2 * entries_for_a_number) {
        return false;
    }
    Rearrangement what{from, {}, {}};
    what.factor.value = 1.0;
    what.part = part_beside(block, what, likely(constants));
    if (!what.part.known() || !is_rearranged(block, block, what)) return false;
    append_rearrangement(what, called, block.name, bank);
    return true;
}

[[nodiscard]] inline Origins in_place(const BlockEvidence& block) {
    Origins from(block.claimed.n_elem);
    for (std::size_t k = 0; k < from.size(); ++k) from[k] = k;
    return from;
}

/// The values in the places of the transpose. Of a matrix that is not square it has the
/// shape all the same, read column by column or row by row.
inline void append_transpose(const BlockEvidence& block,
                             const List<Constant>& constants,
                             Hypotheses& bank) {
    const arma::uword rows = block.claimed.n_rows, cols = block.claimed.n_cols;
    if (rows < 2 || cols < 2) return;
    Origins by_columns(rows * cols), by_rows(rows * cols);
    for (arma::uword k = 0; k < rows * cols; ++k) {
        by_columns[k] = k / cols + k % cols * rows;
        by_rows[k] = k / rows + k % rows * cols;
    }
    const std::string words = "the claimed value is the transpose of the numerical one";
    const Coefficient factor = common_factor(block, constants);
    const std::string shape = " into the shape of the block";
    const bool square = rows == cols;
    if (append_if_rearranged(
            block,
            by_columns,
            {Mistake::transpose,
             words + (square ? "" : ", read column by column" + shape)},
            factor,
            constants,
            bank) ||
        square) {
        return;
    }
    append_if_rearranged(block,
                         by_rows,
                         {Mistake::transpose, words + ", read row by row" + shape},
                         factor,
                         constants,
                         bank);
}

/// A claim that is the truth of another block of as many entries.
inline void append_swapped(const PointEvidence& here,
                           std::size_t block,
                           Hypotheses& bank) {
    for (std::size_t other = 0; other < here.blocks.size(); ++other) {
        const BlockEvidence &own = here.blocks[block], &source = here.blocks[other];
        const bool same_size = source.claimed.n_elem == own.claimed.n_elem;
        if (other == block || !same_size || source.examined.empty()) continue;
        Rearrangement what{in_place(own), {}, {}};
        what.factor.value = 1.0;
        if (!is_rearranged(own, source, what)) continue;
        bank.push_back({saying(Mistake::swapped,
                               "the claimed value is the derivative with respect to " +
                                   source.name,
                               arma::datum::nan,
                               source.name),
                        [what, other](const PointEvidence& point, std::size_t b) {
                            return !point.blocks[other].examined.empty() &&
                                   is_rearranged(
                                       point.blocks[b], point.blocks[other], what);
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
    /// Which entry of a line lies beside entry k of another.
    [[nodiscard]] arma::uword beside(const arma::mat& m,
                                     arma::uword k,
                                     arma::uword line) const {
        return rows ? line + k / m.n_rows * m.n_rows : k % m.n_rows + line * m.n_rows;
    }
    [[nodiscard]] arma::uword line_of(const arma::mat& m, arma::uword k) const {
        return rows ? k % m.n_rows : k / m.n_rows;
    }
    [[nodiscard]] std::string name(std::size_t many) const {
        return std::string(rows ? "row" : "column") + (many == 1 ? "" : "s");
    }
};

/// For each line of the claim the line whose values it has, itself if possible, and
/// `nowhere` for those that no examined line is found in; empty if a line is nowhere to
/// be found.
[[nodiscard]] inline List<arma::uword> permutation_of(const BlockEvidence& block,
                                                      Lines lines,
                                                      double factor) {
    const arma::uword count = lines.count(block.claimed);
    List<List<Examined>> members(count);
    for (const Examined& entry : block.examined) {
        members[lines.line(entry)].push_back(entry);
    }
    const auto has_values_of = [&](arma::uword candidate, arma::uword line) {
        return fits(members[line], [&](const Examined& entry) {
            return Gap{std::abs(lines.across(block.claimed, entry, candidate) -
                                factor * entry.truth),
                       entry.error_bar * (1.0 + std::abs(factor))};
        });
    };
    List<arma::uword> from(count, nowhere);
    List<bool> found(count, false);
    for (arma::uword line = 0; line < count; ++line) {
        if (members[line].empty() || !has_values_of(line, line)) continue;
        from[line] = line;
        found[line] = true;
    }
    for (arma::uword line = 0; line < count; ++line) {
        if (members[line].empty()) continue;
        for (arma::uword k = 0; k < count && !found[line]; ++k) {
            if (from[k] != nowhere || !has_values_of(k, line)) continue;
            from[k] = line;
            found[line] = true;
        }
        if (!found[line]) return {};
    }
    return from;
}

/// "the rows in reverse order"
[[nodiscard]] inline std::string permutation_words(const List<arma::uword>& from,
                                                   Lines lines) {
    const arma::uword count = from.size();
    List<arma::uword> moved, shifts;
    bool reversed = true;
    for (arma::uword line = 0; line < count; ++line) {
        if (from[line] == nowhere) continue;
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

inline const std::string has = "the claimed value has ";

/// Whole lines in another order.
inline void append_permuted_lines(const BlockEvidence& block,
                                  const Coefficient& factor,
                                  const List<Constant>& constants,
                                  Hypotheses& bank) {
    for (const Lines lines : {Lines{true}, Lines{false}}) {
        if (lines.count(block.claimed) < 2) continue;
        const auto lines_from = permutation_of(block, lines, factor.value);
        if (lines_from.empty()) continue;
        Origins from = in_place(block);
        for (std::size_t k = 0; k < from.size(); ++k) {
            const arma::uword origin = lines_from[lines.line_of(block.claimed, k)];
            if (origin != nowhere) from[k] = lines.beside(block.claimed, k, origin);
        }
        append_if_rearranged(
            block,
            from,
            {Mistake::permuted, has + permutation_words(lines_from, lines)},
            factor,
            constants,
            bank);
    }
}

/// Lines pushed on by one or two, zeros in place of those that are missing then.
inline void append_pushed_lines(const BlockEvidence& block,
                                const List<Constant>& constants,
                                Hypotheses& bank) {
    const Coefficient factor = common_factor(block, {});
    for (const Lines lines : {Lines{true}, Lines{false}}) {
        const arma::uword count = lines.count(block.claimed);
        for (arma::uword push = 1; push <= 2 && push + 1 < count; ++push) {
            for (const bool up : {false, true}) {
                Origins from = in_place(block);
                for (std::size_t k = 0; k < from.size(); ++k) {
                    const arma::uword line = lines.line_of(block.claimed, k);
                    const bool gone = up ? line + push >= count : line < push;
                    from[k] =
                        gone ? nowhere
                             : lines.beside(
                                   block.claimed, k, up ? line + push : line - push);
                }
                append_if_rearranged(
                    block,
                    from,
                    {Mistake::permuted,
                     has + "the " + lines.name(2) + " pushed " + (up ? "back" : "on") +
                         " by " + std::to_string(push) +
                         ", and zeros where none are left"},
                    factor,
                    constants,
                    bank);
            }
        }
    }
}

/// An array of several indices with some of them counted backwards, or two exchanged:
/// kernels turned by 180 degrees, channels in the wrong order.
inline void append_axes(const BlockEvidence& block,
                        const Coefficient& factor,
                        const List<Constant>& constants,
                        Hypotheses& bank) {
    for (const Axes& axes : all_axes(block.claimed.n_elem)) {
        for (const AxisChange& change : changes_of(axes)) {
            Origins from(block.claimed.n_elem);
            for (std::size_t k = 0; k < from.size(); ++k) {
                from[k] = origin_of(k, axes, change);
            }
            const Called called{Mistake::permuted, has + change_words(axes, change)};
            if (append_if_rearranged(block, from, called, factor, constants, bank)) {
                return;
            }
        }
    }
}

/// Which entry has the value of which other, if every wrong entry of the claim is the
/// derivative of another one; empty otherwise. Entries that are right stay.
[[nodiscard]] inline Origins matched_by_value(const BlockEvidence& block) {
    const List<const Examined*> truths = by_place(block);
    Origins from = in_place(block), claims, origins;
    for (const arma::uword k : from) {
        if (truths[k] == nullptr) return {};
        if (truths[k]->verdict != Verdict::fails) continue;
        claims.push_back(k);
        origins.push_back(k);
    }
    if (claims.size() < 2) return {};
    std::sort(claims.begin(), claims.end(), [&](arma::uword a, arma::uword b) {
        return block.claimed.mem[a] < block.claimed.mem[b];
    });
    std::sort(origins.begin(), origins.end(), [&](arma::uword a, arma::uword b) {
        return truths[a]->truth < truths[b]->truth;
    });
    for (std::size_t i = 0; i < claims.size(); ++i) from[claims[i]] = origins[i];
    if (from == in_place(block)) return {};
    return from;
}

[[nodiscard]] inline std::string match_words(const BlockEvidence& block,
                                             const Origins& from) {
    List<arma::uword> moved;
    for (arma::uword k = 0; k < from.size(); ++k) {
        if (from[k] != k) moved.push_back(k);
    }
    const auto name = [&](arma::uword k) {
        return entry_name(
            block.name, k % block.claimed.n_rows, k / block.claimed.n_rows);
    };
    if (moved.size() == 2) {
        return has + name(moved[0]) + " and " + name(moved[1]) + " swapped";
    }
    return has + std::to_string(moved.size()) + " of " + std::to_string(from.size()) +
           " entries in another order; " + name(moved[0]) + " has the value of " +
           name(from[moved[0]]);
}

}  // namespace detail

/// The right values in another order, the simplest orders first.
inline void append_permuted(const BlockEvidence& block,
                            const List<Constant>& constants,
                            Hypotheses& bank) {
    const Coefficient factor = detail::common_factor(block, constants);
    detail::append_permuted_lines(block, factor, constants, bank);
    if (!block.complete()) return;
    const detail::Origins matched = detail::matched_by_value(block);
    const std::size_t moved = static_cast<std::size_t>(failing(block));
    if (moved == 2 && !matched.empty()) {
        detail::append_if_rearranged(
            block,
            matched,
            {Mistake::permuted, detail::match_words(block, matched)},
            factor,
            constants,
            bank);
    }
    detail::append_axes(block, factor, constants, bank);
    detail::append_pushed_lines(block, constants, bank);
    if (matched.empty()) return;
    detail::append_if_rearranged(
        block,
        matched,
        {Mistake::permuted, detail::match_words(block, matched)},
        factor,
        constants,
        bank);
}

}  // namespace chainrule::check
