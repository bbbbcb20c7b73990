#pragma once

/// @file
/// What the commands print under --json, one line each. NaN and infinity, which JSON
/// does not have, become null.

#include "chainrule/data/describe.hpp"
#include "chainrule/steps/contract.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::app {

/// {"name": "text", ...} in the order given.
[[nodiscard]] std::string json_object(
    const std::vector<std::pair<std::string, std::string>>& fields);

/// What `check` found of one network's gradient.
struct NetworkCheck {
    std::string network;  ///< "784-128-10"
    Report report;
};

/// {"steps": [...], "networks": [...], "verdict": ...}.
[[nodiscard]] std::string json_of_checks(
    const std::vector<steps::ContractReport>& steps,
    const std::vector<NetworkCheck>& networks,
    Verdict verdict);

/// {"where", "train": {...}, "test": {...}, "notes": [...]}.
[[nodiscard]] std::string json_of_data(const std::string& where,
                                       const data::Description& train,
                                       const data::Description& test,
                                       const std::vector<std::string>& notes);

/// The last line of `train --json`; see docs for the meaning of each field.
struct TrainSummary {
    double test_accuracy, train_seconds, load_seconds, wall_seconds;
    std::size_t epochs, threads;
    std::string blas;
    std::map<std::string, double> time_to;  ///< "0.97" -> seconds
    std::string run;
};
[[nodiscard]] std::string json_of_training(const TrainSummary& summary);

/// One own digit as the network reads it.
struct Prediction {
    std::string image;
    std::size_t digit;
    std::vector<double> probabilities;
    std::vector<std::string> notes;
};
[[nodiscard]] std::string json_of_predictions(const std::vector<Prediction>& all);

}  // namespace chainrule::app
