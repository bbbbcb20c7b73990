#include "chainrule/steps/contract.hpp"

#include "chainrule/steps/refusals.hpp"
#include "chainrule/steps/step_function.hpp"

#include <fmt/format.h>

#include <limits>

namespace chainrule::steps {

namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

std::string shapes_text(const Step& step, const Example& example) {
    std::string text;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        if (i > 0) text += ", ";
        text += fmt::format(
            "{} {}", step.inputs[i].name, shape_text(arma::size(example.inputs[i])));
    }
    return text;
}

// ---------------------------------------------------------------- float

double largest(const Blocks<double>& blocks) {
    double value = 0.0;
    for (const auto& block : blocks) {
        if (!block.is_empty()) value = std::max(value, arma::abs(block).max());
    }
    return value;
}

double largest_difference(const Blocks<double>& a, const Blocks<double>& b) {
    double value = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        value = std::max(value, arma::abs(a[i] - b[i]).max());
    }
    return value;
}

/// `float` against `double`, both from the same values: those that a float can hold.
ContractLine check_float(const Step& step, const Example& example) {
    const auto inputs = converted<float>(example.inputs);
    const auto bars = converted<float>(example.output_bars);
    const auto got = converted<double>(step.in<float>().vjp(inputs, bars));
    const auto want =
        step.in<double>().vjp(converted<double>(inputs), converted<double>(bars));

    double terms = 1.0;  // a sum has no more terms than all inputs have entries
    for (const auto& input : inputs) terms += static_cast<double>(input.n_elem);
    ContractLine line{"float against double", Verdict::holds, 0.0, 0.0, ""};
    line.error_bar =
        64.0 * std::sqrt(terms) * double(std::numeric_limits<float>::epsilon());
    const double scale = largest(want);
    const double error = largest_difference(got, want);
    line.largest_error = scale > 0.0 ? error / scale : error;
    // Written so that NaN does not hold
    if (!(line.largest_error <= line.error_bar)) line.verdict = Verdict::fails;
    return line;
}

// ------------------------------------------------------------- mistakes

/// What the judge says of a wrong rule; a rule that throws or returns a matrix of
/// another shape is rejected before any number is compared.
struct Rejection {
    Verdict verdict;
    double largest_error;
    std::string note;
};

Rejection judge_mistake(const Step& step,
                        const Example& example,
                        const WrongRule& mistake) {
    try {
        const auto got = mistake.vjp(example.inputs, example.output_bars);
        const auto want = step.in<double>().vjp(example.inputs, example.output_bars);
        if (sizes_of(got) != sizes_of(want)) {
            return {Verdict::fails, not_measured, "its shape gives it away"};
        }
    } catch (const std::logic_error&) {  // Armadillo's word for sizes that do not fit
        return {Verdict::fails, not_measured, "its shape gives it away"};
    }
    const StepFunction function(step, example);
    const auto rule = [&](const arma::vec& x) -> arma::vec {
        return function.inputs().pack(
            mistake.vjp(function.inputs_at(x), example.output_bars));
    };
    const GradientReport report =
        check_gradient(WeightedStep(function, example), rule, function.point());
    return {report.verdict, report.max_relative_error, ""};
}

ContractLine check_mistake(const Step& step,
                           const Example& example,
                           const WrongRule& mistake) {
    const Rejection rejection = judge_mistake(step, example, mistake);
    ContractLine line{fmt::format("mistake {}", mistake.name),
                      Verdict::holds,
                      rejection.largest_error,
                      not_measured,
                      "rejected",
                      "caught"};
    if (!rejection.note.empty()) line.note += ": " + rejection.note;
    if (rejection.verdict != Verdict::fails) {
        line.verdict = Verdict::fails;
        line.note = "the check does not see this mistake";
    }
    return line;
}

ContractLine check_hiding(const Step& step,
                          std::uint64_t seed,
                          const WrongRule& mistake) {
    const Example example = draw_hiding_example(step, seed, *mistake.hidden);
    const Rejection rejection = judge_mistake(step, example, mistake);
    ContractLine line{fmt::format("mistake {} hidden", mistake.name),
                      Verdict::holds,
                      rejection.largest_error,
                      not_measured,
                      fmt::format("passes when {}", mistake.hidden->when),
                      "hidden"};
    if (rejection.verdict == Verdict::fails) {
        line.verdict = Verdict::fails;
        line.note =
            fmt::format("is said to pass when {}, but does not", mistake.hidden->when);
    }
    return line;
}

// ---------------------------------------------------------- hard inputs

