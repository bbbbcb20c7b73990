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

/// One of `count` shares of a piece of work, as equal as can be; what is left over goes
/// to the first ones.
struct Share {
    std::size_t index = 0, count = 1;

    [[nodiscard]] std::size_t begin(std::size_t size) const {
        return (size * index + count - 1) / count;
    }
    [[nodiscard]] std::size_t end(std::size_t size) const {
        return Share{index + 1, count}.begin(size);
    }
};

/// The columns of `block` that are in `share`: a bias, of one column, is the first's.
[[nodiscard]] inline Block columns_of(const Block& block, Share share) {
    return columns(block, share.begin(block.cols), share.end(block.cols));
}

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

    /// The cotangent of the inputs. It stays where it is until the next call. `outputs`
    /// are those of the last call of `forward`.
    virtual const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                          const arma::Mat<eT>& outputs,
                                          const arma::Mat<eT>& outputs_bar) = 0;

    /// Adds to one share of the layer's own blocks of `gradient`, its `columns_of`, what
    /// these examples give. Shares have no entry in common, so threads may take one each.
    /// Of the inputs either all rows are given or, if the layer sums over them, the
    /// share's alone.
    virtual void add_gradient(const arma::Mat<eT>& /*inputs*/,
                              const arma::Mat<eT>& /*outputs_bar*/,
                              Share,
                              arma::Col<eT>& /*gradient*/) const {}

    /// Whether the outputs are a sum over the inputs, of which every share can be formed
    /// apart, as `forward_share` does.
    [[nodiscard]] virtual bool sums_over_inputs() const { return false; }

    /// Writes what one share of the inputs, whose rows are given, contributes to the
    /// outputs.
    virtual void forward_share(const arma::Col<eT>& /*parameters*/,
                               const arma::Mat<eT>& /*inputs*/,
                               Share,
                               arma::Mat<eT>& /*outputs*/) const {}
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
