#pragma once

/// @file
/// Which of very many entries are wrong, by group testing: a direction that moves only
/// some entries tells whether one of them is wrong, so that k wrong ones among n are
/// found with about 2 k log2(n / k) evaluations of f.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/residue.hpp"
#include "chainrule/check/problem.hpp"

#include <armadillo>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace chainrule::check {

/// The wrong entries that a search came to.
struct Located {
    List<arma::uword> entries;
    List<std::size_t> dense;  ///< blocks with too many wrong entries to split
    bool complete = true;     ///< false if a part was given up
};

/// How a search goes about it.
struct SearchPlan {
    std::uint64_t round = 0;  ///< each round draws another direction
    std::size_t width = 64;   ///< at most so many parts are followed at a time
    bool looks_for_dense = true;

    /// For each output about the gap that all entries together will show, if known.
    List<double> expected = {};
};

namespace detail {

/// Halves ranges, blocks first, and follows every half that has a residue.
class Search {
public:
    Search(const Setting& setting, const List<bool>& excluded, const SearchPlan& plan)
        : plan_(plan), meter_(setting, excluded, plan.round) {
        starts_.push_back(0);
        for (const Block& block : setting.blocks) {
            starts_.push_back(starts_.back() + block.size());
        }
    }

    [[nodiscard]] Located run() {
        Part root{{0, starts_.back()}, {}};
        meter_.begin_at(meter_.quiet_step(plan_.expected));
        rungs_ = ResidueMeter::fewest_rungs + 1;
        double wanted = 0.0;
        for (const double gap : plan_.expected) wanted = std::max(wanted, gap / 64.0);
        while (root.residue = meter_.measure(root.range, wanted, rungs_),
               !is_wrong(root.residue) && rungs_ < ResidueMeter::most_rungs) {
            ++rungs_;
            wanted = 0.0;
        }
        List<Part> parts;
        if (is_wrong(root.residue)) parts.push_back(std::move(root));
        while (!parts.empty()) {
            List<Part> halves;
            for (const Part& part : parts) {
                if (part.range.size() == 1) {
                    located_.entries.push_back(part.range.first);
                } else {
                    split(part, halves);
                }
            }
            if (plan_.looks_for_dense) drop_dense(halves);
            keep_worst(halves);
            parts = std::move(halves);
            // The fewer entries move, the less f curves along the line.
            rungs_ = std::max(rungs_ - 1, ResidueMeter::fewest_rungs);
        }
        return std::move(located_);
    }

private:
    struct Part {
        Range range;
        Residue residue;
    };

    /// A wrong entry stands out by this many bars. What is taken for wrong too soon is
    /// examined singly in the end, so the margin is smaller than that of a verdict.
    [[nodiscard]] static bool is_wrong(const Residue& residue) {
        return residue.severity() > 4.0;
    }

    /// Whether it is beyond doubt which of two halves are wrong.
    [[nodiscard]] static bool is_plain(const Residue& one, const Residue& other) {
        const auto settled = [](const Residue& half) {
            return half.severity() <= 1.0 || half.severity() > 8.0;
        };
        return settled(one) && settled(other) && (is_wrong(one) || is_wrong(other));
    }

    /// In the middle of the blocks, or of the one block.
    [[nodiscard]] arma::uword middle(Range range) const {
        const auto after =
            std::upper_bound(starts_.begin(), starts_.end(), range.first);
        const auto end = std::lower_bound(after, starts_.end(), range.last);
        if (after != end) return *(after + (end - after) / 2);
        return range.first + range.size() / 2;
    }

    /// Looks at one half and infers the other. Answers whether that settles which are
    /// wrong. Where both seem to be, the other is looked at, too: a kink that moved the
    /// first would show in what is inferred, and the two would not add up.
    [[nodiscard]] bool glance_at(const Part& part, Part& one, Part& other) {
        const double step = meter_.glance_step(part.residue);
        if (!(step > 0.0)) return false;
        one.residue = meter_.glance(one.range, part.residue, step);
        other.residue = rest_of(part.residue, one.residue);
        if (!is_plain(one.residue, other.residue)) return false;
        if (!is_wrong(one.residue) || !is_wrong(other.residue)) return true;
        const Residue inferred = std::move(other.residue);
        other.residue = meter_.glance(other.range, part.residue, 0.7 * step);
        return is_plain(one.residue, other.residue) &&
               !is_wrong(rest_of(inferred, other.residue));
    }

    /// Measures one half and infers the other, unless that would be too uncertain.
    void split(const Part& part, List<Part>& halves) {
        if (!meter_.affordable()) {
            located_.complete = false;
            return;
        }
        const double wanted = 0.05 * part.residue.largest_gap();
        const arma::uword cut = middle(part.range);
        Part one{{part.range.first, cut}, {}};
        Part other{{cut, part.range.last}, {}};
        if (glance_at(part, one, other)) {
            for (Part* half : {&one, &other}) {
                if (is_wrong(half->residue)) halves.push_back(std::move(*half));
            }
            return;
        }
        one.residue = meter_.measure(one.range, wanted, rungs_);
        if (one.residue.gap.empty()) {
            located_.complete = false;
            return;
        }
        other.residue = rest_of(part.residue, one.residue);
        const bool certain = is_wrong(other.residue) || other.residue.severity() <= 1.0;
        if (!certain || !(is_wrong(one.residue) || is_wrong(other.residue))) {
            other.residue = meter_.measure(other.range, wanted, rungs_);
        }
        if (!(is_wrong(one.residue) || is_wrong(other.residue))) {
            one.residue = meter_.measure(one.range, 0.0, ResidueMeter::most_rungs);
            other.residue = meter_.measure(other.range, 0.0, ResidueMeter::most_rungs);
        }
        bool any = false;
        for (Part* half : {&one, &other}) {
            if (!is_wrong(half->residue)) continue;
            halves.push_back(std::move(*half));
            any = true;
        }
        if (!any) located_.complete = false;
    }

    /// Where nearly all of 16 parts of a block are wrong it is not a matter of single
    /// entries.
    void drop_dense(List<Part>& parts) {
        for (std::size_t b = 0; b + 1 < starts_.size(); ++b) {
            const auto inside = [&](const Part& part) {
                return part.range.first >= starts_[b] &&
                       part.range.last <= starts_[b + 1];
            };
            std::size_t count = 0;
            arma::uword covered = 0;
            for (const Part& part : parts) {
                if (!inside(part)) continue;
                ++count;
                covered += part.range.size();
            }
            if (count < 12 || 4 * covered < 3 * (starts_[b + 1] - starts_[b])) continue;
            located_.dense.push_back(b);
            erase_if(parts, inside);
        }
    }

    void keep_worst(List<Part>& parts) {
        if (parts.size() <= plan_.width) return;
        const auto worse_first = [](const Part& a, const Part& b) {
            return a.residue.severity() > b.residue.severity();
        };
        stable_sort(parts, worse_first);
        parts.resize(plan_.width);
        located_.complete = false;
    }

    SearchPlan plan_;
    ResidueMeter meter_;
    List<arma::uword> starts_;  ///< of the blocks, then the end
    std::size_t rungs_ = 0;     ///< steps a measurement takes at this depth
    Located located_;
};

}  // namespace detail

/// Searches all entries that are not `excluded` for wrong ones. Finds nothing where
/// all of them together show no residue.
[[nodiscard]] inline Located locate(const Setting& setting,
                                    const List<bool>& excluded,
                                    const SearchPlan& plan) {
    return detail::Search(setting, excluded, plan).run();
}

}  // namespace chainrule::check
