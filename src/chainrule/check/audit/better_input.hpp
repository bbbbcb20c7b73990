#pragma once

/// @file
/// Where x is too special to show a mistake: the same claim at an input that is not.

#include "chainrule/check/audit/degeneracy.hpp"
#include "chainrule/check/diagnosis/fresh_point.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace chainrule::check {

/// x with some blocks drawn afresh: normal numbers of the block's own size, or of about
/// 1/2 where it is zero.
struct BetterInput {
    arma::vec x;
    std::vector<std::string> drawn;  ///< names of these blocks
};

namespace detail {

/// The root of the mean square; 1/2 of nothing.
[[nodiscard]] inline double size_of(const arma::mat& values) {
    const double size = length(values) / std::sqrt(static_cast<double>(values.n_elem));
    return size > 0.0 ? size : 0.5;
}

/// The slope of f from differences along a direction, against that of the claim.
[[nodiscard]] inline Verdict verdict_along(const Setting& setting,
                                           const arma::vec& point,
                                           const arma::vec& f_there,
                                           const arma::mat& claimed,
                                           const arma::vec& direction) {
    const Descent descent = descend(setting.problem.f,
                                    Line(point, direction, setting.options),
                                    f_there,
                                    setting.sigma);
    Verdict verdict = Verdict::holds;
    for (arma::uword i = 0; i < setting.outputs(); ++i) {
        double slope = 0.0, square = 0.0, noise = 0.0;
        for (arma::uword j = 0; j < direction.n_elem; ++j) {
            const double value = claimed.at(i, j),
                         sigma = setting.claimed_sigma.at(i, j);
            slope += value * direction.mem[j];
            square += value * value;
            noise += sigma * sigma;
        }
        verdict =
            worse(verdict,
                  against_differences(slope,
                                      rounding_bar(std::sqrt(square), std::sqrt(noise)),
                                      descent.slopes[i],
                                      std::abs(slope),
                                      KinkPolicy::accept_between)
                      .verdict);
    }
    return verdict;
}

/// A direction of length 1 within entries `first` to `first + count`.
[[nodiscard]] inline arma::vec direction_within(arma::uword first,
                                                arma::uword count,
                                                arma::uword size,
                                                Random& random) {
    const arma::vec part = random_direction(count, random);
    arma::vec direction = filled(size, 0.0);
    std::copy_n(part.mem, count, direction.memptr() + first);
    return direction;
}

}  // namespace detail

/// The blocks of x that are degenerate, drawn afresh; all of them if `all`.
[[nodiscard]] inline BetterInput better_input(const Setting& setting,
                                              bool all,
                                              Random& random) {
    BetterInput better{setting.x(), {}};
    arma::uword first = 0;
    for (const Block& block : setting.blocks) {
        const arma::mat values = shaped(setting.x().mem + first, block);
        if (block.size() > 0 && (all || !degeneracy_of(values).empty())) {
            const double size = detail::size_of(values);
            for (arma::uword i = first; i < first + block.size(); ++i) {
                double& entry = better.x.at(i);
                entry = size * random.normal();
                if (setting.options.single_precision) entry = static_cast<float>(entry);
            }
            better.drawn.push_back(block.name);
        }
        first += block.size();
    }
    return better;
}

/// How the claim does at another input.
struct Elsewhere {
    Verdict verdict = Verdict::undecided;  ///< of all blocks that were looked at
    std::vector<std::string> wrong;        ///< names of those whose claim fails
};

/// The claim at a better input, along a random direction within each of the first few
/// blocks; undecided if f or the claim cannot be had there. Stops at the budget.
[[nodiscard]] inline Elsewhere judge_at(const Setting& setting,
                                        const arma::vec& point,
                                        Random& random) {
    const arma::vec f_there =
        setting.problem.f.probe(point, setting.outputs(), setting.options);
    if (!finite(f_there)) return {};
    const auto claimed = claimed_at(setting, point);
    if (!claimed || !finite(*claimed)) return {};

    constexpr std::size_t most_blocks = 8;  // some ten evaluations each
    Elsewhere elsewhere{Verdict::holds, {}};
    arma::uword first = 0;
    for (std::size_t b = 0; b < std::min(setting.blocks.size(), most_blocks); ++b) {
        const Block& block = setting.blocks[b];
        if (block.size() > 0) {
            const arma::vec direction =
                detail::direction_within(first, block.size(), point.n_elem, random);
            const Verdict here =
                detail::verdict_along(setting, point, f_there, *claimed, direction);
            elsewhere.verdict = worse(elsewhere.verdict, here);
            if (here == Verdict::fails) elsewhere.wrong.push_back(block.name);
        }
        first += block.size();
    }
    return elsewhere;
}

}  // namespace chainrule::check
