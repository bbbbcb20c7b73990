#pragma once

/// @file
/// Explanations by one number: the claim is zero, has the wrong sign, or is a constant
/// times the truth.

#include "chainrule/check/diagnosis/hypothesis.hpp"
#include "chainrule/check/list.hpp"

namespace chainrule::check {

namespace detail {

/// What is left of a sum that cancels is not a factor.
inline constexpr double nothing = 1e-12;

[[nodiscard]] inline bool claims_zero(const BlockEvidence& block) {
    const double scale = scale_of(block);
    return scale > 0.0 && fits(block.examined, [&](const Examined& entry) {
               return Gap{std::abs(block.claimed_at(entry)), 0.5 * nothing * scale};
           });
}

[[nodiscard]] inline bool is_multiple(const BlockEvidence& block,
                                      const Coefficient& factor) {
    return fits(block.examined, [&](const Examined& entry) {
        return multiple_gap(block, entry, factor);
    });
}

/// The claim over the truth.
[[nodiscard]] inline Coefficient factor_of(const BlockEvidence& block,
                                           const List<Constant>& constants) {
    List<Equation> equations;
    for (const Examined& entry : block.examined) {
        equations.push_back({entry.truth, block.claimed_at(entry), entry.error_bar});
    }
    return fit(equations, constants);
}

/// What a factor may come from, as a question.
[[nodiscard]] inline std::string factor_hint(const Coefficient& factor) {
    if (!factor.named() || factor.value < 0.0) return "";
    const Constant& constant = factor.names.front();
    if (constant.name == "2") return ": is a 1/2 missing?";
    if (constant.name == "1/2") return ": is a 2 missing?";
    if (constant.plain() || constant.rank > 0) return "";
    const bool inverse = constant.name.starts_with("1/");
    const std::string size = inverse ? constant.name.substr(2) : constant.name;
    if (inverse == (constant.value > 1.0)) {  // not a count, but a share such as 0.8
        return inverse ? ": is a factor " + size + " missing?"
                       : ": is a division by " + size + " missing?";
    }
    if (inverse) {
        return std::string(": is the mean taken twice, or where a sum belongs") +
               (constant.value == 0.5 ? ", or is a 2 missing?" : "?");
    }
    return ": is the mean's 1/" + size +
           (constant.value == 2.0 ? " or a 1/2 missing?" : " missing?");
}

/// "8 times the numerical one, and N = 8"; "1/2 of the numerical one"; "0.125 times the
/// numerical one, which is 1/N (N = 8)".
[[nodiscard]] inline std::string factor_words(const Coefficient& factor) {
    const std::string words = factor.words(), where = factor.where();
    if (factor.named() && where.empty()) {
        const bool share = factor.value > 0.0 && factor.value < 1.0;
        return words + (share ? " of the numerical one" : " times the numerical one");
    }
    int digits = 6;  // more where the number would look like 1
    while (digits < 15 && std::abs(factor.value) != 1.0 &&
           std::abs(std::stod(text(factor.value, digits))) == 1.0) {
        ++digits;
    }
    const std::string number = text(factor.value, digits) + " times the numerical one";
    if (where.empty()) return number;
    return factor.value == factor.names.front().value &&
                   where.starts_with(words + " = ")
               ? number + ", and " + where
               : number + ", which is " + words + " (" + where + ")";
}

/// Whether claim = c * truth for some number at this point, which takes several entries.
[[nodiscard]] inline bool is_some_multiple(const BlockEvidence& block) {
    const Coefficient factor = factor_of(block, {});
    std::size_t telling = 0;
    for (const Examined& entry : block.examined) telling += significant(entry);
    return factor.known() && telling >= entries_for_a_number &&
           is_multiple(block, factor);
}

}  // namespace detail

/// "is zero, the numerical one is not"
inline void append_zero(const BlockEvidence& block, Hypotheses& bank) {
    if (!detail::claims_zero(block)) return;
    bank.push_back(
        {saying(Mistake::zero, "the claimed value is zero, the numerical one is not"),
         [](const PointEvidence& point, std::size_t b) {
             return detail::claims_zero(point.blocks[b]);
         }});
}

/// claim = c * truth. A number without a name takes several entries to be believed.
inline void append_factor(const BlockEvidence& block,
                          const List<Constant>& constants,
                          Hypotheses& bank) {
    const Coefficient factor = detail::factor_of(block, constants);
    if (!factor.known()) return;
    if (!factor.named()) {
        std::size_t telling = 0;
        for (const Examined& entry : block.examined) telling += significant(entry);
        // Of a block of two both have to agree, and again at the fresh point.
        const std::size_t wanted = block.claimed.n_elem == 2 ? 2 : entries_for_a_number;
        if (telling < wanted) return;
    }
    if (!detail::is_multiple(block, factor)) return;
    const bool flipped = factor.value == -1.0;
    bank.push_back(
        {saying(flipped ? Mistake::sign : Mistake::factor,
                flipped ? "the claimed value has the wrong sign"
                        : "the claimed value is " + detail::factor_words(factor) +
                              detail::factor_hint(factor),
                factor.value,
                factor.name()),
         [factor](const PointEvidence& point, std::size_t b) {
             return detail::is_multiple(point.blocks[b], factor);
         }});
}

/// claim = c * truth with a number that depends on x, as where a gradient is divided by
/// its norm.
inline void append_varying_factor(const BlockEvidence& block, Hypotheses& bank) {
    if (!detail::is_some_multiple(block)) return;
    bank.push_back({saying(Mistake::factor,
                           "the claimed value is the numerical one times a number that "
                           "is another at each point, as a norm would be"),
                    [](const PointEvidence& point, std::size_t b) {
                        return detail::is_some_multiple(point.blocks[b]);
                    }});
}

}  // namespace chainrule::check
