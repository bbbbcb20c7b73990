#pragma once

/// @file
/// A vector of parameters in an archive, each block a matrix under its own name.

#include "chainrule/train/archive.hpp"
#include "chainrule/train/parameters.hpp"

#include <armadillo>

#include <string>

namespace chainrule::train {

/// Stores block W1 of `flat` as the matrix "<group>/W1", units x inputs, and so on.
void store_parameters(Archive& archive,
                      const std::string& group,
                      const Layout& layout,
                      const arma::fvec& flat);

/// The vector that `store_parameters` was given. `InputError` if a block is missing or
/// of another shape than `layout` says, or holds a value that is not finite.
[[nodiscard]] arma::fvec load_parameters(const Archive& archive,
                                         const std::string& group,
                                         const Layout& layout);

}  // namespace chainrule::train
