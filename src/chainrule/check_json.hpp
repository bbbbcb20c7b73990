#pragma once

/// @file
/// A report for programs. Needs nlohmann's JSON library, which the judge itself does
/// not; include it where reports are written.
///
///     std::cout << chainrule::to_json(report).dump(2);

#include "chainrule/check/report.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace chainrule {

namespace check {

/// JSON has neither NaN nor infinity: both become null.
[[nodiscard]] inline nlohmann::ordered_json json_number(double value) {
    if (!std::isfinite(value)) return nullptr;
    return value;
}

[[nodiscard]] inline nlohmann::ordered_json to_json(const Entry& entry) {
    return {{"block", entry.block},
            {"row", entry.row},
            {"col", entry.col},
            {"claimed", json_number(entry.claimed)},
            {"numerical", json_number(entry.numerical)},
            {"error", json_number(entry.error)},
            {"error_bar", json_number(entry.error_bar)},
            {"leeway", json_number(entry.leeway)},
            {"scale", json_number(entry.scale)},
            {"verdict", to_string(entry.verdict)},
            {"doubt", to_string(entry.doubt)},
            {"evidence", entry.evidence}};
}

[[nodiscard]] inline nlohmann::ordered_json to_json(const Diagnosis& diagnosis) {
    return {{"kind", to_string(diagnosis.kind)},
            {"block", diagnosis.block},
            {"value", json_number(diagnosis.value)},
            {"name", diagnosis.name},
            {"text", diagnosis.text}};
}

[[nodiscard]] inline nlohmann::ordered_json to_json(const Visibility& visibility) {
    return {{"block", visibility.block},
            {"smallest_error", json_number(visibility.smallest_error)},
            {"hidden", visibility.hidden}};
}

[[nodiscard]] inline nlohmann::ordered_json to_json(const OracleResult& oracle) {
    return {{"oracle", oracle.name},
            {"verdict", to_string(oracle.verdict)},
            {"largest_error", json_number(oracle.max_relative_error)},
            {"error_bar", json_number(oracle.error_bar)},
            {"note", oracle.note}};
}

template <class Parts>
[[nodiscard]] nlohmann::ordered_json json_list(const Parts& parts) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& part : parts) list.push_back(to_json(part));
    return list;
}

}  // namespace check

/// All fields of a report, under their own names; the largest errors of the report and
/// of its oracles as `largest_error`, an oracle's name as `oracle`. NaN and infinity
/// are null.
[[nodiscard]] inline nlohmann::ordered_json to_json(const Report& report) {
    using check::json_list;
    using check::json_number;
    return {{"subject", report.subject},
            {"verdict", to_string(report.verdict)},
            {"largest_error", json_number(report.max_relative_error)},
            {"error_bar", json_number(report.error_bar)},
            {"entries", report.entries},
            {"entries_checked", report.entries_checked},
            {"entries_failing", report.entries_failing},
            {"entries_undecided", report.entries_undecided},
            {"evaluations", report.evaluations},
            {"gradient_evaluations", report.gradient_evaluations},
            {"miss_probability", json_number(report.miss_probability)},
            {"error_size", json_number(report.error_size)},
            {"diagnosis", report.diagnosis},
            {"diagnoses", json_list(report.diagnoses)},
            {"oracles", json_list(report.oracles)},
            {"worst", json_list(report.worst)},
            {"audit", report.audit},
            {"visibility", json_list(report.visibility)},
            {"notes", report.notes}};
}

}  // namespace chainrule
