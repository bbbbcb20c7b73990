#pragma once

/// @file
/// A step at one example as a function of one vector, which is what the judge moves.

#include "chainrule/check.hpp"
#include "chainrule/steps/step.hpp"

#include <armadillo>

#include <complex>
#include <span>
#include <vector>

namespace chainrule::steps {

template <class eT>
[[nodiscard]] std::vector<arma::SizeMat> sizes_of(const Blocks<eT>& blocks) {
    std::vector<arma::SizeMat> sizes;
    for (const auto& block : blocks) sizes.push_back(arma::size(block));
    return sizes;
}

/// Several matrices as one vector, each column by column, and back. The judge moves
/// one vector; a step has several arguments.
class Packing {
public:
    explicit Packing(std::span<const arma::SizeMat> sizes)
        : sizes_(sizes.begin(), sizes.end()) {}

    template <class eT>
    [[nodiscard]] arma::Col<eT> pack(const Blocks<eT>& blocks) const {
        arma::Col<eT> all(length());
        arma::uword at = 0;
        for (const auto& block : blocks) {
            all.subvec(at, arma::size(block.n_elem, 1)) = arma::vectorise(block);
            at += block.n_elem;
        }
        return all;
    }

    template <class eT>
    [[nodiscard]] Blocks<eT> unpack(const arma::Col<eT>& all) const {
        Blocks<eT> blocks;
        arma::uword at = 0;
        for (const arma::SizeMat& size : sizes_) {
            const arma::uword count = size.n_rows * size.n_cols;
            const arma::Col<eT> part = all.subvec(at, arma::size(count, 1));
            blocks.push_back(arma::reshape(part, size));
            at += count;
        }
        return blocks;
    }

    [[nodiscard]] arma::uword length() const {
        arma::uword sum = 0;
        for (const arma::SizeMat& size : sizes_) sum += size.n_rows * size.n_cols;
        return sum;
    }

private:
    std::vector<arma::SizeMat> sizes_;
};

/// A step at one example as a function of the vector of its differentiable inputs, in
/// `double`, `float` and complex numbers; the constants stay what the example says.
class StepFunction {
public:
    StepFunction(const Step& step, const Example& example)
        : step_(step),
          example_(example),
          inputs_(sizes_of(differentiable(example.inputs))),
          outputs_(sizes_of(example.output_bars)) {}

    arma::vec operator()(const arma::vec& x) const { return value(x); }
    arma::fvec operator()(const arma::fvec& x) const { return value(x); }
    arma::cx_vec operator()(const arma::cx_vec& x) const { return value(x); }

    [[nodiscard]] arma::vec point() const {
        return inputs_.pack(differentiable(example_.inputs));
    }

    [[nodiscard]] Blocks<double> inputs_at(const arma::vec& x) const {
        return with_constants<double>(x);
    }

    [[nodiscard]] const Packing& inputs() const { return inputs_; }
    [[nodiscard]] const Packing& outputs() const { return outputs_; }

private:
    [[nodiscard]] Blocks<double> differentiable(const Blocks<double>& all) const {
        Blocks<double> chosen;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (step_.inputs[i].differentiable) chosen.push_back(all[i]);
        }
        return chosen;
    }

    template <class eT>
    [[nodiscard]] Blocks<eT> with_constants(const arma::Col<eT>& x) const {
        Blocks<eT> moved = inputs_.unpack(x), all = converted<eT>(example_.inputs);
        std::size_t next = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (step_.inputs[i].differentiable) all[i] = std::move(moved[next++]);
        }
        return all;
    }

    template <class eT>
    [[nodiscard]] arma::Col<eT> value(const arma::Col<eT>& x) const {
        return outputs_.pack(step_.in<eT>().forward(with_constants<eT>(x)));
    }

    const Step& step_;
    const Example& example_;
    Packing inputs_, outputs_;
};

/// $\langle \bar y, f(x) \rangle$ for the cotangents of the example itself, which the
/// judge's own random ones would not be: some inputs hide a mistake by them.
class WeightedStep {
public:
    WeightedStep(const StepFunction& function, const Example& example)
        : function_(function), bars_(function.outputs().pack(example.output_bars)) {}

    double operator()(const arma::vec& x) const {
        return arma::dot(bars_, function_(x));
    }
    float operator()(const arma::fvec& x) const {
        const arma::fvec bars = arma::conv_to<arma::fvec>::from(bars_);
        return arma::dot(bars, function_(x));
    }
    std::complex<double> operator()(const arma::cx_vec& x) const {
        const arma::cx_vec bars = arma::conv_to<arma::cx_vec>::from(bars_);
        return arma::accu(bars % function_(x));
    }

private:
    const StepFunction& function_;
    arma::vec bars_;
};

/// The differentiable inputs under the names of their description.
[[nodiscard]] inline std::vector<Block> block_names(const Step& step,
                                                    const Example& example) {
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        if (!step.inputs[i].differentiable) continue;
        const arma::mat& value = example.inputs[i];
        blocks.push_back(
            {std::string(step.inputs[i].name), value.n_rows, value.n_cols});
    }
    return blocks;
}

}  // namespace chainrule::steps
