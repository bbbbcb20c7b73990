#pragma once

/// @file
/// What a mistaken rule may have left out or put in: the named values at a point, and
/// what is usually made of them.

#include "chainrule/check/diagnosis/evidence.hpp"

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::check {

/// A function of one number, written with % for its argument.
struct Transform {
    std::string_view words;
    double (*apply)(double);
};

namespace detail {

[[nodiscard]] inline double logistic(double z) {
    return 1.0 / (1.0 + std::exp(-z));
}

}  // namespace detail

inline constexpr Transform as_is{"%", [](double z) { return z; }};

/// Derivatives of activations, from what goes in or from what comes out, and the other
/// factors of the usual rules. The likelier a factor, the earlier.
inline constexpr std::array<Transform, 17> factor_transforms{{
    as_is,
    {"(% > 0)", [](double z) { return z > 0.0 ? 1.0 : 0.0; }},
    {"%.*(1 - %)", [](double a) { return a * (1.0 - a); }},
    {"(1 - %.^2)", [](double a) { return 1.0 - a * a; }},
    {"sigmoid'(%)",
     [](double z) {
         const double s = detail::logistic(z);
         return s * (1.0 - s);
     }},
    {"tanh'(%)",
     [](double z) {
         const double t = std::tanh(z);
         return 1.0 - t * t;
     }},
    {"(1 - %)", [](double a) { return 1.0 - a; }},
    {"sigmoid(%)", [](double z) { return detail::logistic(z); }},
    {"(% <= 0)", [](double z) { return z > 0.0 ? 0.0 : 1.0; }},
    {"1./%", [](double z) { return 1.0 / z; }},
    {"%.^2", [](double z) { return z * z; }},
    {"sign(%)", [](double z) { return z > 0.0   ? 1.0
                                      : z < 0.0 ? -1.0
                                                : 0.0; }},
    {"exp(%)", [](double z) { return std::exp(z); }},
    {"cos(%)", [](double z) { return std::cos(z); }},
    {"sin(%)", [](double z) { return std::sin(z); }},
    {"gelu'(%)",
     [](double z) {
         const double share = 0.5 * std::erfc(-z / std::sqrt(2.0));
         return share + z * std::exp(-0.5 * z * z) / std::sqrt(2.0 * arma::datum::pi);
     }},
    {"swish'(%)",
     [](double z) {
         const double s = detail::logistic(z);
         return s + z * s * (1.0 - s);
     }},
}};

/// What a penalty adds to a gradient.
inline constexpr std::array<Transform, 4> term_transforms{{
    as_is,
    {"sign(%)", [](double w) { return w > 0.0   ? 1.0
                                      : w < 0.0 ? -1.0
                                                : 0.0; }},
    {"%.^2", [](double w) { return w * w; }},
    {"%.^3", [](double w) { return w * w * w; }},
}};

/// "sigmoid'(Z1)"
[[nodiscard]] inline std::string words_of(const Transform& transform,
                                          const std::string& name) {
    std::string words;
    for (const char letter : transform.words) {
        if (letter == '%') {
            words += name;
        } else {
            words += letter;
        }
    }
    return words;
}

/// The transform entry by entry.
[[nodiscard]] inline arma::mat applied(const Transform& transform, arma::mat values) {
    for (arma::uword i = 0; i < values.n_elem; ++i) {
        values.at(i) = transform.apply(values.mem[i]);
    }
    return values;
}

/// All that has a name at a point, the blocks of x first.
[[nodiscard]] inline std::vector<NamedMatrix> everything_named(
    const PointEvidence& point) {
    std::vector<NamedMatrix> named;
    for (const BlockEvidence& block : point.blocks) {
        if (block.value.n_elem > 0) named.push_back({block.name, block.value});
    }
    named.insert(named.end(), point.values.begin(), point.values.end());
    return named;
}

namespace detail {

/// A named value, possibly transposed: so that its columns are examples.
struct Role {
    std::size_t named;
    bool transposed;

    [[nodiscard]] arma::uword rows(const arma::mat& m) const {
        return transposed ? m.n_cols : m.n_rows;
    }
    [[nodiscard]] arma::uword cols(const arma::mat& m) const {
        return transposed ? m.n_rows : m.n_cols;
    }
    [[nodiscard]] double at(const arma::mat& m, arma::uword r, arma::uword c) const {
        return transposed ? m.at(c, r) : m.at(r, c);
    }
};

/// `values` stretched to rows x cols as a column or as a row; empty if it does not
/// fit.
[[nodiscard]] inline arma::mat stretched(const arma::mat& values,
                                         arma::uword rows,
                                         arma::uword cols) {
    if (values.n_rows == rows && values.n_cols == cols) return values;
    const bool column = values.n_cols == 1 && values.n_rows == rows;
    const bool row = values.n_rows == 1 && values.n_cols == cols;
    arma::mat matrix;
    if (!column && !row) return matrix;
    matrix.set_size(rows, cols);
    for (arma::uword c = 0; c < cols; ++c) {
        for (arma::uword r = 0; r < rows; ++r) {
            matrix.at(r, c) = values.mem[column ? r : c];
        }
    }
    return matrix;
}

}  // namespace detail

/// Everything named that has the shape of a block, or is stretched to it as Octave
/// would; the block's own value first. The order is the same at every point.
[[nodiscard]] inline std::vector<NamedMatrix> quantities(const PointEvidence& point,
                                                         std::size_t block) {
    const BlockEvidence& own = point.blocks[block];
    std::vector<NamedMatrix> found;
    if (own.value.n_elem > 0) found.push_back({own.name, own.value});
    for (NamedMatrix& named : everything_named(point)) {
        if (named.name == own.name) continue;
        arma::mat matrix =
            detail::stretched(named.value, own.claimed.n_rows, own.claimed.n_cols);
        if (matrix.n_elem > 0) {
            found.push_back({std::move(named.name), std::move(matrix)});
        }
    }
    return found;
}

}  // namespace chainrule::check
