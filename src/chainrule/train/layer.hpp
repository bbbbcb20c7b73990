#pragma once

/// @file
/// A layer is one derivation step that keeps its own storage from batch to batch, so
/// that nothing is allocated once a network is warm.

#include "chainrule/train/config.hpp"
#include "chainrule/train/parameters.hpp"
#include "derivations/support/scalar.hpp"

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// What a pass through a network needs besides numbers. Masks are drawn from the
/// stream (seed, step, depth, first example), so they depend on nothing else.
struct Pass {
    bool training = false;  ///< dropout drops only then
    std::uint64_t seed = 0;
    std::size_t step = 0;
    std::size_t first_example = 0;  ///< place of the first column in its batch
};

/// `inputs` and `outputs` have one column per example; `parameters` and `gradient` are
/// laid out by the network's `Layout`. The rules are those of the step: a layer only
/// says which numbers go in and where the results go.
template <Scalar eT>
class Layer {
public:
    virtual ~Layer() = default;

    /// Name of the derivation step: "relu".
    [[nodiscard]] virtual std::string_view step() const = 0;

    /// The layer's outputs. They stay where they are until the next call, and may be
    /// `inputs` itself where the layer does nothing.
    virtual const arma::Mat<eT>& forward(const arma::Col<eT>& parameters,
                                         const arma::Mat<eT>& inputs,
                                         const Pass& pass) = 0;

    /// Writes the layer's own blocks of `gradient`. Returns the cotangent of `inputs`,
    /// which is undefined if `inputs_wanted` is false. `inputs` and `outputs` are those
    /// of the last call of `forward`.
    virtual const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                          const arma::Mat<eT>& inputs,
                                          const arma::Mat<eT>& outputs,
                                          const arma::Mat<eT>& outputs_bar,
                                          bool inputs_wanted,
                                          arma::Col<eT>& gradient) = 0;
};

/// A layer and where it stands.
template <Scalar eT>
struct PlacedLayer {
    std::size_t depth;  ///< weight matrices passed, from 1: "W2", "b2" and "2 relu"
    bool measured;      ///< its outputs are what statistics call activations
    std::unique_ptr<Layer<eT>> layer;
};

/// The layers of the network that `config` describes, inputs first; their parameters
/// are added to `layout`. `InputError` for an unknown activation or fewer than two
/// sizes.
template <Scalar eT>
[[nodiscard]] std::vector<PlacedLayer<eT>> make_layers(const TrainConfig& config,
                                                       Layout& layout);

}  // namespace chainrule::train
