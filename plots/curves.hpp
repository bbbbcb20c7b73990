#pragma once

/// @file
/// The rows of a run's statistics, told apart by name: one curve a layer or parameter.

#include "plots/csv.hpp"

#include <armadillo>

#include <algorithm>
#include <string>
#include <vector>

namespace chainrule::plots {

struct Curve {
    std::string name;
    arma::vec epoch, value;  ///< of one length
};

/// One curve for each name among `rows`, in the order in which the names first occur.
template <class Row>
[[nodiscard]] std::vector<Curve> curves(const std::vector<Row>& rows,
                                        std::string Row::*name,
                                        double Row::*value) {
    std::vector<Curve> result;
    for (const Row& row : rows) {
        auto curve = std::find_if(result.begin(), result.end(), [&](const Curve& c) {
            return c.name == row.*name;
        });
        if (curve == result.end()) {
            curve = result.insert(curve, Curve{row.*name, {}, {}});
        }
        const arma::uword end = curve->epoch.n_elem;
        curve->epoch.insert_rows(end, arma::vec{static_cast<double>(row.epoch)});
        curve->value.insert_rows(end, arma::vec{row.*value});
    }
    return result;
}

/// `epoch,<name>,<value>...`: the same rows as CSV.
template <class Row, class... Value>
[[nodiscard]] std::string csv_of(const std::vector<Row>& rows,
                                 std::string_view header,
                                 std::string Row::*name,
                                 Value Row::*... values) {
    Csv csv(header);
    for (const Row& row : rows) csv.row(row.epoch, row.*name, (row.*values)...);
    return csv.text();
}

}  // namespace chainrule::plots
