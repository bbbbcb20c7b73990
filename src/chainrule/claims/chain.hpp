#pragma once

/// @file
/// The part of the forward pass between two names.

#include "chainrule/check/oracles/complex_step_size.hpp"
#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/evaluate.hpp"

#include <armadillo>

#include <utility>
#include <vector>

namespace chainrule::claims {

using check::complex_step_size;

[[nodiscard]] inline arma::cx_mat with_imaginary(const arma::mat& x,
                                                 arma::uword coordinate) {
    arma::cx_mat z(x.n_rows, x.n_cols);
    for (arma::uword i = 0; i < x.n_elem; ++i) z.memptr()[i] = x.mem[i];
    z.memptr()[coordinate] += Cx(0.0, complex_step_size);
    return z;
}

/// What lies between a cut name and a result: the part of the forward pass that has to be
/// computed again when the cut name takes another value.
class Chain {
public:
    /// The first two outlive this object.
    Chain(const Derivation& derivation, const Values& values, SymbolId of, SymbolId wrt)
        : derivation_(derivation),
          values_(values),
          of_(of),
          wrt_(wrt),
          moved_(derivation.symbols.size(), 0) {
        moved_[wrt] = 1;
        for (SymbolId id = wrt + 1; id <= of; ++id) {
            const bool between = derivation[id].depends_on(wrt) &&
                                 (id == of || derivation[of].depends_on(id));
            if (!between) continue;
            moved_[id] = 1;
            steps_.push_back(id);
        }
    }

    /// The result with the cut name at `x`. `adjust(id, value)` may change what a step
    /// gives to those behind it.
    template <class eT, class F>
    [[nodiscard]] arma::Mat<eT> operator()(const arma::Mat<eT>& x,
                                           Meter& meter,
                                           Watch* watch,
                                           F&& adjust) const {
        std::vector<arma::Mat<eT>> moving(moved_.size());
        moving[wrt_] = x;
        const Environment<eT> environment{
            derivation_, values_, &moving, &moved_, nullptr, &meter, watch};
        for (const SymbolId id : steps_) {
            moving[id] = evaluate(derivation_[id].value, environment);
            adjust(id, moving[id]);
        }
        return std::move(moving[of_]);
    }
    template <class eT>
    [[nodiscard]] arma::Mat<eT> operator()(const arma::Mat<eT>& x,
                                           Meter& meter,
                                           Watch* watch) const {
        return (*this)(x, meter, watch, [](SymbolId, const arma::Mat<eT>&) {});
    }

    /// The statements that are computed again, in their order.
    [[nodiscard]] const std::vector<SymbolId>& steps() const { return steps_; }
    [[nodiscard]] bool moves(SymbolId id) const { return moved_[id] != 0; }

private:
    const Derivation& derivation_;
    const Values& values_;
    SymbolId of_, wrt_;
    std::vector<char> moved_;
    std::vector<SymbolId> steps_;
};

}  // namespace chainrule::claims
