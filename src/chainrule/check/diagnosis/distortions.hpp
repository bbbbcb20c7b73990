#pragma once

/// @file
/// Explanations by a function of the truth, entry by entry: its sign alone, its
/// square, or itself cut off at a bound, as somebody does who means to change
/// an update and changes the gradient.

#include "chainrule/check/diagnosis/factors.hpp"
#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"

#include <string>

namespace chainrule::check {

namespace detail {

/// The largest claim in size.
[[nodiscard]] inline double largest_claim(const BlockEvidence& block) {
    double most = 0.0;
    for (const Examined& entry : block.examined) {
        most = std::max(most, std::abs(block.claimed_at(entry)));
    }
    return most;
}

/// Whether there are truths of both signs and of sizes that differ: of entries
/// all alike no function is known, and a claim that is the same everywhere is
/// no sign.
[[nodiscard]] inline bool truths_differ(const BlockEvidence& block) {
    double least = arma::datum::inf, most = 0.0;
    std::size_t telling = 0, positive = 0;
    for (const Examined& entry : block.examined) {
        if (!significant(entry)) continue;
        least = std::min(least, std::abs(entry.truth));
        most = std::max(most, std::abs(entry.truth));
        ++telling;
        positive += entry.truth > 0.0;
    }
    return telling >= entries_for_a_number && positive > 0 && positive < telling &&
           most > 1.1 * least;
}

/// claim = size * sign(truth), where the truth has a sign.
[[nodiscard]] inline bool is_sign_alone(const BlockEvidence& block, double size) {
    if (!truths_differ(block)) return false;
    for (const Examined& entry : block.examined) {
        const double claimed = block.claimed_at(entry);
        const double gap = std::abs(std::abs(claimed) - size);
        if (significant(entry) ? gap > 1e-12 * size || claimed * entry.truth <= 0.0
                               : gap > 1e-12 * size && claimed != 0.0) {
            return false;
        }
    }
    return true;
}

/// claim = truth, or the bound with the truth's sign where that is larger.
[[nodiscard]] inline bool is_cut_off(const BlockEvidence& block, double bound) {
    std::size_t at_bound = 0, below = 0;
    for (const Examined& entry : block.examined) {
        const double claimed = block.claimed_at(entry);
        const bool cut = std::abs(std::abs(claimed) - bound) <= 1e-12 * bound;
        if (entry.verdict == Verdict::fails) {
            if (!cut || claimed * entry.truth <= 0.0) return false;
            if (std::abs(entry.truth) < bound) return false;
            ++at_bound;
        } else if (std::abs(entry.truth) > bound + 2.0 * entry.error_bar) {
            return false;
        } else {
            below += significant(entry);
        }
    }
    return at_bound >= 2 && below > 0;
}

[[nodiscard]] inline bool is_square(const BlockEvidence& block) {
    return truths_differ(block) && fits(block.examined, [&](const Examined& entry) {
               return Gap{std::abs(block.claimed_at(entry) - entry.truth * entry.truth),
                          entry.error_bar * (1.0 + 2.0 * std::abs(entry.truth))};
           });
}

}  // namespace detail

/// "the claimed value is the sign of the numerical one"
inline void append_distortions(const BlockEvidence& block, Hypotheses& bank) {
    const double most = detail::largest_claim(block);
    if (!(most > 0.0)) return;
    if (detail::is_sign_alone(block, most)) {
        bank.push_back({saying(Mistake::extra_factor,
                               "the claimed value is " +
                                   (most == 1.0 ? "" : text(most, 6) + " times ") +
                                   "the sign of the numerical one, which is divided by "
                                   "its own size",
                               arma::datum::nan,
                               "1/abs"),
                        [most](const PointEvidence& point, std::size_t b) {
                            return detail::is_sign_alone(point.blocks[b], most);
                        }});
    }
    if (detail::is_square(block)) {
        bank.push_back({saying(Mistake::extra_factor,
                               "the claimed value is the square of the numerical one"),
                        [](const PointEvidence& point, std::size_t b) {
                            return detail::is_square(point.blocks[b]);
                        }});
    }
    if (detail::is_cut_off(block, most)) {
        bank.push_back({saying(Mistake::wrong_entries,
                               "entries larger than " + text(most, 6) +
                                   " are wrong: the claimed value is cut off there"),
                        [most](const PointEvidence& point, std::size_t b) {
                            return detail::is_cut_off(point.blocks[b], most);
                        }});
    }
}

}  // namespace chainrule::check
