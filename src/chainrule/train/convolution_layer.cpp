#include "chainrule/train/convolution_layer.hpp"

#include "chainrule/input_error.hpp"
#include "derivations/08_convolution/convolution.hpp"
#include "derivations/08_convolution/max_pooling.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace chainrule::train {

namespace {

[[noreturn]] void refuse_convolutions(const std::string& expected,
                                      const std::string& found,
                                      const std::string& next) {
    throw InputError({"--convolutions", "", expected, found, next});
}

std::size_t side_of_image(std::size_t pixels) {
    const auto side =
        static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(pixels))));
    if (side * side == pixels) return side;
    refuse_convolutions("images as wide as high, such as 784 = 28 x 28 pixels",
                        fmt::format("{} inputs", pixels),
                        "give --layers a square number of inputs");
}

/// What a window reads is at least as large as the window.
void require_room(const std::string& what,
                  std::size_t side,
                  std::size_t rows,
                  std::size_t cols,
                  const std::string& next) {
    if (side <= rows && side <= cols) return;
    refuse_convolutions(fmt::format("{} of at most {}x{}, what it reads",
                                    what,
                                    std::min(rows, cols),
                                    std::min(rows, cols)),
                        fmt::format("{}x{}", side, side),
                        next);
}

ConvolutionShape shape_of(const Kernels& kernels,
                          std::size_t rows,
                          std::size_t cols,
                          std::size_t channels) {
    require_room("a kernel",
                 kernels.side,
                 rows + 2 * kernels.padding,
                 cols + 2 * kernels.padding,
                 "try smaller kernels, a padding such as p2, or fewer convolutions");
    const Window window{
        rows, cols, channels, kernels.side, kernels.stride, kernels.padding};
    require_room("a pooling",
                 kernels.pooling,
                 window.rows(),
                 window.cols(),
                 "try a smaller pooling, a padding such as p2, or fewer convolutions");
    return {kernels.count,
            window,
            {window.rows(),
             window.cols(),
             kernels.count,
             kernels.pooling,
             kernels.pooling,
             0}};
}

template <Scalar eT>
class ConvolutionLayer final : public Layer<eT> {
public:
    ConvolutionLayer(Block kernels, Block bias, const Window& window)
        : kernels_(std::move(kernels)), bias_(std::move(bias)), window_(window) {}

    std::string_view step() const override { return Convolution::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>& parameters,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        Convolution::forward_into(outputs_,
                                  patches_,
                                  matrix(parameters, kernels_),
                                  inputs,
                                  column(parameters, bias_),
                                  window_);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar) override {
        Convolution::inputs_vjp_into(inputs_bar_,
                                     patches_bar_,
                                     matrix(parameters, kernels_),
                                     window_,
                                     outputs_bar);
        return inputs_bar_;
    }

    void add_gradient(const arma::Mat<eT>&,
                      const arma::Mat<eT>& outputs_bar,
                      Share share,
                      arma::Col<eT>& gradient) const override {
        arma::Mat<eT> kernels_bar = matrix(gradient, columns_of(kernels_, share));
        Convolution::add_kernels_vjp(
            kernels_bar, patches_, share.begin(kernels_.cols), outputs_bar);
        if (share.index > 0) return;
        arma::Col<eT> bias_bar = column(gradient, bias_);
        Convolution::add_bias_vjp(bias_bar, outputs_bar);
    }

private:
    Block kernels_, bias_;
    Window window_;
    arma::Mat<eT> patches_, outputs_, patches_bar_, inputs_bar_;
};

template <Scalar eT>
class MaxPoolingLayer final : public Layer<eT> {
public:
    explicit MaxPoolingLayer(const Window& window) : window_(window) {}

    std::string_view step() const override { return MaxPooling::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>&,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        MaxPooling::forward_into(outputs_, winners_, inputs, window_);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>&,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar) override {
        MaxPooling::vjp_into(inputs_bar_, winners_, window_, outputs_bar);
        return inputs_bar_;
    }

private:
    Window window_;
    arma::umat winners_;
    arma::Mat<eT> outputs_, inputs_bar_;
};

}  // namespace

std::vector<ConvolutionShape> convolution_shapes(const TrainConfig& config) {
    std::vector<ConvolutionShape> shapes;
    if (config.convolutions.empty()) return shapes;
    std::size_t rows = side_of_image(config.layers.front()), cols = rows, channels = 1;
    for (const Kernels& kernels : config.convolutions) {
        shapes.push_back(shape_of(kernels, rows, cols, channels));
        rows = shapes.back().pooling.rows();
        cols = shapes.back().pooling.cols();
        channels = kernels.count;
    }
    return shapes;
}

std::size_t affine_inputs(const TrainConfig& config) {
    if (config.convolutions.empty()) return config.layers.front();
    return convolution_shapes(config).back().outputs();
}

template <Scalar eT>
std::unique_ptr<Layer<eT>> make_convolution(Block kernels,
                                            Block bias,
                                            const Window& window) {
    return std::make_unique<ConvolutionLayer<eT>>(
        std::move(kernels), std::move(bias), window);
}

template <Scalar eT>
std::unique_ptr<Layer<eT>> make_max_pooling(const Window& window) {
    return std::make_unique<MaxPoolingLayer<eT>>(window);
}

template std::unique_ptr<Layer<float>> make_convolution(Block, Block, const Window&);
template std::unique_ptr<Layer<double>> make_convolution(Block, Block, const Window&);
template std::unique_ptr<Layer<std::complex<double>>> make_convolution(Block,
                                                                       Block,
                                                                       const Window&);
template std::unique_ptr<Layer<float>> make_max_pooling(const Window&);
template std::unique_ptr<Layer<double>> make_max_pooling(const Window&);
template std::unique_ptr<Layer<std::complex<double>>> make_max_pooling(const Window&);

}  // namespace chainrule::train
