#include "chainrule/train/self_check.hpp"

#include "chainrule/check/gradient.hpp"
#include "chainrule/check/v_curve.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/objective.hpp"
#include "chainrule/train/streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace chainrule::train {

namespace {

constexpr std::size_t examples = 16;
constexpr std::size_t directions = 4;

/// Of length 1, for the curves.
arma::vec random_direction(const TrainConfig& config, const arma::vec& x) {
    Random random(config.seed, stream::self_check, 3);
    arma::vec direction(arma::size(x));
    direction.imbue([&] { return random.normal(); });
    return direction / arma::norm(direction);
}

CheckOptions options(const Layout& layout, std::size_t entries) {
    CheckOptions chosen;
    chosen.blocks = named_blocks(layout);
    chosen.sizes = {{"N", static_cast<double>(examples)}};
    chosen.max_entries = entries;
    chosen.worst = entries;  // every failing block is to be named
    chosen.directions = directions;
    // Complex step alone: it is exact, and differences would take three times as long
    chosen.oracles.differences = false;
    chosen.oracles.taylor = false;
    return chosen;
}

/// The blocks that hold a failing entry, in order of their names.
std::vector<std::string> failing_blocks(const GradientReport& report) {
    std::vector<std::string> names;
    for (const Entry& entry : report.worst) {
        if (entry.verdict == Verdict::fails) names.push_back(entry.block);
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

bool only_biases_fail(const GradientReport& report) {
    const auto names = failing_blocks(report);
    return !names.empty() && std::ranges::all_of(names, [](const std::string& name) {
        return name.front() == 'b';
    });
}

std::string measured(const GradientReport& report) {
    return fmt::format("{} entries and {} directions by complex step",
                       report.entries_checked,
                       directions);
}

}  // namespace

GradientReport check_network(const TrainConfig& config, std::size_t entries) {
    Objective objective(config, examples);
    return check_gradient(
        objective,
        [&](const arma::vec& x) { return objective.gradient(x); },
        starting_point(config, objective.layout()),
        options(objective.layout(), entries));
}

std::string checked_sentence(const TrainConfig& config) {
    const GradientReport report = check_network(config);
    if (report.verdict == Verdict::holds) {
        return fmt::format(
            "The gradient of all {} parameters holds: largest relative error {:.0e}, "
            "{}.",
            report.entries,
            report.max_relative_error,
            measured(report));
    }
    if (config.bias == Bias::one_number_rule && only_biases_fail(report)) {
        return fmt::format(
            "The gradient fails at {}, as this run asks for ({} of {}), and training "
            "goes on with the defect.",
            fmt::join(failing_blocks(report), " and "),
            report.entries_failing,
            measured(report));
    }
    std::ostringstream evidence;
    evidence << report;
    throw FailedSelfCheck("the network's own gradient is wrong; it is not trained\n" +
                          evidence.str());
}

std::vector<chainrule::Block> parameters_of(const TrainConfig& config) {
    return named_blocks(Objective(config, examples).layout());
}

VCurve series_of(const chainrule::VCurve& curve) {
    const auto list = arma::conv_to<std::vector<double>>();
    VCurve result{list.from(curve.steps), {}};
    const auto add = [&](const char* method, bool single, const arma::vec& errors) {
        if (errors.is_empty()) return;
        result.series.push_back({method, single, list.from(errors)});
    };
    add("forward", false, curve.forward);
    add("central", false, curve.central);
    add("complex step", false, curve.complex_step);
    add("forward", true, curve.forward_float);
    add("central", true, curve.central_float);
    return result;
}

VCurve measure_v_curve(const TrainConfig& config) {
    Objective objective(config, examples);
    const arma::vec x = starting_point(config, objective.layout());
    return series_of(v_curve(
        objective,
        [&](const arma::vec& point) { return objective.gradient(point); },
        x,
        random_direction(config, x)));
}

TaylorCurve measure_taylor_curve(const TrainConfig& config) {
    Objective objective(config, examples);
    const arma::vec x = starting_point(config, objective.layout());
    return taylor_curve(
        objective,
        [&](const arma::vec& point) { return objective.gradient(point); },
        x,
        random_direction(config, x));
}

}  // namespace chainrule::train
