#pragma once

/// @file
/// The entries of a report as CSV, for every picture that is drawn from them.

#include "plots/csv.hpp"

#include "chainrule/check/report.hpp"

#include <string>

namespace chainrule::plots {

[[nodiscard]] inline std::string entries_csv(const Report& report) {
    Csv table("block,row,col,claimed,numerical,error,error_bar,scale,verdict");
    for (const Entry& entry : report.worst) {
        table.row(entry.block,
                  entry.row,
                  entry.col,
                  entry.claimed,
                  entry.numerical,
                  entry.error,
                  entry.error_bar,
                  entry.scale,
                  to_string(entry.verdict));
    }
    return table.text();
}

}  // namespace chainrule::plots
