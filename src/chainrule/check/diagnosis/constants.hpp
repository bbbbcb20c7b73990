#pragma once

/// @file
/// Names for a number that was found: 0.125 is 1/N where N = 8.

#include "chainrule/check/list.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace chainrule::check {

/// A number worth recognising. The lower its rank, the sooner one would think of it.
struct Constant {
    double value = 1.0;
    std::string name;   ///< "2", "1/N"
    std::string where;  ///< "N = 8"; empty for a plain number
    int rank = 0;

    [[nodiscard]] bool plain() const { return where.empty(); }
};

/// The highest rank of what one would think of at once: small numbers, the sizes and
/// their inverses.
inline constexpr int likely_rank = 2;

/// The rank of a number without a name.
inline constexpr int unnamed_rank = 5;

namespace detail {

[[nodiscard]] inline std::string size_words(const Size& size) {
    return size.name + " = " + text(size.value, 6);
}

/// What a rule may make of one size: sums, means, means taken twice, unbiased means,
/// halves of squares, the scale of attention.
inline void append_constants_of(const Size& size, List<Constant>& constants) {
    const double s = size.value;
    const std::string& n = size.name;
    const std::string where = size_words(size);
    constants.push_back({s, n, where, 0});
    constants.push_back({1.0 / s, "1/" + n, where, 0});
    if (!(s > 0.0)) return;
    constants.push_back({2.0 * s, "2*" + n, where, 3});
    constants.push_back({0.5 * s, n + "/2", where, 3});
    constants.push_back({2.0 / s, "2/" + n, where, 3});
    constants.push_back({0.5 / s, "1/(2*" + n + ")", where, 3});
    constants.push_back({s * s, n + "^2", where, 3});
    constants.push_back({1.0 / (s * s), "1/" + n + "^2", where, 3});
    constants.push_back({std::sqrt(s), "sqrt(" + n + ")", where, 3});
    constants.push_back({1.0 / std::sqrt(s), "1/sqrt(" + n + ")", where, 3});
    if (s <= 1.0) return;
    constants.push_back({s / (s - 1.0), n + "/(" + n + "-1)", where, 3});
    constants.push_back({(s - 1.0) / s, "(" + n + "-1)/" + n, where, 3});
    if (s > 2.0) {
        constants.push_back({s - 1.0, n + "-1", where, 3});
        constants.push_back({1.0 / (s - 1.0), "1/(" + n + "-1)", where, 3});
    }
}

/// Products and quotients of two sizes.
inline void append_constants_of(const Size& a,
                                const Size& b,
                                List<Constant>& constants) {
    const std::string where = size_words(a) + ", " + size_words(b);
    constants.push_back({a.value * b.value, a.name + "*" + b.name, where, 4});
    constants.push_back({a.value / b.value, a.name + "/" + b.name, where, 4});
    constants.push_back({b.value / a.value, b.name + "/" + a.name, where, 4});
    constants.push_back(
        {1.0 / (a.value * b.value), "1/(" + a.name + "*" + b.name + ")", where, 4});
}

}  // namespace detail

/// Every number worth recognising, the likely ones first; 1 is among them, since a
/// term may stand without a coefficient.
[[nodiscard]] inline List<Constant> constants_of(const std::vector<Size>& sizes) {
    List<Constant> constants{{1.0, "1", "", 0},
                             {2.0, "2", "", 1},
                             {0.5, "1/2", "", 1},
                             {3.0, "3", "", 2},
                             {1.0 / 3.0, "1/3", "", 2},
                             {4.0, "4", "", 2},
                             {0.25, "1/4", "", 2}};
    std::vector<Size> telling;  // neither hidden by being 1 nor without an inverse
    for (const Size& size : sizes) {
        if (size.value != 1.0 && size.value != 0.0) telling.push_back(size);
    }
    for (std::size_t i = 0; i < telling.size(); ++i) {
        detail::append_constants_of(telling[i], constants);
        for (std::size_t j = 0; j < i; ++j) {
            detail::append_constants_of(telling[j], telling[i], constants);
        }
    }
    stable_sort(constants,
                [](const Constant& a, const Constant& b) { return a.rank < b.rank; });
    return constants;
}

/// Those that one would think of at once.
[[nodiscard]] inline List<Constant> likely(List<Constant> constants) {
    erase_if(constants, [](const Constant& one) { return one.rank > likely_rank; });
    return constants;
}

/// The constants that |value| may be, uncertain by `error`, the likely ones first. None
/// if the uncertainty is so large that some constant would fit by chance.
[[nodiscard]] inline List<Constant> names_of(double value,
                                             double error,
                                             const List<Constant>& constants) {
    List<Constant> names;
    const double tolerance = 4.0 * error + 1e-12 * std::abs(value);
    if (tolerance > meaningful_bar * std::abs(value)) return names;
    for (const Constant& constant : constants) {
        if (std::abs(std::abs(value) - constant.value) <= tolerance) {
            names.push_back(constant);
        }
    }
    return names;
}

/// A number fitted to evidence, with its names.
struct Coefficient {
    double value = 0.0;
    double error = 0.0;    ///< what the fit leaves open; 0 if it has a name
    List<Constant> names;  ///< of |value|; may be empty

    [[nodiscard]] bool named() const { return !names.empty(); }

    /// Known to three digits, which is the least that is worth saying.
    [[nodiscard]] bool known() const {
        return value != 0.0 && error <= meaningful_bar * std::abs(value);
    }
    [[nodiscard]] int rank() const {
        return named() ? names.front().rank : unnamed_rank;
    }

    /// "-1/N", "2"; a number without a name in six digits.
    [[nodiscard]] std::string words() const {
        const std::string size =
            named() ? names.front().name : text(std::abs(value), 6);
        return value < 0.0 ? "-" + size : size;
    }

    /// The name in terms of sizes, with its sign; empty for a plain number.
    [[nodiscard]] std::string name() const {
        return named() && !names.front().plain() ? words() : "";
    }

    /// "N = 4", or "N = 4 and C = 4" where several sizes would do; empty for a plain
    /// number.
    [[nodiscard]] std::string where() const {
        std::string sizes;
        for (const Constant& constant : names) {
            if (constant.plain() || constant.rank != names.front().rank) continue;
            sizes += (sizes.empty() ? "" : " and ") + constant.where;
        }
        return sizes;
    }
};

/// One equation: `observed` = coefficient * `basis`, to within `error_bar`.
struct Equation {
    double basis;
    double observed;
    double error_bar;
};

/// The coefficient of least weighted squares, replaced by its likeliest name if it has
/// one to within its own uncertainty.
[[nodiscard]] inline Coefficient fit(const List<Equation>& equations,
                                     const List<Constant>& constants) {
    double least = 0.0;  // a bar of exactly 0 must not outweigh all others
    for (const Equation& equation : equations) {
        least = std::max(least, 1e-16 * std::abs(equation.observed));
    }
    double product = 0.0, square = 0.0;
    for (const Equation& equation : equations) {
        const double bar = std::max(equation.error_bar, least);
        if (!(bar > 0.0)) continue;
        product += equation.basis / bar * (equation.observed / bar);
        square += equation.basis / bar * (equation.basis / bar);
    }
    Coefficient result;
    if (!(square > 0.0)) return result;
    result.value = product / square;
    result.error = 1.0 / std::sqrt(square);
    result.names = names_of(result.value, result.error, constants);
    if (result.named()) {
        result.value = std::copysign(result.names.front().value, result.value);
        result.error = 0.0;
    }
    return result;
}

}  // namespace chainrule::check
