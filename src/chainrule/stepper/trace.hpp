#pragma once

/// @file
/// Everything a walk through a step shows, as one value: the step's text, a small
/// random example with its numbers, the contract's report, and what the usual mistakes
/// would have given.

#include "chainrule/book/step_text.hpp"
#include "chainrule/steps/contract.hpp"
#include "chainrule/steps/step.hpp"

#include <armadillo>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule::stepper {

/// A matrix of the example with its names.
struct NamedMatrix {
    std::string name;   ///< in the code: "logits_bar"
    std::string maths;  ///< LaTeX: "\bar Z"
    arma::mat values;
    bool whole = false;  ///< whole numbers: class labels or a window
};

/// A usual mistake at the example, and where its author says that it cannot be seen.
struct MistakeShown {
    std::string_view name, sentence;
    std::vector<NamedMatrix> vjp;  ///< what it gives; empty if its shapes do not fit
    std::string refusal;           ///< why they do not fit
    double largest_error;          ///< see `largest_error`; infinite if refused
    std::string_view hidden_when;  ///< "the batch holds one example (N = 1)", or empty
    double largest_error_where_hidden;  ///< NaN if it is hidden nowhere
};

struct Trace {
    std::string_view step, header, chapter, chapter_title;
    std::uint64_t seed;
    book::StepText text;
    std::vector<std::pair<std::string_view, arma::uword>> sizes;  ///< letter, value
    std::vector<NamedMatrix> inputs, outputs;
    std::vector<NamedMatrix> cotangents;  ///< of the outputs, drawn at random
    std::vector<NamedMatrix> vjp;         ///< of the differentiable inputs
    steps::ContractReport contract;
    std::vector<MistakeShown> mistakes;
};

/// Walks through `step` at the example drawn with `seed`, the one that its contract is
/// checked at. `InputError` if the comment in the step's header cannot be read.
[[nodiscard]] Trace trace(const steps::Step& step, std::uint64_t seed);

/// How wrong `got` is, as the contract counts it: the largest difference over the
/// largest entry of all that is right. Infinite where a shape differs, an entry is NaN,
/// or all that is right is 0 and `got` is not.
[[nodiscard]] double largest_error(const steps::Blocks<double>& got,
                                   const steps::Blocks<double>& right);

}  // namespace chainrule::stepper
