#pragma once

/// @file
/// What is checked of a network: the loss of one random batch as a function of all
/// parameters, and its gradient.

#include "chainrule/check/options.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/network.hpp"

#include <armadillo>

#include <complex>
#include <cstddef>
#include <vector>

namespace chainrule::train {

/// The mean loss of `examples` random pictures, the penalty on the weights included. The
/// masks of dropout stay the same from call to call.
class Objective {
public:
    Objective(const TrainConfig& config, std::size_t examples);

    [[nodiscard]] const Layout& layout() const { return real_.layout(); }

    double operator()(const arma::vec& x) { return loss(real_, x); }
    float operator()(const arma::fvec& x) { return loss(narrow_, x); }
    std::complex<double> operator()(const arma::cx_vec& x) { return loss(complex_, x); }

    /// By the network's own backward pass: what is claimed.
    [[nodiscard]] arma::vec gradient(const arma::vec& x);

    [[nodiscard]] const arma::mat& inputs() const { return inputs_; }
    [[nodiscard]] const arma::urowvec& labels() const { return labels_; }
    [[nodiscard]] Pass pass() const { return {true, config_.seed}; }

    /// The strength of the penalty that the loss has. AdamW's decay is part of its step
    /// and not of the loss.
    [[nodiscard]] double penalty_strength() const;

private:
    template <Scalar eT>
    eT loss(Network<eT>& network, const arma::Col<eT>& x);

    TrainConfig config_;
    Network<double> real_;
    Network<float> narrow_;
    Network<std::complex<double>> complex_;
    arma::mat inputs_;
    arma::urowvec labels_;
};

/// The parameters of a run before its first step, but with biases that are not 0, so that
/// no rule hides behind them. Another `point` has biases and weights of its own.
[[nodiscard]] arma::vec starting_point(const TrainConfig& config,
                                       const Layout& layout,
                                       std::uint64_t point = 0);

/// The parameters as a report names them.
[[nodiscard]] std::vector<chainrule::Block> named_blocks(const Layout& layout);

}  // namespace chainrule::train
