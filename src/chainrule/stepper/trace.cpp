#include "chainrule/stepper/trace.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace chainrule::stepper {

namespace {

using steps::Blocks;
using steps::Example;
using steps::Step;

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Described>
NamedMatrix named(const Described& described, const arma::mat& values) {
    return {std::string(described.name), std::string(described.symbol), values};
}

/// The cotangent of an input or output.
template <class Described>
NamedMatrix named_bar(const Described& described, const arma::mat& values) {
    return {fmt::format("{}_bar", described.name),
            fmt::format("\\bar {}", described.symbol),
            values};
}

std::vector<NamedMatrix> named_inputs(const Step& step, const Blocks<double>& values) {
    std::vector<NamedMatrix> all;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.push_back(named(step.inputs[i], values[i]));
        all.back().whole = step.inputs[i].whole();
    }
    return all;
}

std::vector<NamedMatrix> named_outputs(const Step& step, const Blocks<double>& values) {
    std::vector<NamedMatrix> all;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.push_back(named(step.outputs[i], values[i]));
    }
    return all;
}

std::vector<NamedMatrix> named_output_bars(const Step& step,
                                           const Blocks<double>& values) {
    std::vector<NamedMatrix> all;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.push_back(named_bar(step.outputs[i], values[i]));
    }
    return all;
}

/// `values` holds one matrix for each differentiable input.
std::vector<NamedMatrix> named_input_bars(const Step& step,
                                          const Blocks<double>& values) {
    std::vector<NamedMatrix> all;
    for (const Input& input : step.inputs) {
        if (input.differentiable) all.push_back(named_bar(input, values[all.size()]));
    }
    return all;
}

/// What a wrong rule gives, or why it gives nothing.
struct Attempt {
    Blocks<double> vjp;
    std::string refusal;
    double error = infinity;
};

Attempt attempt(const Step& step,
                const Example& example,
                const steps::WrongRule& mistake) {
    Attempt result;
    try {
        result.vjp = mistake.vjp(example.inputs, example.output_bars);
    } catch (const std::logic_error& error) {
        // Sizes that do not fit, by the step's checks or by Armadillo's
        result.refusal = error.what();
        return result;
    }
    result.error = largest_error(
        result.vjp, step.in<double>().vjp(example.inputs, example.output_bars));
    return result;
}

MistakeShown shown(const Step& step,
                   const Example& example,
                   const steps::WrongRule& mistake,
                   std::uint64_t seed) {
    const Attempt here = attempt(step, example, mistake);
    MistakeShown result{mistake.name,
                        mistake.sentence,
                        {},
                        here.refusal,
                        here.error,
                        "",
                        arma::datum::nan};
    if (here.refusal.empty()) result.vjp = named_input_bars(step, here.vjp);
    if (mistake.hidden) {
        const auto hiding = steps::draw_hiding_example(step, seed, *mistake.hidden);
        result.hidden_when = mistake.hidden->when;
        result.largest_error_where_hidden = attempt(step, hiding, mistake).error;
    }
    return result;
}

}  // namespace

double largest_error(const Blocks<double>& got, const Blocks<double>& right) {
    double difference = 0.0, scale = 0.0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        if (arma::size(got[i]) != arma::size(right[i]) || got[i].has_nan()) {
            return infinity;
        }
        difference = std::max(difference, arma::abs(got[i] - right[i]).max());
        scale = std::max(scale, arma::abs(right[i]).max());
    }
    return difference == 0.0 ? 0.0 : difference / scale;
}

Trace trace(const Step& step, std::uint64_t seed) {
    const Example example = steps::draw_example(step, seed);
    const auto& calls = step.in<double>();
    Trace result{step.name,
                 step.header,
                 step.chapter,
                 step.chapter_title,
                 seed,
                 book::parse_step_text(step.header, step.text),
                 example.sizes,
                 named_inputs(step, example.inputs),
                 named_outputs(step, calls.forward(example.inputs)),
                 named_output_bars(step, example.output_bars),
                 named_input_bars(step, calls.vjp(example.inputs, example.output_bars)),
                 steps::check_contract(step, seed),
                 {}};
    for (const auto& mistake : step.mistakes) {
        result.mistakes.push_back(shown(step, example, mistake, seed));
    }
    return result;
}

}  // namespace chainrule::stepper
