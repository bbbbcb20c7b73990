#pragma once

/// @file
/// Derivatives of activations that no list needs to know: where one named value moves
/// entry by entry with another one, whatever way x goes, their quotient is the slope of
/// the function between them.

#include "chainrule/check/diagnosis/quantities.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace chainrule::check {

namespace detail {

/// How every named value moves as x goes along `direction`, by the central difference
/// of fourth order; nothing where a value cannot be had. The step is short enough to
/// keep clear of most kinks, and long enough for eleven digits.
[[nodiscard]] inline std::vector<NamedMatrix> moved_values(const CheckOptions& options,
                                                           const arma::vec& point,
                                                           const arma::vec& direction) {
    constexpr double step = 1e-4;
    constexpr std::array<double, 2> weights{8.0 / 12.0, -1.0 / 12.0};
    std::vector<NamedMatrix> moved;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        for (const double side : {1.0, -1.0}) {
            arma::vec there = point;
            for (arma::uword j = 0; j < there.n_elem; ++j) {
                there.at(j) += side * step * double(k + 1) * direction.mem[j];
            }
            if (options.inside && !options.inside(there)) return {};
            const std::vector<NamedMatrix> values = options.values(there);
            if (moved.empty()) {
                moved = values;
                for (NamedMatrix& one : moved) one.value.fill(0.0);
            }
            if (values.size() != moved.size()) return {};
            for (std::size_t i = 0; i < moved.size(); ++i) {
                if (values[i].value.n_elem != moved[i].value.n_elem) return {};
                for (arma::uword e = 0; e < moved[i].value.n_elem; ++e) {
                    moved[i].value.at(e) += side * weights[k] * values[i].value.mem[e];
                }
            }
        }
    }
    return moved;
}

/// The slope, entry by entry, of the function that makes `a` of `z`, from how both move
/// along two directions; empty if there is none, as where an entry of `a` depends on
/// several of `z`, or if it is the same everywhere.
[[nodiscard]] inline arma::mat slope_between(const std::array<const arma::mat*, 2>& z,
                                             const std::array<const arma::mat*, 2>& a) {
    constexpr double exact = 1e-9;
    arma::mat slope(z[0]->n_rows, z[0]->n_cols);
    double least = arma::datum::inf, most = -arma::datum::inf;
    for (arma::uword e = 0; e < slope.n_elem; ++e) {
        const double z0 = z[0]->mem[e], z1 = z[1]->mem[e];
        const double a0 = a[0]->mem[e], a1 = a[1]->mem[e];
        const double parts = std::abs(a0 * z1) + std::abs(a1 * z0);
        const double squares = z0 * z0 + z1 * z1;
        if (!(squares > 0.0) || !(std::abs(a0 * z1 - a1 * z0) <= exact * parts)) {
            return {};
        }
        slope.at(e) = (a0 * z0 + a1 * z1) / squares;
        least = std::min(least, slope.mem[e]);
        most = std::max(most, slope.mem[e]);
    }
    const double size = std::max(std::abs(least), std::abs(most));
    if (slope.n_elem < 2 || !(most - least > exact * size)) return {};
    return slope;
}

/// Whether some usual factor made of a named value is this one already.
[[nodiscard]] inline bool has_words(const std::vector<NamedMatrix>& values,
                                    const arma::mat& slope) {
    const auto equals = [&](const Transform& transform, const arma::mat& value) {
        if (value.n_rows != slope.n_rows || value.n_cols != slope.n_cols) return false;
        for (arma::uword e = 0; e < slope.n_elem; ++e) {
            const double gap = std::abs(transform.apply(value.mem[e]) - slope.mem[e]);
            if (!(gap <= 1e-8 * (1.0 + std::abs(slope.mem[e])))) return false;
        }
        return true;
    };
    return any_of(values, [&](const NamedMatrix& named) {
        return any_of(factor_transforms, [&](const Transform& transform) {
            return equals(transform, named.value);
        });
    });
}

}  // namespace detail

/// "dA1/dZ1" for each pair of `values` of which the later moves entry by entry with the
/// earlier, unless a usual factor is the same. Passes on what `options.values` throws.
[[nodiscard]] inline std::vector<NamedMatrix> activation_slopes(
    const CheckOptions& options,
    const arma::vec& point,
    const std::vector<NamedMatrix>& values) {
    Random random(options.seed, 0x736c6f7065);  // its own stream: "slope"
    std::array<std::vector<NamedMatrix>, 2> moved;
    for (std::vector<NamedMatrix>& along : moved) {
        arma::vec direction = point;
        for (double& entry : direction) {
            entry = random.normal() * std::max(std::abs(entry), 0.1);
        }
        along = detail::moved_values(options, point, direction);
        if (along.size() != values.size()) return {};
    }
    std::vector<NamedMatrix> slopes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = i + 1; j < values.size(); ++j) {
            const arma::mat &z = values[i].value, &a = values[j].value;
            if (z.n_rows != a.n_rows || z.n_cols != a.n_cols) continue;
            arma::mat slope =
                detail::slope_between({&moved[0][i].value, &moved[1][i].value},
                                      {&moved[0][j].value, &moved[1][j].value});
            if (slope.n_elem == 0 || detail::has_words(values, slope)) continue;
            slopes.push_back({"(d" + values[j].name + "/d" + values[i].name + ")",
                              std::move(slope)});
        }
    }
    return slopes;
}

}  // namespace chainrule::check
