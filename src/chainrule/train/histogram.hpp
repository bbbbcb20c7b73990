#pragma once

/// @file
/// Histograms of a layer's activations over a run whose range nobody knows beforehand.

#include "chainrule/train/run_record.hpp"

#include <armadillo>

#include <cstddef>
#include <string>
#include <vector>

namespace chainrule::train {

/// Appends the histogram of `values` to `histograms`. All of one layer share one range,
/// from 0 or from -R to R, R a power of two: where the new values need a wider one, the
/// layer's earlier histograms are widened too. Values that are not finite are left out.
void append_histogram(std::vector<ActivationHistogram>& histograms,
                      std::size_t epoch,
                      const std::string& layer,
                      const arma::fmat& values);

}  // namespace chainrule::train
