#include "chainrule/train/optimizer.hpp"

#include "chainrule/input_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule::train {

namespace {

using Slice = Optimizer::Slice;
using Rates = Optimizer::Rates;

constexpr float mean_square_decay = 0.9f;      // rmsprop
constexpr float second_moment_decay = 0.999f;  // adam, adamw
constexpr float epsilon = 1e-8f;

void sgd(const Slice& at, const Rates& with) {
    for (std::size_t i = 0; i < at.parameters.size(); ++i) {
        at.parameters[i] -= with.rate * at.gradient[i];
    }
}

void momentum(const Slice& at, const Rates& with) {
    for (std::size_t i = 0; i < at.parameters.size(); ++i) {
        at.first[i] = with.momentum * at.first[i] + at.gradient[i];
        at.parameters[i] -= with.rate * at.first[i];
    }
}

void nesterov(const Slice& at, const Rates& with) {
    for (std::size_t i = 0; i < at.parameters.size(); ++i) {
        at.first[i] = with.momentum * at.first[i] + at.gradient[i];
        at.parameters[i] -= with.rate * (at.gradient[i] + with.momentum * at.first[i]);
    }
}

void rmsprop(const Slice& at, const Rates& with) {
    for (std::size_t i = 0; i < at.parameters.size(); ++i) {
        const float g = at.gradient[i];
        at.first[i] =
            mean_square_decay * at.first[i] + (1.0f - mean_square_decay) * g * g;
        at.parameters[i] -= with.rate * g / (std::sqrt(at.first[i]) + epsilon);
    }
}

void adam(const Slice& at, const Rates& with) {
    // The corrections of both means are the same for every parameter: they are taken out
    // of the loop, of which divisions and roots are what costs
    const float rate = with.rate / with.first_correction;
    const float scale = 1.0f / std::sqrt(with.second_correction);
    for (std::size_t i = 0; i < at.parameters.size(); ++i) {
        const float g = at.gradient[i];
        at.first[i] = with.momentum * at.first[i] + (1.0f - with.momentum) * g;
        at.second[i] =
            second_moment_decay * at.second[i] + (1.0f - second_moment_decay) * g * g;
        at.parameters[i] -=
            rate * at.first[i] / (scale * std::sqrt(at.second[i]) + epsilon);
    }
}

constexpr std::array rules{Optimizer::Rule{"sgd", 0, false, &sgd},
                           Optimizer::Rule{"momentum", 1, false, &momentum},
                           Optimizer::Rule{"nesterov", 1, false, &nesterov},
                           Optimizer::Rule{"rmsprop", 1, false, &rmsprop},
                           Optimizer::Rule{"adam", 2, false, &adam},
                           Optimizer::Rule{"adamw", 2, true, &adam}};

Optimizer::Rule find_rule(const std::string& name) {
    const auto found = std::ranges::find(rules, name, &Optimizer::Rule::name);
    if (found == rules.end()) {
        throw InputError({"--optimizer",
                          "",
                          "sgd, momentum, nesterov, rmsprop, adam or adamw",
                          name,
                          ""});
    }
    return *found;
}

/// 1 - decay^step, which makes up for a memory that began at zero.
float correction(double decay, std::size_t step) {
    return static_cast<float>(1.0 - std::pow(decay, static_cast<double>(step)));
}

}  // namespace

Optimizer::Optimizer(const TrainConfig& config)
    : rule_(find_rule(config.optimizer)),
      momentum_(config.momentum),
      weight_decay_(config.l2) {}

void Optimizer::update(arma::fvec& parameters,
                       const arma::fvec& gradient,
                       std::vector<arma::fvec>& moments,
                       double rate,
                       std::size_t step,
                       std::size_t begin,
                       std::size_t end) const {
    const auto slice = [&](arma::fvec& all) {
        return std::span(all.memptr() + begin, end - begin);
    };
    rule_.update({slice(parameters),
                  {gradient.memptr() + begin, end - begin},
                  memory() > 0 ? slice(moments[0]) : std::span<float>(),
                  memory() > 1 ? slice(moments[1]) : std::span<float>()},
                 {static_cast<float>(rate),
                  static_cast<float>(momentum_),
                  correction(momentum_, step),
                  correction(second_moment_decay, step)});
}

void Optimizer::decay(arma::fvec& parameters, const Layout& layout, double rate) const {
    if (!decays_weights() || weight_decay_ == 0.0) return;
    for (const Block& block : layout.blocks()) {
        if (!block.is_weights()) continue;
        arma::fmat weights = matrix(parameters, block);
        weights *= static_cast<float>(1.0 - rate * weight_decay_);
    }
}

}  // namespace chainrule::train
