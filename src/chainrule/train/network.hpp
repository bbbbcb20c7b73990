#pragma once

/// @file
/// A network: a chain of layers, a loss, and the storage that one pass through them
/// needs. Threads that work at the same time have a network each; the parameters are
/// not part of it.

#include "chainrule/train/config.hpp"
#include "chainrule/train/layer.hpp"
#include "chainrule/train/loss.hpp"
#include "chainrule/train/parameters.hpp"

#include <armadillo>

#include <cstddef>
#include <string>
#include <vector>

namespace chainrule::train {

/// Columns are examples: `inputs` is `config.layers.front()` x N, the logits are
/// `config.layers.back()` x N, `labels` is 1 x N and counts classes from 0.
template <Scalar eT>
class Network {
public:
    /// `InputError` if `config` names something unknown.
    explicit Network(const TrainConfig& config);
    Network(Network&&) = default;
    Network& operator=(Network&&) = default;

    [[nodiscard]] const Layout& layout() const { return layout_; }

    /// The scores before softmax. They stay where they are until the next call.
    const arma::Mat<eT>& logits(const arma::Col<eT>& parameters,
                                const arma::Mat<eT>& inputs,
                                const Pass& pass);

    /// The outputs of the layers from `first` up to `last`, counted from 0 and without
    /// `last` itself; `inputs` are what the first of them is given. The outputs of all
    /// other layers are those of an earlier pass.
    const arma::Mat<eT>& forward(std::size_t first,
                                 std::size_t last,
                                 const arma::Col<eT>& parameters,
                                 const arma::Mat<eT>& inputs,
                                 const Pass& pass);

    /// This part of the mean loss over `example_count` examples; the columns given may
    /// be a shard of them. Every entry of `gradient`, laid out like `parameters`, is
    /// overwritten by this part's gradient.
    eT loss_and_gradient(const arma::Col<eT>& parameters,
                         const arma::Mat<eT>& inputs,
                         const arma::urowvec& labels,
                         std::size_t example_count,
                         const Pass& pass,
                         arma::Col<eT>& gradient);

    /// The first half of that, for the layers from `first` on; `inputs` are what that one
    /// is given. Returns the loss and leaves the cotangents of all outputs here until the
    /// next call, also those of the layer before `first`.
    eT loss_and_cotangents(std::size_t first,
                           const arma::Col<eT>& parameters,
                           const arma::Mat<eT>& inputs,
                           const arma::urowvec& labels,
                           std::size_t example_count,
                           const Pass& pass);

    /// The second half: adds to one share of `gradient` what the examples of the last
    /// pass give, again for the layers from `first` on, which was given `inputs`.
    /// Threads may take a share each.
    void add_gradient(std::size_t first,
                      const arma::Mat<eT>& inputs,
                      Share share,
                      arma::Col<eT>& gradient) const;

    /// This part of the mean loss, from the logits of the last pass.
    eT loss(const arma::urowvec& labels, std::size_t example_count);

    [[nodiscard]] std::size_t layer_count() const { return layers_.size(); }

    /// "1 relu": depth and step.
    [[nodiscard]] std::string layer_name(std::size_t layer) const;

    [[nodiscard]] const Layer<eT>& layer(std::size_t i) const {
        return *layers_[i].layer;
    }

    /// How many weight matrices a pass has met when it leaves layer `layer`: its own
    /// parameters, if it is affine, are "W" and "b" of that number.
    [[nodiscard]] std::size_t depth(std::size_t layer) const {
        return layers_[layer].depth;
    }
    /// How many units, each with weights of its own, gave what leaves layer `layer`: the
    /// kernels of a convolution, which give a number at each position.
    [[nodiscard]] std::size_t units(std::size_t layer) const {
        return layout_.find("W" + std::to_string(depth(layer))).rows;
    }

    /// Whether it has parameters.
    [[nodiscard]] bool is_affine(std::size_t layer) const {
        return layer == 0 || layers_[layer].depth > layers_[layer - 1].depth;
    }

    /// Whether the outputs of layer `layer` are what statistics call activations: those
    /// of every activation and, in any case, those of the last layer.
    [[nodiscard]] bool measured(std::size_t layer) const {
        return layers_[layer].measured;
    }

    /// What layer `layer`, counted from 0, gave out in the last pass.
    [[nodiscard]] const arma::Mat<eT>& outputs(std::size_t layer) const {
        return *outputs_[layer];
    }

    /// The cotangent of that.
    [[nodiscard]] const arma::Mat<eT>& outputs_bar(std::size_t layer) const {
        return layer + 1 == layers_.size() ? logits_bar_ : *outputs_bars_[layer];
    }

private:
    Layout layout_;
    std::vector<PlacedLayer<eT>> layers_;
    LossRule<eT> loss_rule_;
    // Owned by the layers: the outputs of each, and the cotangents of all but the last
    std::vector<const arma::Mat<eT>*> outputs_, outputs_bars_;
    arma::Mat<eT> logits_bar_;
};

}  // namespace chainrule::train
