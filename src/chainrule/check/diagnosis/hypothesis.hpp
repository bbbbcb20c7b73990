#pragma once

/// @file
/// An explanation of a failing block that can be put to the test anywhere.

#include "chainrule/check/callable.hpp"
#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/check/diagnosis/evidence.hpp"
#include "chainrule/check/list.hpp"
#include "chainrule/check/report.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace chainrule::check {

/// What would be said, and whether it is true of a block at a point. The parameters,
/// such as a factor, were fitted at the point where the failure was found, and stay.
struct Hypothesis {
    Diagnosis says;  ///< `block` is filled in when it is confirmed
    Callable<bool(const PointEvidence&, std::size_t block)> explains;
};

/// How far an explanation is from one entry, and how far it may be.
struct Gap {
    double gap;
    double error_bar;
};

/// Whether an explanation fits every entry; `gap_of(entry)` returns its `Gap` there.
/// Twice the bar is allowed, a fifth of what makes a failure.
template <class GapOf>
[[nodiscard]] bool fits(const List<Examined>& entries, GapOf&& gap_of) {
    for (const Examined& entry : entries) {
        const Gap found = gap_of(entry);
        if (!(found.gap <= 2.0 * found.error_bar)) return false;
    }
    return true;
}

/// claimed = factor * truth at an entry.
[[nodiscard]] inline Gap multiple_gap(const BlockEvidence& block,
                                      const Examined& entry,
                                      const Coefficient& factor) {
    return {std::abs(block.claimed_at(entry) - factor.value * entry.truth),
            entry.error_bar * (1.0 + std::abs(factor.value)) +
                factor.error * std::abs(entry.truth)};
}

/// A diagnosis without its block.
[[nodiscard]] inline Diagnosis saying(Mistake kind,
                                      std::string text,
                                      double value = arma::datum::nan,
                                      std::string name = "") {
    Diagnosis diagnosis;
    diagnosis.kind = kind;
    diagnosis.value = value;
    diagnosis.name = std::move(name);
    diagnosis.text = std::move(text);
    return diagnosis;
}

/// So many entries must agree on a number before it is believed: with a name two, for
/// one entry any number fits and the fresh point is all that tests it.
inline constexpr std::size_t entries_for_a_number = 3;

/// The bank under construction.
using Hypotheses = List<Hypothesis>;

}  // namespace chainrule::check
