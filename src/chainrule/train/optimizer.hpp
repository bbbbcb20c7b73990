#pragma once

/// @file
/// From gradient to step: six rules that all work entry by entry, so that any range of
/// the parameters may be moved by any thread.
///
/// With gradient $g$, rate $\eta$, step $t$ from 1, all products entry by entry:
///
/// | optimizer | memory | $\theta$ moves by                                             |
/// |-----------|--------|---------------------------------------------------------------|
/// | sgd       | none   | $-\eta g$                                                     |
/// | momentum  | $v$    | $v \leftarrow \beta v + g$, then $-\eta v$                    |
/// | nesterov  | $v$    | $v \leftarrow \beta v + g$, then $-\eta (g + \beta v)$        |
/// | rmsprop   | $s$    | $s \leftarrow 0.9 s + 0.1 g^2$, then $-\eta g / (\sqrt s + \epsilon)$ |
/// | adam      | $m, s$ | $m \leftarrow \beta m + (1 - \beta) g$, $s \leftarrow 0.999 s + 0.001 g^2$, then $-\eta \hat m / (\sqrt{\hat s} + \epsilon)$ with $\hat m = m / (1 - \beta^t)$, $\hat s = s / (1 - 0.999^t)$ |
/// | adamw     | $m, s$ | as adam, after $-\eta \lambda \theta$ for weights             |
///
/// $\epsilon$ = 1e-8, outside the root.
///
/// Sources: momentum: B. T. Polyak, 1964, as in I. Sutskever et al., On the importance
/// of initialization and momentum, ICML 2013; nesterov: the form of that paper's
/// section 2.1 in which $\theta$ is the point looked ahead to (Y. Bengio et al.,
/// ICASSP 2013, section 3.5); rmsprop: T. Tieleman and G. Hinton, Coursera lecture 6.5,
/// 2012; adam: D. P. Kingma and J. Ba, ICLR 2015, algorithm 1; adamw: I. Loshchilov and
/// F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2.

#include "chainrule/train/config.hpp"
#include "chainrule/train/parameters.hpp"

#include <armadillo>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::train {

class Optimizer {
public:
    /// `InputError` if `config.optimizer` is none of the table.
    explicit Optimizer(const TrainConfig& config);

    /// How many vectors of the parameters' length it remembers: 0, 1 or 2.
    [[nodiscard]] std::size_t memory() const { return rule_.memory; }

    /// Whether weight decay is part of the step and not of the loss.
    [[nodiscard]] bool decays_weights() const { return rule_.decays_weights; }

    /// Moves the parameters from `begin` to `end`, and the memory with them. `step` is
    /// counted from 1; `moments` holds `memory()` vectors, zero before the first step.
    void update(arma::fvec& parameters,
                const arma::fvec& gradient,
                std::vector<arma::fvec>& moments,
                double rate,
                std::size_t step,
                std::size_t begin,
                std::size_t end) const;

    /// AdamW's shrinking of all weights, before `update`; nothing for other rules.
    void decay(arma::fvec& parameters, const Layout& layout, double rate) const;

    /// One range of everything an update reads and writes.
    struct Slice {
        std::span<float> parameters;
        std::span<const float> gradient;
        std::span<float> first, second;  ///< memory; empty where there is none
    };

    /// The numbers of one step.
    struct Rates {
        float rate, momentum;
        float first_correction, second_correction;  ///< $1 - \beta^t$, $1 - 0.999^t$
    };

    struct Rule {
        std::string_view name;
        std::size_t memory;
        bool decays_weights;
        void (*update)(const Slice&, const Rates&);
    };

private:
    Rule rule_;
    double momentum_, weight_decay_;
};

}  // namespace chainrule::train
