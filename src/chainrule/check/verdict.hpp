#pragma once

/// @file
/// The three answers a check can give, and the inequality that decides.

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string_view>

namespace chainrule {

enum class Verdict {
    holds,      ///< claimed and numerical value agree within a small error bar
    undecided,  ///< the numerical value is too uncertain to say
    fails,      ///< they differ by far more than the error bar
};

[[nodiscard]] constexpr std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds:
            return "holds";
        case Verdict::undecided:
            return "undecided";
        case Verdict::fails:
            return "fails";
    }
    return "unknown";
}

inline std::ostream& operator<<(std::ostream& out, Verdict verdict) {
    return out << to_string(verdict);
}

/// The verdict on two findings together: one failure fails, one doubt remains one.
[[nodiscard]] constexpr Verdict worse(Verdict a, Verdict b) {
    return std::max(a, b);
}

namespace check {

/// An error bar says something about a slope only if it is below this share of the
/// slope's scale: three digits.
inline constexpr double meaningful_bar = 1e-3;

/// A slope below this share of the slopes around it, or of f itself over a long step,
/// is as good as none.
inline constexpr double negligible = 1e-9;

/// A gap of so many error bars cannot be an accident of rounding.
inline constexpr double decisive_gap = 10.0;

/// Error bars are estimates: two numerical values contradict each other where they are
/// further apart than this many times their bars together.
inline constexpr double contradictory_gap = 3.0;

/// The inequality behind every verdict. With `gap` = |claimed - numerical|:
///
///     holds       gap <= bar   and   bar <= meaningful_bar * scale
///     fails       gap > decisive_gap * bar
///     undecided   otherwise, and whenever gap or bar is NaN
///
/// `scale` is the size of slope that would count as large here. A gap and a bar
/// that are both exactly zero hold at every scale.
[[nodiscard]] inline Verdict judge(double gap, double bar, double scale) {
    if (gap <= bar && bar <= meaningful_bar * scale) return Verdict::holds;
    if (gap > decisive_gap * bar) return Verdict::fails;
    return Verdict::undecided;
}

}  // namespace check
}  // namespace chainrule
