#pragma once

/// @file
/// The layers that read their inputs as images, and the windows they move over them.

#include "chainrule/train/config.hpp"
#include "chainrule/train/layer.hpp"
#include "chainrule/train/parameters.hpp"
#include "derivations/support/window.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace chainrule::train {

/// A convolution and what it is made of: `kernels` times `window.patch_size()` weights
/// and a bias for each kernel, then the largest number under each position of `pooling`.
struct ConvolutionShape {
    std::size_t kernels;
    Window window, pooling;  ///< a pooling of side 1 does nothing

    /// Numbers that an example is when it has passed.
    [[nodiscard]] std::size_t outputs() const { return pooling.positions() * kernels; }
    [[nodiscard]] std::size_t parameters() const {
        return kernels * (window.patch_size() + 1);
    }
};

/// The shapes of `config.convolutions`, whose images are as wide as high. `InputError`
/// if the inputs are no such image or a kernel or pooling does not fit into what it
/// reads.
[[nodiscard]] std::vector<ConvolutionShape> convolution_shapes(
    const TrainConfig& config);

/// The numbers that the first affine layer reads: the inputs, or what is left of them
/// after all convolutions.
[[nodiscard]] std::size_t affine_inputs(const TrainConfig& config);

template <Scalar eT>
[[nodiscard]] std::unique_ptr<Layer<eT>> make_convolution(Block kernels,
                                                          Block bias,
                                                          const Window& window);

template <Scalar eT>
[[nodiscard]] std::unique_ptr<Layer<eT>> make_max_pooling(const Window& window);

}  // namespace chainrule::train
