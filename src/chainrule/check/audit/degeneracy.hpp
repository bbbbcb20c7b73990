#pragma once

/// @file
/// What is special about an input, and would let wrong rules give right numbers.

#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <armadillo>

#include <string>
#include <vector>

namespace chainrule::check {

namespace detail {

[[nodiscard]] inline bool all_equal_to(const arma::mat& a, double value) {
    return all_of(a, [&](double entry) { return entry == value; });
}

[[nodiscard]] inline bool diagonal(const arma::mat& a) {
    if (a.n_rows != a.n_cols || a.n_rows < 2) return false;
    for (arma::uword c = 0; c < a.n_cols; ++c) {
        for (arma::uword r = 0; r < a.n_rows; ++r) {
            if (r != c && a.at(r, c) != 0.0) return false;
        }
    }
    return true;
}

[[nodiscard]] inline bool symmetric(const arma::mat& a) {
    if (a.n_rows != a.n_cols || a.n_rows < 2) return false;
    for (arma::uword c = 0; c < a.n_cols; ++c) {
        for (arma::uword r = 0; r < c; ++r) {
            if (a.at(r, c) != a.at(c, r)) return false;
        }
    }
    return true;
}

[[nodiscard]] inline bool identical_columns(const arma::mat& a) {
    for (arma::uword i = a.n_rows; i < a.n_elem; ++i) {
        if (a.mem[i] != a.mem[i - a.n_rows]) return false;
    }
    return a.n_rows > 1 && a.n_cols > 1;
}

[[nodiscard]] inline bool identical_rows(const arma::mat& a) {
    for (arma::uword i = 0; i + 1 < a.n_elem; ++i) {
        if ((i + 1) % a.n_rows != 0 && a.mem[i] != a.mem[i + 1]) return false;
    }
    return a.n_rows > 1 && a.n_cols > 1;
}

}  // namespace detail

/// What is special about a matrix and what it hides, as the end of a sentence that
/// begins with its name; empty if it looks like any other. The most special property
/// alone.
[[nodiscard]] inline std::string degeneracy_of(const arma::mat& values) {
    if (values.n_elem == 0) return "";
    if (detail::all_equal_to(values, 0.0)) {
        return "is zero: terms multiplied by it are not tested";
    }
    if (detail::all_equal_to(values, 1.0)) {
        return std::string(values.n_elem == 1 ? "is 1" : "is all ones") +
               ": its powers and products look alike";
    }
    if (values.n_elem > 1 && detail::all_equal_to(values, values.mem[0])) {
        return "is the same number everywhere: any order of its entries looks alike";
    }
    if (detail::diagonal(values)) {
        return "is diagonal: it looks like its transpose, and products of such "
               "matrices commute";
    }
    if (detail::symmetric(values)) return "is symmetric: it looks like its transpose";
    if (detail::identical_columns(values)) {
        return "has identical columns: their order and their mean are not tested";
    }
    if (detail::identical_rows(values)) {
        return "has identical rows: their order and their mean are not tested";
    }
    return "";
}

/// What the sizes of a problem hide.
[[nodiscard]] inline std::vector<std::string> degenerate_sizes(
    const std::vector<Size>& sizes) {
    std::vector<std::string> findings;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const Size& size = sizes[i];
        if (size.value == 1.0) {
            findings.push_back(size.name + " = 1: a factor " + size.name + " or 1/" +
                               size.name + " cannot be seen");
            continue;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (sizes[j].value != size.value) continue;
            findings.push_back(sizes[j].name + " and " + size.name + " are both " +
                               text(size.value, 6) +
                               ": a sum or mean over one looks like the other");
        }
    }
    return findings;
}

}  // namespace chainrule::check
