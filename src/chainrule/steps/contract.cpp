#include "chainrule/steps/contract.hpp"

#include <fmt/format.h>

#include <limits>

namespace chainrule::steps {

namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// Several matrices as one vector, each column by column, and back. The judge moves
/// one vector; a step has several arguments.
class Packing {
public:
    Packing(std::span<const arma::SizeMat> sizes)
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

template <class eT>
std::vector<arma::SizeMat> sizes_of(const Blocks<eT>& blocks) {
    std::vector<arma::SizeMat> sizes;
    for (const auto& block : blocks) sizes.push_back(arma::size(block));
    return sizes;
}

/// A step at one example as a function of the vector of its differentiable inputs, in
/// `double` and in complex numbers; the constants stay what the example says.
class StepFunction {
public:
    StepFunction(const Step& step, const Example& example)
        : step_(step),
          example_(example),
          inputs_(sizes_of(differentiable(example.inputs))),
          outputs_(sizes_of(example.output_bars)) {}

    arma::vec operator()(const arma::vec& x) const { return value(x); }
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
    std::complex<double> operator()(const arma::cx_vec& x) const {
        const arma::cx_vec bars = arma::conv_to<arma::cx_vec>::from(bars_);
        return arma::accu(bars % function_(x));
    }

private:
    const StepFunction& function_;
    arma::vec bars_;
};

std::vector<Block> block_names(const Step& step, const Example& example) {
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        if (!step.inputs[i].differentiable) continue;
        const arma::mat& value = example.inputs[i];
        blocks.push_back(
            {std::string(step.inputs[i].name), value.n_rows, value.n_cols});
    }
    return blocks;
}

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
                      "rejected"};
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
                      fmt::format("passes when {}", mistake.hidden->when)};
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
/// or it is a number.
bool is_bound(const Step& step, std::string_view letter) {
    if (letter.find_first_not_of("0123456789") == letter.npos) return true;
    std::size_t uses = 0;
    for (const Input& input : step.inputs) {
        uses += (input.rows == letter) + (input.cols == letter);
    }
    return uses > 1;
}

void grow(arma::mat& block, arma::uword rows, arma::uword cols) {
    block.resize(block.n_rows + rows, block.n_cols + cols);
}

/// Every way tried here to call the step wrongly that was not refused.
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

}  // namespace

VjpReport judge_rule(const Step& step,
                     const Example& example,
                     const std::function<Blocks<double>(const Blocks<double>&,
                                                        const Blocks<double>&)>& rule,
                     CheckOptions options) {
    const StepFunction function(step, example);
    options.blocks = block_names(step, example);
    for (const auto& [letter, value] : example.sizes) {
        options.sizes.push_back({std::string(letter), static_cast<double>(value)});
    }
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
