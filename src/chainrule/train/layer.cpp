#include "chainrule/train/layer.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
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

template <Scalar eT>
class LinearLayer : public Layer<eT> {
public:
    LinearLayer(Block weights, Block bias)
        : weights_(std::move(weights)), bias_(std::move(bias)) {}

    std::string_view step() const override { return Linear::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>& parameters,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        Linear::forward_into(
            outputs_, matrix(parameters, weights_), inputs, column(parameters, bias_));
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>& inputs,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool inputs_wanted,
                                  arma::Col<eT>& gradient) override {
        arma::Mat<eT> weights_bar = matrix(gradient, weights_);
        arma::Col<eT> bias_bar = column(gradient, bias_);
        Linear::vjp_into(weights_bar,
                         bias_bar,
                         inputs_wanted ? &inputs_bar_ : nullptr,
                         matrix(parameters, weights_),
                         inputs,
                         outputs_bar);
        return inputs_bar_;
    }

protected:
    Block weights_, bias_;

private:
    arma::Mat<eT> outputs_, inputs_bar_;
};

/// The affine layer with the wrong bias rule of the second case study.
template <Scalar eT>
class OneNumberBiasLayer final : public LinearLayer<eT> {
public:
    using LinearLayer<eT>::LinearLayer;

    const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>& inputs,
                                  const arma::Mat<eT>& outputs,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool inputs_wanted,
                                  arma::Col<eT>& gradient) override {
        const arma::Mat<eT>& inputs_bar = LinearLayer<eT>::backward(
            parameters, inputs, outputs, outputs_bar, inputs_wanted, gradient);
        arma::Col<eT> bias_bar = column(gradient, this->bias_);
        Linear::share_one_bias(bias_bar);
        return inputs_bar;
    }
};

template <Scalar eT>
class SharedBiasLayer final : public Layer<eT> {
public:
    SharedBiasLayer(Block weights, const Block& bias)
        : weights_(std::move(weights)), bias_(bias.offset) {}

    std::string_view step() const override { return SharedBias::name; }

    const arma::Mat<eT>& forward(const arma::Col<eT>& parameters,
                                 const arma::Mat<eT>& inputs,
                                 const Pass&) override {
        SharedBias::forward_into(
            outputs_, matrix(parameters, weights_), inputs, parameters[bias_]);
        return outputs_;
    }

    const arma::Mat<eT>& backward(const arma::Col<eT>& parameters,
                                  const arma::Mat<eT>& inputs,
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool inputs_wanted,
                                  arma::Col<eT>& gradient) override {
        arma::Mat<eT> weights_bar = matrix(gradient, weights_);
        SharedBias::vjp_into(weights_bar,
                             gradient[bias_],
                             inputs_wanted ? &inputs_bar_ : nullptr,
                             matrix(parameters, weights_),
                             inputs,
                             outputs_bar);
        return inputs_bar_;
    }

private:
    Block weights_;
    std::size_t bias_;  // its place
    arma::Mat<eT> outputs_, inputs_bar_;
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
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool,
                                  arma::Col<eT>&) override {
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
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool,
                                  arma::Col<eT>&) override {
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
                                  const arma::Mat<eT>&,
                                  const arma::Mat<eT>& outputs_bar,
                                  bool,
                                  arma::Col<eT>&) override {
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

template <Scalar eT>
[[nodiscard]] std::unique_ptr<Layer<eT>> make_affine(Bias bias,
                                                     std::size_t depth,
                                                     std::size_t inputs,
                                                     std::size_t outputs,
                                                     Layout& layout) {
    const auto name = [&](char letter) { return letter + std::to_string(depth); };
    const std::size_t w = layout.add(name('W'), outputs, inputs);
    const std::size_t b = layout.add(name('b'), bias == Bias::shared ? 1 : outputs, 1);
    switch (bias) {
        case Bias::shared:
            return std::make_unique<SharedBiasLayer<eT>>(layout[w], layout[b]);
        case Bias::one_number_rule:
            return std::make_unique<OneNumberBiasLayer<eT>>(layout[w], layout[b]);
        case Bias::per_unit:
            break;
    }
    return std::make_unique<LinearLayer<eT>>(layout[w], layout[b]);
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
    for (std::size_t depth = 1; depth < sizes.size(); ++depth) {
        const bool hidden = depth + 1 < sizes.size();
        layers.push_back(
            {depth,
             !hidden && !config.output_relu,
             make_affine<eT>(
                 config.bias, depth, sizes[depth - 1], sizes[depth], layout)});
        if (hidden) {
            layers.push_back({depth, true, make_activation<eT>(config.activation)});
            if (config.dropout > 0.0) {
                layers.push_back(
                    {depth,
                     false,
                     std::make_unique<DropoutLayer<eT>>(config.dropout, depth)});
            }
        } else if (config.output_relu) {
            layers.push_back({depth, true, make_activation<eT>("relu")});
        }
    }
    return layers;
}

template std::vector<PlacedLayer<float>> make_layers(const TrainConfig&, Layout&);
template std::vector<PlacedLayer<double>> make_layers(const TrainConfig&, Layout&);
template std::vector<PlacedLayer<std::complex<double>>> make_layers(const TrainConfig&,
                                                                    Layout&);

}  // namespace chainrule::train
