#include "chainrule/claims/judge.hpp"

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace chainrule::claims {

namespace {

/// Arguments at which a function of one number is judged, where it is finite.
arma::vec points_for(const Claim& claim, Truths& truths) {
    constexpr std::size_t tried = 64, wanted = 12;
    const Draw draw = truths.trial().draw;
    Random random(draw.seed, draw.trial, claim.of, std::uint64_t{0x5ca1a2});
    const Environment<double> environment{truths.derivation(),
                                          truths.trial().values,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          &truths.meter()};
    std::vector<double> points;
    for (std::size_t k = 0; k < tried && points.size() < wanted; ++k) {
        const arma::mat z(1, 1, arma::fill::value(2.0 * random.normal()));
        if (apply_function(claim.of, z, environment).is_finite()) {
            points.push_back(z.at(0));
        }
    }
    return arma::vec(points);
}

TrueDerivative truth_of(const Claim& claim, Truths& truths, const arma::vec& points) {
    if (claim.kind == Claim::Kind::function) {
        return truths.of_function(claim.of, claim.order, points);
    }
    TrueDerivative truth = truths.of(claim.of, claim.wrt);
    if (claim.kind == Claim::Kind::jacobian) {
        // A gradient may have been asked as the Jacobian of its one output
        truth.value.reshape(claim.expected.rows, claim.expected.cols);
        truth.error_bar.reshape(claim.expected.rows, claim.expected.cols);
    }
    return truth;
}

/// The size of slope that would count where all slopes are zero, as in check::judge.
double negligible_slope(const Claim& claim, const Trial& trial) {
    if (claim.kind == Claim::Kind::function) return check::negligible;
    const auto largest = [](const arma::mat& x) {
        return x.is_empty() ? 0.0 : arma::abs(x).max();
    };
    return check::negligible * largest(trial.values[claim.of]) /
           std::max(1.0, largest(trial.values[claim.wrt]));
}

/// The largest change from `a` to `b`, which differ by rounding only.
double largest_change(const arma::mat& a, const arma::mat& b) {
    double most = 0.0;
    for (arma::uword i = 0; i < std::min(a.n_elem, b.n_elem); ++i) {
        const double change = std::abs(a.mem[i] - b.mem[i]);
        if (std::isfinite(change)) most = std::max(most, change);
    }
    return most;
}

/// How far rounding moves the difference of claim and truth, which should be zero not only
/// here but also close by: there, all of it is rounding. At most of so many `times`.
double noise_of_difference(const Claim& claim,
                           const Expression& right,
                           TrialPoint& point,
                           const Finding& finding,
                           std::size_t times) {
    const arma::mat here = finding.claimed - finding.truth;
    double noise = 0.0;
    for (std::size_t k = 0; k < times; ++k) {
        Sample& sample = point.nudged(k);
        arma::vec points = finding.points;
        Random random(sample.trial.draw.nudge, std::uint64_t{0x5ca1a2});
        nudge(points, random);
        arma::mat there = claimed_value(claim, right, sample.truths, points);
        there -= truth_of(claim, sample.truths, points).value;
        noise = std::max(noise, largest_change(here, there));
    }
    return noise;
}

/// How far rounding moves the claim alone. Truth that differences found is known to fewer
/// digits, and has a bar of its own.
double noise_of_claim(const Claim& claim,
                      const Expression& right,
                      TrialPoint& point,
                      const Finding& finding,
                      std::size_t times) {
    double noise = 0.0;
    for (std::size_t k = 1; k <= times; ++k) {
        const arma::mat there =
            claimed_value(claim, right, point.truths(), finding.points, k);
        noise = std::max(noise, largest_change(finding.claimed, there));
    }
    return noise;
}

/// What the uncertainty of the derivatives in a claim does to its value.
arma::mat bar_of_claimed(const Claim& claim,
                         const Expression& right,
                         Truths& truths,
                         const arma::vec& points,
                         const arma::mat& claimed) {
    arma::mat bar(claimed.n_rows, claimed.n_cols, arma::fill::zeros);
    if (!truths.shaky()) return bar;
    for (const std::uint64_t seed : {1, 2}) {
        truths.shake(seed);
        const arma::mat shaken = claimed_value(claim, right, truths, points);
        for (arma::uword i = 0; i < bar.n_elem; ++i) {
            const double change = std::abs(shaken.mem[i] - claimed.mem[i]);
            if (std::isfinite(change)) {
                bar.memptr()[i] = std::max(bar.mem[i], 2.0 * change);
            }
        }
    }
    truths.shake(0);
    return bar;
}

/// One entry, found by differences.
void compare(const Differences& found, Finding& finding, arma::uword i) {
    const double claimed = finding.claimed.mem[i];
    if (!found.found) {
        finding.error.memptr()[i] = arma::datum::nan;
        finding.verdicts[i] = Verdict::undecided;
        finding.doubt = found.doubt;
        return;
    }
    const double gap = std::max({0.0, found.low - claimed, claimed - found.high});
    finding.error.memptr()[i] = std::isfinite(claimed) ? gap : arma::datum::inf;
    finding.error_bar.memptr()[i] += found.error_bar;
    if (found.kink) {
        finding.kink = true;
        finding.doubt = found.doubt;
    }
}

/// Errors and bars of all entries.
void compare(const TrueDerivative& truth,
             const arma::mat& claimed_bar,
             double noise,
             Finding& finding) {
    finding.error_bar = claimed_bar;
    finding.error.set_size(arma::size(finding.claimed));
    finding.verdicts.assign(finding.claimed.n_elem, Verdict::undecided);
    finding.doubt.clear();
    for (arma::uword i = 0; i < finding.claimed.n_elem; ++i) {
        const double claimed = finding.claimed.mem[i], value = finding.truth.mem[i];
        finding.error_bar.memptr()[i] +=
            check::rounding_bar(claimed, noise) + check::rounding_bar(value, 0.0) +
            4.0 * std::numeric_limits<double>::epsilon() * finding.scale;
        if (std::isfinite(value)) {
            finding.error.memptr()[i] =
                std::isfinite(claimed) ? std::abs(claimed - value) : arma::datum::inf;
        } else {
            finding.error.memptr()[i] = arma::datum::nan;
        }
        if (!truth.differences.empty()) compare(truth.differences[i], finding, i);
    }
}

void settle(Finding& finding, double scale) {
    finding.verdict = finding.verdicts.empty() ? Verdict::undecided : Verdict::holds;
    for (arma::uword i = 0; i < finding.verdicts.size(); ++i) {
        const double error = finding.error.mem[i];
        if (!std::isnan(error)) {
            finding.verdicts[i] = check::judge(error, finding.error_bar.mem[i], scale);
            if (finding.verdicts[i] == Verdict::undecided && finding.doubt.empty()) {
                finding.doubt = "rounding hides the rest";
            }
        } else if (finding.doubt.empty()) {
            finding.doubt = "the derivative is not finite";
        }
        finding.verdict = worse(finding.verdict, finding.verdicts[i]);
    }
}

}  // namespace

double Finding::max_relative_error() const {
    double most = arma::datum::nan;
    for (const double e : error) {
        // fmax passes over NaN
        most = std::fmax(most, e == 0.0 ? 0.0 : e / scale);
    }
    return most;
}

double Finding::relative_error_bar() const {
    double most = arma::datum::nan;
    for (const double bar : error_bar)
        most = std::fmax(most, bar == 0.0 ? 0.0 : bar / scale);
    return most;
}

Sample& TrialPoint::nudged(std::size_t k) {
    const Draw draw = here_.trial.draw;
    while (nudged_.size() <= k) {
        nudged_.push_back(std::make_unique<Sample>(
            derivation_, Draw{draw.seed, draw.trial, nudged_.size() + 1}, meter_));
    }
    return *nudged_[k];
}

arma::mat claimed_value(const Claim& claim,
                        const Expression& right,
                        Truths& truths,
                        const arma::vec& points,
                        std::uint64_t rounding) {
    const Derivation& derivation = truths.derivation();
    Environment<double> environment{derivation,
                                    truths.trial().values,
                                    nullptr,
                                    nullptr,
                                    &truths,
                                    &truths.meter(),
                                    nullptr,
                                    rounding};
    if (claim.kind == Claim::Kind::gradient) return evaluate(right, environment);

    std::vector<arma::mat> moving(derivation.symbols.size());
    std::vector<char> moved(derivation.symbols.size(), 0);
    environment.moving = &moving;
    environment.moved = &moved;
    const auto at = [&](SymbolId id, double value) {
        moved[id] = 1;
        moving[id] = arma::mat(1, 1, arma::fill::value(value));
    };
    if (claim.kind == Claim::Kind::function) {
        arma::mat result(points.n_elem, 1);
        for (arma::uword k = 0; k < points.n_elem; ++k) {
            at(claim.wrt, points.at(k));
            result.at(k) = evaluate(right, environment).at(0);
        }
        return result;
    }
    arma::mat result(claim.expected.rows, claim.expected.cols);
    for (arma::uword j = 0; j < result.n_cols; ++j) {
        for (arma::uword i = 0; i < result.n_rows; ++i) {
            at(claim.row, double(i + 1));
            at(claim.col, double(j + 1));
            result.at(i, j) = evaluate(right, environment).at(0);
        }
    }
    return result;
}

Finding judge_at(const Claim& claim, const Expression& right, TrialPoint& point) {
    Finding finding;
    Truths& truths = point.truths();
    if (claim.kind == Claim::Kind::function) finding.points = points_for(claim, truths);
    const TrueDerivative truth = truth_of(claim, truths, finding.points);
    finding.claimed = claimed_value(claim, right, truths, finding.points);
    finding.truth = truth.value;
    // log(-1) has no slope, whatever complex numbers find beside it
    const bool has_value = claim.kind == Claim::Kind::function ||
                           point.trial().values[claim.of].is_finite();
    if (!has_value) finding.truth.fill(arma::datum::nan);
    for (const double value : finding.truth) {
        if (std::isfinite(value))
            finding.scale = std::max(finding.scale, std::abs(value));
    }
    const arma::mat claimed_bar =
        bar_of_claimed(claim, right, truths, finding.points, finding.claimed);
    const double negligible = negligible_slope(claim, point.trial());
    const bool exact = truth.error_bar.is_zero();
    // An entry may stay where it is by accident, so small errors are looked at again
    for (const std::size_t times : {1, 8}) {
        const double noise =
            exact ? noise_of_difference(claim, right, point, finding, times)
                  : noise_of_claim(claim, right, point, finding, times);
        compare(truth, claimed_bar, noise, finding);
        settle(finding, std::max(finding.scale, negligible));
        constexpr double small = 1e-6;
        const bool may_be_noise = finding.max_relative_error() < small;
        if (finding.verdict == Verdict::holds || !may_be_noise) break;
    }
    if (finding.scale == 0.0) finding.scale = negligible > 0.0 ? negligible : 1.0;
    return finding;
}

}  // namespace chainrule::claims
