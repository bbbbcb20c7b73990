#include "chainrule/steps/refusals.hpp"

#include <fmt/format.h>

namespace chainrule::steps {

namespace {

/// Whether `call` is refused by the step, in a message that begins with its name.
template <class Call>
bool is_refused(const Step& step, Call&& call) {
    try {
        call();
    } catch (const ShapeError& error) {
        return std::string_view(error.what()).starts_with(step.name);
    } catch (const ValueError& error) {
        return std::string_view(error.what()).starts_with(step.name);
    } catch (const std::exception&) {
        return false;  // Armadillo noticed, the step did not
    }
    return false;
}

/// Whether another size of this dimension cannot fit: the letter stands elsewhere too,
/// a window gives it, or it is a number.
bool is_bound(const Step& step, std::string_view letter) {
    if (letter.find_first_not_of("0123456789") == letter.npos) return true;
    if (letter.size() > 1) return true;
    std::size_t uses = 0;
    for (const Input& input : step.inputs) {
        uses += (input.rows == letter) + (input.cols == letter);
    }
    return uses > 1;
}

void grow(arma::mat& block, arma::uword rows, arma::uword cols) {
    block.resize(block.n_rows + rows, block.n_cols + cols);
}

}  // namespace

std::vector<std::string> accepted_nonsense(const Step& step, const Example& example) {
    std::vector<std::string> accepted;
    const auto try_inputs = [&](const std::string& what, const Blocks<double>& inputs) {
        if (!is_refused(step, [&] { return step.in<double>().forward(inputs); })) {
            accepted.push_back(what);
        }
    };
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        const Input& input = step.inputs[i];
        Blocks<double> inputs = example.inputs;
        if (is_bound(step, input.rows)) {
            grow(inputs[i], 1, 0);
            try_inputs(fmt::format("{} with a row too many", input.name), inputs);
        }
        inputs[i] = example.inputs[i];
        if (is_bound(step, input.cols)) {
            grow(inputs[i], 0, 1);
            try_inputs(fmt::format("{} with a column too many", input.name), inputs);
        }
        inputs[i].reset();
        try_inputs(fmt::format("{} empty", input.name), inputs);
        inputs[i] = example.inputs[i];
        if (input.classes.empty()) {
            inputs[i](0) = arma::datum::nan;
            try_inputs(fmt::format("NaN in {}", input.name), inputs);
        } else {
            inputs[i](0) = 1000.0;
            try_inputs(fmt::format("{} of 1000", input.name), inputs);
        }
    }
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
        Blocks<double> bars = example.output_bars;
        grow(bars[i], 0, 1);
        if (!is_refused(step,
                        [&] { return step.in<double>().vjp(example.inputs, bars); })) {
            accepted.push_back(
                fmt::format("{}_bar with a column too many", step.outputs[i].name));
        }
    }
    return accepted;
}

}  // namespace chainrule::steps
