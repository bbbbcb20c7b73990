#pragma once

/// @file
/// The loss at the end of a network, chosen by name; each is one derivation step.

#include "derivations/support/scalar.hpp"

#include <armadillo>

#include <string_view>

namespace chainrule::train {

/// Returns the loss and writes its cotangent for `loss_bar` into `logits_bar`. A mean
/// over `example_count` examples, of which the columns given may be a shard; what is
/// returned is that shard's part.
template <Scalar eT>
using LossRule = eT (*)(arma::Mat<eT>& logits_bar,
                        const arma::Mat<eT>& logits,
                        const arma::urowvec& labels,
                        arma::uword example_count,
                        eT loss_bar);

/// `name`: cross-entropy, mse, sigmoid-bce; `InputError` for any other.
template <Scalar eT>
[[nodiscard]] LossRule<eT> loss_rule(std::string_view name);

/// What a network trained with that loss says of each class, between 0 and 1, in the
/// shape of `logits`: softmax, sigmoid, or for mse the outputs themselves, cut off.
[[nodiscard]] arma::fmat probabilities(std::string_view loss, const arma::fmat& logits);

}  // namespace chainrule::train
