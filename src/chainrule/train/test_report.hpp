#pragma once

/// @file
/// What the kept network gets wrong on the test set.

#include "chainrule/data/dataset.hpp"
#include "chainrule/train/run_record.hpp"

#include <armadillo>

#include <cstddef>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// Counts, classes x classes: rows are true classes, columns predicted ones.
[[nodiscard]] arma::umat confusion_matrix(const data::DataSet& test,
                                          const arma::fmat& logits);

/// At most `count` wrongly read examples, the largest loss first. `logits` is
/// classes x |test|; `loss` is the name of the network's loss.
[[nodiscard]] std::vector<Misread> worst_misread(const data::DataSet& test,
                                                 const arma::fmat& logits,
                                                 std::string_view loss,
                                                 std::size_t count);

}  // namespace chainrule::train
