#pragma once

/// @file
/// Whether linear equations have a common solution, to within error bars.

#include "chainrule/check/list.hpp"
#include "chainrule/check/quantifiers.hpp"

#include <cmath>
#include <cstddef>

namespace chainrule::check {

namespace detail {

/// Linear equations in few unknowns, each to be met to within 2 (both sides have been
/// divided by the error bar).
class Equations {
public:
    explicit Equations(std::size_t unknowns) : columns_(unknowns) {}

    void add(const List<double>& coefficients, double value, double error_bar) {
        for (std::size_t n = 0; n < columns_.size(); ++n) {
            columns_[n].push_back(coefficients[n] / error_bar);
        }
        values_.push_back(value / error_bar);
    }

    struct Solution {
        bool exists;       ///< all equations are met to within their bars
        std::size_t rank;  ///< numbers that the unknowns can absorb
    };

    /// By Gram and Schmidt, twice for each column; a column that is left with no more
    /// than rounding adds nothing.
    [[nodiscard]] Solution solve() {
        List<const Column*> basis;
        for (Column& column : columns_) {
            const double before = norm(column);
            for (int pass = 0; pass < 2; ++pass) {
                for (const Column* unit : basis) remove(*unit, column);
            }
            const double after = norm(column);
            if (!(after > 1e-10 * before)) continue;
            for (double& value : column) value /= after;
            basis.push_back(&column);
        }
        for (int pass = 0; pass < 2; ++pass) {
            for (const Column* unit : basis) remove(*unit, values_);
        }
        const bool exists =
            all_of(values_, [](double residual) { return std::abs(residual) <= 2.0; });
        return {exists, basis.size()};
    }

private:
    using Column = List<double>;

    static double inner(const Column& a, const Column& b) {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
        return sum;
    }
    static double norm(const Column& a) { return std::sqrt(inner(a, a)); }
    static void remove(const Column& unit, Column& from) {
        const double share = inner(unit, from);
        for (std::size_t i = 0; i < from.size(); ++i) from[i] -= share * unit[i];
    }

    List<Column> columns_;
    Column values_;
};

}  // namespace detail

}  // namespace chainrule::check