template <class eT>
bool finite_at(const Step& step,
               const Blocks<double>& inputs,
               const Blocks<double>& bars) {
    const auto narrow = converted<eT>(inputs);
    const auto finite = [](const Blocks<eT>& blocks) {
        return std::ranges::all_of(blocks,
                                   [](const auto& block) { return block.is_finite(); });
    };
    return finite(step.in<eT>().forward(narrow)) &&
           finite(step.in<eT>().vjp(narrow, converted<eT>(bars)));
}

ContractLine check_hard_input(const Step& step,
                              const Example& example,
                              const HardInput& hard) {
    ContractLine line{fmt::format("finite: {}", hard.what),
                      Verdict::holds,
                      not_measured,
                      not_measured,
                      "float and double"};
    Blocks<double> inputs = example.inputs;
    hard.change(inputs);
    try {
        if (finite_at<double>(step, inputs, example.output_bars) &&
            finite_at<float>(step, inputs, example.output_bars)) {
            return line;
        }
        line.note = "NaN or infinity";
    } catch (const std::exception& error) {
        line.note = error.what();
    }
    line.verdict = Verdict::fails;
    return line;
}

// ------------------------------------------------------------- refusals

ContractLine check_refusals(const Step& step, const Example& example) {
    const auto accepted = accepted_nonsense(step, example);
    if (accepted.empty()) {
        return {"refusals",
                Verdict::holds,
                not_measured,
                not_measured,
                "wrong shapes and NaN are refused by name"};
    }
    return {"refusals",
            Verdict::fails,
            not_measured,
            not_measured,
            "not refused: " + fmt::format("{}", fmt::join(accepted, ", "))};
}

/// The worst of the lines: a failure before what is undecided.
Verdict verdict_of(const std::vector<ContractLine>& lines) {
    Verdict verdict = Verdict::holds;
    for (const ContractLine& line : lines) {
        if (line.verdict == Verdict::fails) return Verdict::fails;
        if (line.verdict == Verdict::undecided) verdict = Verdict::undecided;
    }
    return verdict;
}

/// A size each for the numbers by which a rule may be wrong. A window is drawn to fit, so
/// that some of its sizes are equal: the first of them gives the name.
std::vector<Size> sizes_to_name(const Example& example) {
    std::vector<Size> sizes;
    for (const auto& [letter, value] : example.sizes) {
        const auto number = static_cast<double>(value);
        if (value < 2 || std::ranges::count(sizes, number, &Size::value) > 0) continue;
        sizes.push_back({std::string(letter), number});
    }
    return sizes;
}

}  // namespace

VjpReport judge_rule(const Step& step,
                     const Example& example,
                     const std::function<Blocks<double>(const Blocks<double>&,
                                                        const Blocks<double>&)>& rule,
                     CheckOptions options) {
    const StepFunction function(step, example);
    options.blocks = block_names(step, example);
    options.sizes = sizes_to_name(example);
    const auto vjp = [&](const arma::vec& x, const arma::vec& y_bar) -> arma::vec {
        return function.inputs().pack(
            rule(function.inputs_at(x), function.outputs().unpack(y_bar)));
    };
    const auto& own_jvp = step.in<double>().jvp;
    if (!own_jvp) return check_vjp(function, vjp, function.point(), options);
    const auto jvp = [&](const arma::vec& x, const arma::vec& x_dot) -> arma::vec {
        return function.outputs().pack(
            own_jvp(function.inputs_at(x), function.inputs().unpack(x_dot)));
    };
    return check_vjp(function, vjp, jvp, function.point(), options);
}

ContractReport check_contract(const Step& step, std::uint64_t seed) {
    const Example example = draw_example(step, seed);
    ContractReport report;
    report.step = step.name;
    report.shapes = shapes_text(step, example);

    CheckOptions options;
    options.seed = seed;
    report.vjp = judge_rule(step, example, step.in<double>().vjp, options);
    for (const auto& oracle : report.vjp.oracles) {
        report.lines.push_back({oracle.name,
                                oracle.verdict,
                                oracle.max_relative_error,
                                oracle.error_bar,
                                oracle.note});
    }
    report.lines.push_back(check_float(step, example));
    for (const WrongRule& mistake : step.mistakes) {
        report.lines.push_back(check_mistake(step, example, mistake));
        if (mistake.hidden) report.lines.push_back(check_hiding(step, seed, mistake));
    }
    for (const HardInput& hard : step.hard_inputs) {
        report.lines.push_back(check_hard_input(step, example, hard));
    }
    report.lines.push_back(check_refusals(step, example));
    report.verdict = verdict_of(report.lines);
    if (report.vjp.verdict != Verdict::holds && report.verdict == Verdict::holds) {
        report.verdict = report.vjp.verdict;
    }
    return report;
}

}  // namespace chainrule::steps
