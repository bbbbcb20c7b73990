#pragma once

/// @file
/// The numerical derivatives: along random directions and entry by entry, by
/// differences and by complex step.

#include "chainrule/check/compare.hpp"
#include "chainrule/check/complex_step.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/slope.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The slopes of all outputs along one direction.
struct Probe {
    arma::uword coordinate = 0;  ///< if the direction is an entry of x
    arma::vec direction;         ///< if it is not
    Descent descent;             ///< empty if differences were not asked
    arma::vec complex;           ///< empty if complex step was not asked
};

struct Probes {
    std::vector<Probe> directions;
    std::vector<Probe> entries;
    bool trust_complex = false;  ///< f takes complex arguments and is analytic
    std::string distrust;        ///< why not, if it was asked
};

/// What rounding may do to the complex-step slope of output i, for a step as long as
/// `length`.
[[nodiscard]] inline double complex_bar(const Setting& setting,
                                        arma::uword i,
                                        double slope,
                                        double length) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double noise = setting.sigma(i) + epsilon * std::abs(setting.value(i));
    return rounding_bar(slope, noise / length);
}

namespace detail {

/// Differences against complex step: `fails` if they contradict it for any output,
/// `holds` if they confirm it for one, `undecided` if they cannot tell.
[[nodiscard]] inline Verdict confront(const Setting& setting, const Probe& probe) {
    bool confirmed = false;
    for (arma::uword i = 0; i < probe.descent.slopes.size(); ++i) {
        const Slope& slope = probe.descent.slopes[i];
        const double value = probe.complex(i);
        const Comparison comparison =
            against_differences(value,
                                complex_bar(setting, i, value, 1.0),
                                slope,
                                slope.scale,
                                KinkPolicy::accept_between);
        if (comparison.verdict == Verdict::fails) return Verdict::fails;
        confirmed = confirmed || comparison.verdict == Verdict::holds;
    }
    return confirmed ? Verdict::holds : Verdict::undecided;
}

/// Takes the probes of one problem, and keeps account of whether complex step has been
/// confirmed or contradicted so far.
class Prober {
public:
    explicit Prober(const Setting& setting) : setting_(setting) {
        probes_.trust_complex =
            setting.options.oracles.complex_step && setting.problem.f.takes_complex();
    }

    [[nodiscard]] Probes take() {
        take_directions();
        take_entries();
        if (probes_.trust_complex && !confirmed_) {
            distrust("differences cannot confirm it here");
        }
        return std::move(probes_);
    }

private:
    void take_directions() {
        // Steps down to 1e-9, so that the order of the remainder can be seen.
        constexpr std::size_t levels = 13;
        const arma::vec& x = setting_.x();
        // One coordinate has one direction.
        const std::size_t count =
            std::min<std::size_t>(setting_.options.directions, x.n_elem);
        Random random(setting_.options.seed, 0x646972656374);  // stream "direct"
        for (std::size_t k = 0; k < count; ++k) {
            Probe probe;
            probe.direction = random_direction(x.n_elem, random);
            probe.descent = descend(setting_.problem.f,
                                    Line(x, probe.direction, setting_.options),
                                    setting_.value,
                                    setting_.sigma,
                                    levels);
            if (probes_.trust_complex) {
                probe.complex = complex_slopes(
                    setting_.problem.f, x, probe.direction, setting_.outputs());
                weigh(detail::confront(setting_, probe), "along a random direction");
            }
            probes_.directions.push_back(std::move(probe));
        }
    }

    void take_entries() {
        const bool differences = setting_.options.oracles.differences;
        if (!differences && !probes_.trust_complex) return;
        const arma::vec& x = setting_.x();
        for (const arma::uword j : sampled_entries(setting_.blocks, setting_.options)) {
            Probe probe;
            probe.coordinate = j;
            if (differences) {
                probe.descent = descend(setting_.problem.f,
                                        Line(x, j, setting_.options),
                                        setting_.value,
                                        setting_.sigma);
                probe.descent.ladder.clear();  // of many entries only the slopes
            }
            if (probes_.trust_complex) {
                probe.complex =
                    complex_slopes(setting_.problem.f, x, j, setting_.outputs());
                weigh(detail::confront(setting_, probe),
                      "at " + entry_name(setting_.blocks, j));
            }
            probes_.entries.push_back(std::move(probe));
        }
    }

    void weigh(Verdict verdict, const std::string& where) {
        if (verdict == Verdict::holds) confirmed_ = true;
        if (verdict == Verdict::fails) {
            distrust("differences contradict it " + where +
                     ": f is not analytic there (abs, norm, conj, .t()?)");
        }
    }

    void distrust(std::string reason) {
        probes_.trust_complex = false;
        probes_.distrust = "left out: " + std::move(reason);
    }

    const Setting& setting_;
    Probes probes_;
    bool confirmed_ = false;
};

}  // namespace detail

/// Asks f along all directions and for all entries that the options want.
[[nodiscard]] inline Probes take_probes(const Setting& setting) {
    return detail::Prober(setting).take();
}

}  // namespace chainrule::check
