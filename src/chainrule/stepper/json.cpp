#include "chainrule/stepper/json.hpp"

#include <nlohmann/json.hpp>

namespace chainrule::stepper {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json values_of(const NamedMatrix& matrix) {
    Json values = Json::array();
    for (const double value : matrix.values) {
        values.push_back(matrix.whole ? Json(static_cast<std::uint64_t>(value))
                                      : number(value));
    }
    return values;
}

Json matrix_json(const NamedMatrix& matrix) {
    return {{"name", matrix.name},
            {"rows", matrix.values.n_rows},
            {"cols", matrix.values.n_cols},
            {"values", values_of(matrix)}};
}

Json check_json(const steps::ContractLine& line) {
    return {{"check", line.check},
            {"verdict", to_string(line.verdict)},
            {"largest_error", number(line.largest_error)},
            {"error_bar", number(line.error_bar)},
            {"note", line.note}};
}

template <class Item>
Json array_of(const std::vector<Item>& items, Json (*json_of)(const Item&)) {
    Json array = Json::array();
    for (const Item& item : items) array.push_back(json_of(item));
    return array;
}

Json mistake_json(const MistakeShown& mistake) {
    return {{"name", mistake.name},
            {"sentence", mistake.sentence},
            {"vjp", array_of(mistake.vjp, matrix_json)},
            {"largest_error", number(mistake.largest_error)},
            {"hidden_when",
             mistake.hidden_when.empty() ? Json(nullptr) : Json(mistake.hidden_when)},
            {"largest_error_where_hidden", number(mistake.largest_error_where_hidden)}};
}

}  // namespace

std::string as_json(const Trace& trace) {
    return Json{{"step", trace.step},
                {"seed", trace.seed},
                {"inputs", array_of(trace.inputs, matrix_json)},
                {"outputs", array_of(trace.outputs, matrix_json)},
                {"cotangents", array_of(trace.cotangents, matrix_json)},
                {"vjp", array_of(trace.vjp, matrix_json)},
                {"checks", array_of(trace.contract.lines, check_json)},
                {"mistakes", array_of(trace.mistakes, mistake_json)}}
        .dump();
}

}  // namespace chainrule::stepper
