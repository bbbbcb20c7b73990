#include "chainrule/app/json.hpp"

#include "chainrule/check_json.hpp"

#include <nlohmann/json.hpp>

namespace chainrule::app {

namespace {

using Json = nlohmann::ordered_json;

/// One line; bytes that are no UTF-8, say in a file's name, are replaced.
std::string line_of(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const steps::ContractReport& report) {
    Json checks = Json::array();
    for (const auto& line : report.lines) {
        checks.push_back({{"check", line.check},
                          {"verdict", to_string(line.verdict)},
                          {"largest_error", line.largest_error},
                          {"error_bar", line.error_bar},
                          {"note", line.note}});
    }
    return {{"step", report.step},
            {"shapes", report.shapes},
            {"verdict", to_string(report.verdict)},
            {"checks", std::move(checks)}};
}

/// The whole report, and the names by which a network speaks of its entries.
Json json_of(const NetworkCheck& check) {
    Json network = {{"network", check.network},
                    {"parameters", check.report.entries},
                    {"checked_singly", check.report.entries_checked}};
    network.update(to_json(check.report));
    return network;
}

Json json_of(const data::Description& data) {
    return {{"examples", data.examples},
            {"image_rows", data.image_rows},
            {"image_cols", data.image_cols},
            {"examples_of", data.examples_of},
            {"mean", data.mean},
            {"standard_deviation", data.standard_deviation},
            {"lowest", data.lowest},
            {"highest", data.highest},
            {"constant_pixels", data.constant_pixels}};
}

}  // namespace

std::string json_object(
    const std::vector<std::pair<std::string, std::string>>& fields) {
    Json object = Json::object();
    for (const auto& [name, text] : fields) object[name] = text;
    return line_of(object);
}

std::string json_of_checks(const std::vector<steps::ContractReport>& steps,
                           const std::vector<NetworkCheck>& networks,
                           Verdict verdict) {
    Json step_list = Json::array(), network_list = Json::array();
    for (const auto& report : steps) step_list.push_back(json_of(report));
    for (const auto& check : networks) network_list.push_back(json_of(check));
    return line_of(Json{{"verdict", to_string(verdict)},
                        {"steps", std::move(step_list)},
                        {"networks", std::move(network_list)}});
}

std::string json_of_data(const std::string& where,
                         const data::Description& train,
                         const data::Description& test,
                         const std::vector<std::string>& notes) {
    return line_of(Json{{"data", where},
                        {"train", json_of(train)},
                        {"test", json_of(test)},
                        {"notes", notes}});
}

std::string json_of_training(const TrainSummary& summary) {
    return line_of(Json{{"test_accuracy", summary.test_accuracy},
                        {"train_seconds", summary.train_seconds},
                        {"load_seconds", summary.load_seconds},
                        {"wall_seconds", summary.wall_seconds},
                        {"epochs", summary.epochs},
                        {"threads", summary.threads},
                        {"blas", summary.blas},
                        {"time_to", summary.time_to},
                        {"run", summary.run}});
}

std::string json_of_predictions(const std::vector<Prediction>& all) {
    Json list = Json::array();
    for (const Prediction& one : all) {
        list.push_back({{"image", one.image},
                        {"digit", one.digit},
                        {"probabilities", one.probabilities},
                        {"notes", one.notes}});
    }
    return line_of(list);
}

}  // namespace chainrule::app
