#pragma once

/// @file
/// Every derivation step behind one face, so that the contract, the stepper and the
/// JSON output are written once and compiled once, whatever the step's own types.

#include "derivations/support/step.hpp"

#include <armadillo>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace chainrule::steps {

/// Arguments or results of a step, each as a matrix, in the order of its description.
template <class eT>
using Blocks = std::vector<arma::Mat<eT>>;

/// A step's functions in one element type.
template <class eT>
struct Calls {
    /// Outputs from inputs.
    std::function<Blocks<eT>(const Blocks<eT>& inputs)> forward;
    /// Cotangents of the differentiable inputs, from inputs and output cotangents.
    std::function<Blocks<eT>(const Blocks<eT>& inputs, const Blocks<eT>& output_bars)>
        vjp;
    /// Output tangents from inputs and the tangents of the differentiable ones; empty
    /// where the step has none of its own.
    std::function<Blocks<eT>(const Blocks<eT>& inputs, const Blocks<eT>& input_dots)>
        jvp;
};

/// A wrong rule of a step; see `chainrule::UsualMistake`.
struct WrongRule {
    std::string_view name;
    std::string_view sentence;
    std::function<Blocks<double>(const Blocks<double>&, const Blocks<double>&)> vjp;
    std::optional<Hiding> hidden;
};

struct Step {
    std::string_view name;
    std::string_view header;  ///< path of its file below the repository's root
    std::string_view text;    ///< that file, from which title, rule ... are read
    std::string_view chapter, chapter_title;
    std::span<const Input> inputs;
    std::span<const Output> outputs;
    std::tuple<Calls<float>, Calls<double>, Calls<std::complex<double>>> calls;
    std::vector<WrongRule> mistakes;
    std::vector<HardInput> hard_inputs;

    template <class eT>
    [[nodiscard]] const Calls<eT>& in() const {
        return std::get<Calls<eT>>(calls);
    }
};

/// A random example of a step: one matrix for each input, and a random cotangent for
/// each output.
struct Example {
    std::vector<std::pair<std::string_view, arma::uword>> sizes;  ///< letter, value
    Blocks<double> inputs;
    Blocks<double> output_bars;
};

/// A window from its numbers, in the order of `Window::letters`; `ValueError` in the
/// name of `step` unless they are whole.
[[nodiscard]] Window window_from(const arma::mat& numbers, std::string_view step);

/// Draws an example with a seed. Sizes are distinct numbers from 2 to 7, so that no
/// two dimensions fit by accident, but for those that a window gives; `fixed` sizes are
/// taken as they are.
[[nodiscard]] Example draw_example(
    const Step& step,
    std::uint64_t seed,
    const std::map<std::string_view, arma::uword>& fixed = {});

/// An example at which `hiding` hides its mistake.
[[nodiscard]] Example draw_hiding_example(const Step& step,
                                          std::uint64_t seed,
                                          const Hiding& hiding);

/// Every matrix in another element type.
template <class To, class From>
[[nodiscard]] Blocks<To> converted(const Blocks<From>& blocks) {
    Blocks<To> result;
    result.reserve(blocks.size());
    for (const auto& block : blocks) {
        result.push_back(arma::conv_to<arma::Mat<To>>::from(block));
    }
    return result;
}

}  // namespace chainrule::steps
