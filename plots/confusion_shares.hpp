#pragma once

/// @file
/// What a confusion matrix (rows: true class; columns: predicted) says of each class.

#include "chainrule/train/run_record.hpp"

#include <armadillo>

#include <string>
#include <vector>

namespace chainrule::plots {

/// The share of each class that was found; NaN for a class without examples.
[[nodiscard]] inline arma::vec recall(const arma::umat& confusion) {
    const arma::mat counts = arma::conv_to<arma::mat>::from(confusion);
    return counts.diag() / arma::sum(counts, 1);
}

/// The share of each prediction that was right; NaN for a class never predicted.
[[nodiscard]] inline arma::vec precision(const arma::umat& confusion) {
    const arma::mat counts = arma::conv_to<arma::mat>::from(confusion);
    return counts.diag() / arma::sum(counts, 0).t();
}

/// One name for each row of the confusion matrix: a number where it has none.
[[nodiscard]] inline std::vector<std::string> names_of_classes(
    const train::RunRecord& record) {
    std::vector<std::string> names = record.class_names;
    for (std::size_t c = names.size(); c < record.confusion.n_rows; ++c) {
        names.push_back(std::to_string(c));
    }
    names.resize(record.confusion.n_rows);
    return names;
}

}  // namespace chainrule::plots
