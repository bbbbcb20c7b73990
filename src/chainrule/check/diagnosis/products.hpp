#pragma once

/// @file
/// Explanations by a product: the claim lacks, or has too much of, a multiple of a
/// matrix product of two named values, or of a named value summed over its examples.

#include "chainrule/check/diagnosis/terms.hpp"
#include "chainrule/check/list.hpp"

#include <array>

namespace chainrule::check {

namespace detail {

/// Products of larger matrices are not tried.
inline constexpr arma::uword product_limit = 100000;

/// op(a) times op(b), each transposed or not, by the plain three loops.
struct Product {
    bool transpose_a;
    bool transpose_b;

    [[nodiscard]] arma::uword rows(const arma::mat& a) const {
        return transpose_a ? a.n_cols : a.n_rows;
    }
    [[nodiscard]] arma::uword cols(const arma::mat& b) const {
        return transpose_b ? b.n_rows : b.n_cols;
    }
    [[nodiscard]] arma::uword inner_of_a(const arma::mat& a) const {
        return transpose_a ? a.n_rows : a.n_cols;
    }
    [[nodiscard]] arma::uword inner_of_b(const arma::mat& b) const {
        return transpose_b ? b.n_cols : b.n_rows;
    }
    [[nodiscard]] arma::mat of(const arma::mat& a, const arma::mat& b) const {
        arma::mat product(rows(a), cols(b));
        for (arma::uword r = 0; r < product.n_rows; ++r) {
            for (arma::uword c = 0; c < product.n_cols; ++c) {
                double sum = 0.0;
                for (arma::uword k = 0; k < inner_of_a(a); ++k) {
                    sum += (transpose_a ? a.at(k, r) : a.at(r, k)) *
                           (transpose_b ? b.at(c, k) : b.at(k, c));
                }
                product.at(r, c) = sum;
            }
        }
        return product;
    }
    [[nodiscard]] std::string words(const std::string& a, const std::string& b) const {
        return a + (transpose_a ? "'" : "") + "*" + b + (transpose_b ? "'" : "");
    }
};

inline constexpr std::array<Product, 3> products{
    {{false, true}, {true, false}, {false, false}}};

/// The sums of a named value over its columns, or its rows, where they have the shape
/// of the block.
inline void append_sums(const PointEvidence& here,
                        std::size_t block,
                        const List<Constant>& constants,
                        Hypotheses& bank) {
    const arma::mat& claimed = here.blocks[block].claimed;
    const std::vector<NamedMatrix> named = everything_named(here);
    for (std::size_t i = 0; i < named.size(); ++i) {
        const arma::mat& value = named[i].value;
        for (const bool columns : {true, false}) {
            const bool vector = claimed.n_rows == 1 || claimed.n_cols == 1;
            const arma::uword kept = columns ? value.n_rows : value.n_cols;
            const arma::uword added = columns ? value.n_cols : value.n_rows;
            if (!vector || kept != claimed.n_elem || added < 2) continue;
            const Recipe recipe = [i, columns](const PointEvidence& point,
                                               std::size_t b) {
                const arma::mat from = everything_named(point)[i].value;
                arma::mat sums = point.blocks[b].claimed;
                std::fill_n(sums.memptr(), sums.n_elem, 0.0);
                for (arma::uword c = 0; c < from.n_cols; ++c) {
                    for (arma::uword r = 0; r < from.n_rows; ++r) {
                        sums.at(columns ? r : c) += from.at(r, c);
                    }
                }
                return sums;
            };
            const std::string words =
                "sum(" + named[i].name + (columns ? ", 2)" : ", 1)");
            append_term(here, block, words, recipe, constants, "", bank);
        }
    }
}

}  // namespace detail

/// Terms such as Y*A1', the part that a residual without its target lacks.
inline void append_product_terms(const PointEvidence& here,
                                 std::size_t block,
                                 const List<Constant>& constants,
                                 Hypotheses& bank) {
    detail::append_sums(here, block, constants, bank);
    const arma::mat& claimed = here.blocks[block].claimed;
    const std::vector<NamedMatrix> named = everything_named(here);
    for (std::size_t i = 0; i < named.size(); ++i) {
        for (std::size_t j = 0; j < named.size(); ++j) {
            const arma::mat &a = named[i].value, &b = named[j].value;
            for (const detail::Product form : detail::products) {
                const arma::uword inner = form.inner_of_a(a);
                if (form.rows(a) != claimed.n_rows || form.cols(b) != claimed.n_cols ||
                    inner != form.inner_of_b(b) || inner < 2 ||
                    claimed.n_elem * inner > detail::product_limit) {
                    continue;
                }
                const detail::Recipe recipe = [i, j, form](const PointEvidence& point,
                                                           std::size_t) {
                    const std::vector<NamedMatrix> there = everything_named(point);
                    return form.of(there[i].value, there[j].value);
                };
                detail::append_term(here,
                                    block,
                                    form.words(named[i].name, named[j].name),
                                    recipe,
                                    constants,
                                    "",
                                    bank);
            }
        }
    }
}

}  // namespace chainrule::check
