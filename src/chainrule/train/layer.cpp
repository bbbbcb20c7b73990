#include "chainrule/train/layer.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/convolution_layer.hpp"
#include "chainrule/train/streams.hpp"
#include "derivations/02_affine/linear.hpp"
#include "derivations/02_affine/shared_bias.hpp"
#include "derivations/03_activations/leaky_relu.hpp"
#include "derivations/03_activations/relu.hpp"
#include "derivations/03_activations/sigmoid.hpp"
#include "derivations/03_activations/tanh.hpp"
#include "derivations/06_regularisation/dropout.hpp"

#include <string>

namespace chainrule::train {

namespace {

/// The affine layer, up to the bias.
template <Scalar eT>
class AffineLayer : public Layer<eT> {
public:
    explicit AffineLayer(Block weights) : weights_(std::move(weights)) {}

    const arma::Mat<eT>& forward(const arma::Col<eT>& parameters,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        forward_share(parameters, inputs, {}, outputs_);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar) override {
        Linear::inputs_vjp_into(inputs_bar_, matrix(parameters, weights_), outputs_bar);
        return inputs_bar_;
    }

    bool sums_over_inputs() const override { return true; }

    void forward_share(const arma::Col<eT>& parameters,
                       const arma::Mat<eT>& inputs,
                       Share share,
                       arma::Mat<eT>& outputs) const override {
        const arma::Mat<eT> weights = matrix(parameters, columns_of(weights_, share));
        // The bias is the first share's
        affine_into(outputs, weights, inputs, parameters, share.index == 0);
    }

    void add_gradient(const arma::Mat<eT>& inputs,
                      const arma::Mat<eT>& outputs_bar,
                      Share share,
                      arma::Col<eT>& gradient) const override {
        const bool all_rows = inputs.n_rows == weights_.cols;
        arma::Mat<eT> weights_bar = matrix(gradient, columns_of(weights_, share));
        Linear::add_weights_vjp(weights_bar,
                                inputs,
                                all_rows ? share.begin(weights_.cols) : 0,
                                outputs_bar);
        if (share.index == 0) add_bias_gradient(outputs_bar, gradient);
    }

private:
    virtual void affine_into(arma::Mat<eT>& outputs,
                             const arma::Mat<eT>& weights,
                             const arma::Mat<eT>& inputs,
                             const arma::Col<eT>& parameters,
                             bool with_bias) const = 0;

    virtual void add_bias_gradient(const arma::Mat<eT>& outputs_bar,
                                   arma::Col<eT>& gradient) const = 0;

    Block weights_;
    arma::Mat<eT> outputs_, inputs_bar_;
};

template <Scalar eT>
class LinearLayer : public AffineLayer<eT> {
public:
    LinearLayer(Block weights, Block bias)
        : AffineLayer<eT>(std::move(weights)),
          bias_(std::move(bias)),
          no_bias_(bias_.rows, arma::fill::zeros) {}

    std::string_view step() const override { return Linear::name; }

protected:
    Block bias_;

private:
    void affine_into(arma::Mat<eT>& outputs,
                     const arma::Mat<eT>& weights,
                     const arma::Mat<eT>& inputs,
                     const arma::Col<eT>& parameters,
                     bool with_bias) const final {
        if (with_bias) {
            Linear::forward_into(outputs, weights, inputs, column(parameters, bias_));
        } else {
            Linear::forward_into(outputs, weights, inputs, no_bias_);
        }
    }

    void add_bias_gradient(const arma::Mat<eT>& outputs_bar,
                           arma::Col<eT>& gradient) const override {
        arma::Col<eT> bias_bar = column(gradient, bias_);
        Linear::add_bias_vjp(bias_bar, outputs_bar);
    }

