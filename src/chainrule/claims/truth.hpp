#pragma once

/// @file
/// The true derivatives at one trial, found numerically: by complex step where the
/// forward pass is analytic around the point, by the judge's differences elsewhere.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/evaluate.hpp"
#include "chainrule/claims/trial.hpp"

#include <armadillo>

#include <map>
#include <memory>
#include <tuple>
#include <vector>

namespace chainrule::claims {

/// What the judge's differences found of one entry.
struct Differences {
    bool found = false;  ///< whether there is a slope, or two at a kink
    bool kink = false;
    double low = 0.0;  ///< the slopes to both sides; the same where there is no kink
    double high = 0.0;
    double error_bar = 0.0;
    std::string doubt;  ///< "kink at h = 1e-9", "differences do not settle"
};

/// A derivative and how far its entries may be off.
struct TrueDerivative {
    arma::mat value;
    arma::mat error_bar;                   ///< zero by complex step, but for rounding
    std::vector<Differences> differences;  ///< entry by entry; empty by complex step
};

class Truths : public Derivatives {
public:
    /// Both outlive this object.
    Truths(const Derivation& derivation, const Trial& trial, Meter& meter)
        : derivation_(derivation), trial_(trial), meter_(meter) {}

    /// dA/dB at the trial, computed once.
    [[nodiscard]] const TrueDerivative& of(SymbolId of, SymbolId wrt);

    /// f' or f'' at every element of `at`.
    [[nodiscard]] TrueDerivative of_function(SymbolId function,
                                             int order,
                                             const arma::mat& at);

    [[nodiscard]] const arma::mat& derivative(SymbolId of, SymbolId wrt) override;
    [[nodiscard]] arma::mat function_derivative(SymbolId function,
                                                int order,
                                                const arma::mat& at) override;

    [[nodiscard]] const Trial& trial() const { return trial_; }
    [[nodiscard]] const Derivation& derivation() const { return derivation_; }
    [[nodiscard]] Meter& meter() { return meter_; }

    /// While it is not zero, every derivative that differences found is given out with
    /// its error bar added or taken away, entry by entry at random: what then changes
    /// in a claim is its own error bar.
    void shake(std::uint64_t seed) { shake_ = seed; }
    [[nodiscard]] bool shaky() const { return shaky_; }

private:
    const Derivation& derivation_;
    const Trial& trial_;
    Meter& meter_;
    std::map<std::pair<SymbolId, SymbolId>, TrueDerivative> known_;
    std::map<std::tuple<SymbolId, SymbolId, std::uint64_t>, arma::mat> shaken_;
    std::uint64_t shake_ = 0;
    bool shaky_ = false;  ///< whether one given out came from differences
};

}  // namespace chainrule::claims
