#pragma once

/// @file
/// Every option of a training run, as values. options.hpp names them for people.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// How the bias of a layer is shared, and by which rule it learns.
enum class Bias {
    per_unit,        ///< one number per unit: `linear`
    shared,          ///< one number per layer, right rule: `shared_bias` (case study 1)
    one_number_rule  ///< one per unit, moved by one number per layer: the first mistake
                     ///< of `linear` (case study 2)
};

/// The kernels of a convolution, and the pooling behind it.
struct Kernels {
    std::size_t count, side;  ///< each covers side x side pixels of every channel
    std::size_t padding = 0;  ///< rows and columns of zeros around what it reads
    std::size_t stride = 1;
    std::size_t pooling = 1;  ///< side of the squares of which the largest is taken

    friend bool operator==(const Kernels&, const Kernels&) = default;
};

struct TrainConfig {
    std::string preset{};         ///< the preset it started from, or empty
    std::string data = "digits";  ///< "digits", "mnist", a folder, a CSV or zip file
    std::vector<std::size_t> layers{784, 128, 10};  ///< units, inputs first
    std::vector<Kernels> convolutions{};  ///< between the inputs and the first units
    std::string activation =
        "relu";                ///< relu, leaky-relu, sigmoid, tanh: hidden layers
    bool output_relu = false;  ///< ReLU on the logits too (case study 1)
    Bias bias = Bias::per_unit;
    std::string loss = "cross-entropy";  ///< cross-entropy, mse, sigmoid-bce
    std::string init = "he";  ///< he, glorot, orthogonal, dead-class, stuck-bias

    std::string optimizer = "sgd";  ///< sgd, momentum, nesterov, rmsprop, adam, adamw
    double lr = 0.1;
    double momentum = 0.9;              ///< momentum and nesterov; Adam's beta1
    std::string schedule = "constant";  ///< constant, step, cosine, warmup-cosine
    double warmup = 1.0;                ///< epochs of linear warm-up
    std::size_t batch = 64;             ///< examples a step; 0: all ("full")
    std::size_t epochs = 10;
    double l2 = 0.0;           ///< weight of half the squared weights; AdamW: decay
    double dropout = 0.0;      ///< share of hidden activations dropped
    double clip = 0.0;         ///< largest global gradient norm; 0: no clipping
    double validation = 0.1;   ///< share of the training images held back; 0: none
    std::size_t patience = 0;  ///< epochs without a better validation loss; 0: no limit

    std::uint64_t seed = 1;
    std::size_t threads = 0;      ///< 0: as many as the machine has
    std::filesystem::path out{};  ///< empty: runs/<preset or data>-<time>
    bool plots = true;

    friend bool operator==(const TrainConfig&, const TrainConfig&) = default;
};

/// "784-128-10", or "784-8x5m2-16x5m2-10" with convolutions.
[[nodiscard]] std::string network_name(const TrainConfig& config);

/// `InputError` if a value is outside of what its option accepts, or if two options
/// contradict each other.
void validate(const TrainConfig& config);

/// `InputError` unless the first layer takes images of `pixels` pixels.
void require_inputs(const TrainConfig& config, std::size_t pixels);

}  // namespace chainrule::train
