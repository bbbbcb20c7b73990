#pragma once

/// @file
/// The contract that every step passes, from one template of checks: `chainrule
/// check`, the tests and the stepper all run this.

#include "chainrule/check.hpp"
#include "chainrule/steps/step.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chainrule::steps {

/// One thing the contract asks of a step, and how it stands.
struct ContractLine {
    std::string check;     ///< "complex step", "mistake no_mask", "float", "refusals"
    Verdict verdict;       ///< of the contract: a mistake that is rejected `holds`
    double largest_error;  ///< relative; NaN where nothing was measured
    double error_bar;      ///< relative; NaN likewise
    std::string note;      ///< evidence in words
    std::string_view as_it_should_be = "holds";  ///< what a person calls that

    /// The verdict as a person reads it: a mistake that is rejected is "caught".
    [[nodiscard]] std::string_view outcome() const {
        return verdict == Verdict::holds ? as_it_should_be : to_string(verdict);
    }
};

struct ContractReport {
    std::string_view step;
    std::string shapes;  ///< "weights 4x3, inputs 3x5, bias 4x1"
    Verdict verdict;     ///< fails if one line fails, else undecided if one is
    std::vector<ContractLine> lines;
    VjpReport vjp;  ///< the judge's own report on the step's vjp
};

/// Runs the whole contract on the example drawn with `seed`:
///
/// - `vjp` against the complex step, against adaptive central differences, by the
///   Taylor slope and by the adjoint identity (with the step's own `jvp` where it has
///   one), each by the judge and with the judge's own error bar;
/// - `float` against `double`: the largest difference over the largest entry is at
///   most 64 sqrt(terms) times float's epsilon;
/// - each stored mistake is rejected here, and is not rejected at the input that is
///   said to hide it;
/// - results are finite at the step's hard inputs, in `float` and `double`;
/// - arguments of a wrong shape, and NaN, are refused with the step's name.
[[nodiscard]] ContractReport check_contract(const Step& step, std::uint64_t seed);

/// The judge on a rule of `step` at `example`: the step's own `vjp` or a wrong one.
[[nodiscard]] VjpReport judge_rule(
    const Step& step,
    const Example& example,
    const std::function<Blocks<double>(const Blocks<double>&, const Blocks<double>&)>&
        rule,
    CheckOptions options = {});

}  // namespace chainrule::steps
