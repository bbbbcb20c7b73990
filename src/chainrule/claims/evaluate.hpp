#pragma once

/// @file
/// The value of an expression, for real numbers and for complex ones that carry a
/// derivative in their imaginary parts.

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/expression.hpp"

#include <armadillo>

#include <cstdint>
#include <string>
#include <vector>

namespace chainrule::claims {

/// A value that cannot be: an index out of reach, for instance.
struct EvaluationError {
    Span at;
    std::string message;
};

/// The work that one file may cause is used up.
struct TooMuchWork {};

/// Scalar operations that are left; `spend` throws `TooMuchWork`.
class Meter {
public:
    explicit Meter(std::uint64_t allowance) : left_(allowance) {}

    void spend(double operations) {
        if (!(operations <= static_cast<double>(left_))) left_ = 0;
        require_some();
        left_ -= static_cast<std::uint64_t>(operations);
    }
    void require_some() const {
        if (left_ == 0) throw TooMuchWork{};
    }

private:
    std::uint64_t left_;
};

/// Where an expression gets the true derivatives that it mentions.
class Derivatives {
public:
    virtual ~Derivatives() = default;

    /// d of / d wrt: a gradient of wrt's shape where `of` is a scalar, otherwise the
    /// Jacobian.
    [[nodiscard]] virtual const arma::mat& derivative(SymbolId of, SymbolId wrt) = 0;

    /// f' or f'' at every element.
    [[nodiscard]] virtual arma::mat function_derivative(SymbolId function,
                                                        int order,
                                                        const arma::mat& at) = 0;
};

/// What an expression is evaluated with. Symbols that `moved` marks have their value in
/// `moving`, all others in `values`.
template <class eT>
struct Environment {
    const Derivation& derivation;
    const Values& values;
    const std::vector<arma::Mat<eT>>* moving = nullptr;
    const std::vector<char>* moved = nullptr;
    Derivatives* derivatives = nullptr;
    Meter* meter = nullptr;
    Watch* watch = nullptr;  ///< told of kinks in what depends on moved symbols

    /// Above 0, every computed value that is not whole is moved by its last bit, this way
    /// or that, the same value always the same way: how far a result then moves is what
    /// rounding may do to it.
    std::uint64_t rounding = 0;
};

/// May throw `EvaluationError`, `TooMuchWork` and, for complex numbers, `NotAnalytic`.
/// A domain error, such as log(-1), is NaN.
template <class eT>
[[nodiscard]] arma::Mat<eT> evaluate(const Expression& expression,
                                     const Environment<eT>& environment);

/// The value of one part of it.
[[nodiscard]] arma::mat evaluate_part(const Expression& expression,
                                      NodeId part,
                                      const Environment<double>& environment);

/// f of every element of x.
template <class eT>
[[nodiscard]] arma::Mat<eT> apply_function(SymbolId function,
                                           const arma::Mat<eT>& x,
                                           const Environment<eT>& environment);

}  // namespace chainrule::claims