    const arma::Col<eT> no_bias_;
};

/// The affine layer with the wrong bias rule of the second case study.
template <Scalar eT>
class OneNumberBiasLayer final : public LinearLayer<eT> {
public:
    using LinearLayer<eT>::LinearLayer;

private:
    void add_bias_gradient(const arma::Mat<eT>& outputs_bar,
                           arma::Col<eT>& gradient) const override {
        arma::Col<eT> bias_bar = column(gradient, this->bias_);
        Linear::add_one_bias_vjp(bias_bar, outputs_bar);
    }
};

template <Scalar eT>
class SharedBiasLayer final : public AffineLayer<eT> {
public:
    SharedBiasLayer(Block weights, const Block& bias)
        : AffineLayer<eT>(std::move(weights)), bias_(bias.offset) {}

    std::string_view step() const override { return SharedBias::name; }

private:
    void affine_into(arma::Mat<eT>& outputs,
                     const arma::Mat<eT>& weights,
                     const arma::Mat<eT>& inputs,
                     const arma::Col<eT>& parameters,
                     bool with_bias) const override {
        SharedBias::forward_into(
            outputs, weights, inputs, with_bias ? parameters[bias_] : eT(0));
    }

    void add_bias_gradient(const arma::Mat<eT>& outputs_bar,
                           arma::Col<eT>& gradient) const override {
        SharedBias::add_bias_vjp(gradient[bias_], outputs_bar);
    }

    std::size_t bias_;  // its place
};

/// A step that maps each entry by itself and keeps its result for the way back.
template <class Step, Scalar eT>
class ActivationLayer final : public Layer<eT> {
public:
    std::string_view step() const override { return Step::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>&,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        Step::forward_into(outputs_, inputs);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>&,
                                  const arma::Mat<eT>& outputs,
                                  const arma::Mat<eT>& outputs_bar) override {
        Step::vjp_into(inputs_bar_, outputs, outputs_bar);
        return inputs_bar_;
    }

private:
    arma::Mat<eT> outputs_, inputs_bar_;
};

template <Scalar eT>
class LeakyReluLayer final : public Layer<eT> {
public:
    std::string_view step() const override { return LeakyRelu::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>&,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        LeakyRelu::forward_into(outputs_, inputs, negative_slope);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>&,
                                  const arma::Mat<eT>& outputs,
                                  const arma::Mat<eT>& outputs_bar) override {
        LeakyRelu::vjp_into(inputs_bar_, outputs, negative_slope, outputs_bar);
        return inputs_bar_;
    }

private:
    static constexpr RealOf<eT> negative_slope{0.01f};

    arma::Mat<eT> outputs_, inputs_bar_;
};

/// Draws a mask of its own for every pass in training; otherwise it does nothing.
template <Scalar eT>
class DropoutLayer final : public Layer<eT> {
public:
    DropoutLayer(double rate, std::size_t depth) : rate_(rate), depth_(depth) {}

    std::string_view step() const override { return Dropout::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>&,
                                 const arma::Mat<eT>& inputs,
                                 const Pass& pass) override {
        if (!pass.training) return inputs;
        draw_factors(arma::size(inputs), pass);
        Dropout::forward_into(outputs_, inputs, factors_);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>&,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar) override {
        Dropout::vjp_into(inputs_bar_, factors_, outputs_bar);
        return inputs_bar_;
    }

private:
    void draw_factors(arma::SizeMat size, const Pass& pass) {
        Random random(
            pass.seed, stream::dropout, pass.step, depth_, pass.first_example);
        const eT kept(Dropout::kept_factor(static_cast<RealOf<eT>>(rate_)));
        factors_.set_size(size);
        factors_.imbue([&] { return random.uniform() < rate_ ? eT(0) : kept; });
    }

