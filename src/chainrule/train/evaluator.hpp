#pragma once

/// @file
/// What a network says of many examples, dropout off, by several threads.

#include "chainrule/data/dataset.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/run_record.hpp"
#include "chainrule/train/workers.hpp"

#include <armadillo>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::train {

/// The class with the largest logit in each column, the lowest where several are equal.
[[nodiscard]] arma::urowvec predictions(const arma::fmat& logits);

class Evaluator {
public:
    /// Keeps a reference to `workers`.
    Evaluator(const TrainConfig& config, Workers& workers);

    /// Mean loss and accuracy over the examples of `data` that `which` names;
    /// `not_measured` if it names none.
    [[nodiscard]] Score score(const arma::fvec& parameters,
                              const data::DataSet& data,
                              std::span<const std::size_t> which);

    /// Logits, classes x |which|, in the order of `which`.
    [[nodiscard]] arma::fmat logits(const arma::fvec& parameters,
                                    const data::DataSet& data,
                                    std::span<const std::size_t> which);

private:
    /// One thread's network and the examples it is working on.
    struct Bench {
        Network<float> network;
        arma::fmat inputs;
        arma::urowvec labels;
    };

    /// Calls `use(first example, piece number, logits, bench)` for each piece.
    template <class Use>
    void for_each_piece(const arma::fvec& parameters,
                        const data::DataSet& data,
                        std::span<const std::size_t> which,
                        Use&& use);

    Workers& workers_;
    std::size_t classes_;
    std::vector<Bench> benches_;  // one a worker
};

}  // namespace chainrule::train
