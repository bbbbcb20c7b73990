#pragma once

/// @file
/// Makes a problem ready to be examined: both sides asked at x, found clear by the
/// sentinels, their noise measured.

#include "chainrule/check/options.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/sentinels.hpp"
#include "chainrule/check/valid_options.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace chainrule::check {

namespace detail {

/// No `sigma` stays below `spread`, nor below `share` of its |value|.
inline void widen(arma::mat& sigma,
                  const arma::mat& values,
                  double share,
                  double spread) {
    for (arma::uword i = 0; i < sigma.n_elem; ++i) {
        double least = spread;
        if (std::isfinite(values.mem[i])) {
            least = std::max(least, share * std::abs(values.mem[i]));
        }
        sigma.memptr()[i] = std::max(sigma.mem[i], least);
    }
}

/// The noise of f and of the claimed derivatives: what ECnoise finds, what answers
/// differ by when asked again, and the rounding of `float` where that is their type.
inline void measure(Setting& setting, const Answers& answers) {
    const Problem& problem = setting.problem;
    const Noise noise =
        measure_noise(problem.f, problem.x, setting.outputs(), setting.options);
    setting.sigma = noise.sigma;
    setting.claimed_sigma = measure_claimed_noise(
        problem.claimed, problem.x, setting.claimed, noise.spacing, setting.options);
    widen(setting.sigma,
          setting.value,
          0.3 * problem.value_epsilon,
          answers.value_spread);
    widen(setting.claimed_sigma,
          setting.claimed,
          problem.claimed_epsilon,
          answers.claimed_spread);
}

}  // namespace detail

/// Asks both callables for x. Nothing if the question is settled already: `report`
/// then has the verdict and says why. `std::invalid_argument` for options that cannot
/// be meant.
[[nodiscard]] inline std::optional<Setting> inspect(const Problem& problem,
                                                    const CheckOptions& options,
                                                    Report& report) {
    require_valid(options);
    require_valid(options.blocks, problem.x.n_elem);
    Setting setting{problem,
                    options,
                    blocks_of(options, problem.shape),
                    {},
                    {},
                    {},
                    {},
                    Allowance(problem.f, options.budget)};
    Answers answers = answers_of(problem, options);
    report.notes = std::move(answers.notes);
    if (answers.failure) {
        report.verdict = Verdict::fails;
        report.diagnosis = answers.failure->text;
        report.diagnoses.push_back(std::move(*answers.failure));
        return {};
    }
    if (answers.claimed.is_empty()) {
        report.notes.push_back("there is no derivative to check");
        return {};
    }
    if (!finite(answers.value)) {
        report.notes.push_back(problem.function +
                               " at x is not finite: nothing can be compared");
        return {};
    }
    setting.value = std::move(answers.value);
    setting.claimed = std::move(answers.claimed);
    setting.claimed.reshape(setting.outputs(), problem.x.n_elem);
    report.entries = setting.claimed.n_elem;
    detail::measure(setting, answers);
    if (setting.allowance.refused() > 0) {
        report.notes.push_back("the budget of " +
                               std::to_string(options.budget.evaluations) +
                               " evaluations does not suffice to measure the noise of "
                               "f: nothing was compared");
        return {};
    }
    return setting;
}

}  // namespace chainrule::check