    double rate_;
    std::size_t depth_;
    arma::Mat<eT> factors_, outputs_, inputs_bar_;
};

/// Adds "W" and "b" of number `depth` to the layout.
std::pair<Block, Block> add_blocks(Layout& layout,
                                   std::size_t depth,
                                   std::size_t units,
                                   std::size_t inputs,
                                   Bias bias = Bias::per_unit) {
    const auto name = [&](char letter) { return letter + std::to_string(depth); };
    const std::size_t w = layout.add(name('W'), units, inputs);
    const std::size_t b = layout.add(name('b'), bias == Bias::shared ? 1 : units, 1);
    return {layout[w], layout[b]};
}

template <Scalar eT>
[[nodiscard]] std::unique_ptr<Layer<eT>> make_affine(Bias rule,
                                                     std::size_t depth,
                                                     std::size_t inputs,
                                                     std::size_t outputs,
                                                     Layout& layout) {
    const auto [weights, bias] = add_blocks(layout, depth, outputs, inputs, rule);
    switch (rule) {
        case Bias::shared:
            return std::make_unique<SharedBiasLayer<eT>>(weights, bias);
        case Bias::one_number_rule:
            return std::make_unique<OneNumberBiasLayer<eT>>(weights, bias);
        case Bias::per_unit:
            break;
    }
    return std::make_unique<LinearLayer<eT>>(weights, bias);
}

template <Scalar eT>
[[nodiscard]] std::unique_ptr<Layer<eT>> make_activation(std::string_view name) {
    if (name == "relu") return std::make_unique<ActivationLayer<Relu, eT>>();
    if (name == "leaky-relu") return std::make_unique<LeakyReluLayer<eT>>();
    if (name == "sigmoid") return std::make_unique<ActivationLayer<Sigmoid, eT>>();
    if (name == "tanh") return std::make_unique<ActivationLayer<Tanh, eT>>();
    throw InputError({"--activation",
                      "",
                      "relu, leaky-relu, sigmoid or tanh",
                      std::string(name),
                      ""});
}

}  // namespace

template <Scalar eT>
std::vector<PlacedLayer<eT>> make_layers(const TrainConfig& config, Layout& layout) {
    const std::vector<std::size_t>& sizes = config.layers;
    if (sizes.size() < 2) {
        throw InputError({"--layers",
                          "",
                          "at least two sizes, inputs first",
                          std::to_string(sizes.size()),
                          "try --layers 784,128,10"});
    }
    std::vector<PlacedLayer<eT>> layers;
    std::size_t depth = 1, inputs = affine_inputs(config);
    const auto add = [&](bool measured, std::unique_ptr<Layer<eT>> layer) {
        layers.push_back({depth, measured, std::move(layer)});
    };
    const auto add_dropout = [&] {
        if (config.dropout == 0.0) return;
        add(false, std::make_unique<DropoutLayer<eT>>(config.dropout, depth));
    };
    for (const ConvolutionShape& shape : convolution_shapes(config)) {
        const auto [kernels, bias] =
            add_blocks(layout, depth, shape.kernels, shape.window.patch_size());
        add(false, make_convolution<eT>(kernels, bias, shape.window));
        add(true, make_activation<eT>(config.activation));
        if (shape.pooling.side > 1) add(false, make_max_pooling<eT>(shape.pooling));
        add_dropout();
        ++depth;
    }
    for (std::size_t l = 1; l < sizes.size(); ++l) {
        const bool hidden = l + 1 < sizes.size();
        add(!hidden && !config.output_relu,
            make_affine<eT>(config.bias, depth, inputs, sizes[l], layout));
        if (hidden) {
            add(true, make_activation<eT>(config.activation));
            add_dropout();
        } else if (config.output_relu) {
            add(true, make_activation<eT>("relu"));
        }
        inputs = sizes[l];
        ++depth;
    }
    return layers;
}

template std::vector<PlacedLayer<float>> make_layers(const TrainConfig&, Layout&);
template std::vector<PlacedLayer<double>> make_layers(const TrainConfig&, Layout&);
template std::vector<PlacedLayer<std::complex<double>>> make_layers(const TrainConfig&,
                                                                    Layout&);

}  // namespace chainrule::train
