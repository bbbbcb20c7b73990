#pragma once

/// @file
/// Function values on both sides of x along a line, at ever smaller steps. All that
/// differences, kinks and remainders are computed from is sampled here, once.

#include "chainrule/check/function.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace chainrule::check {

/// Each step is this much shorter than the one before.
inline constexpr double ladder_ratio = 4.0;

/// Short enough for the last step to reach the last bits of x.
inline constexpr std::size_t ladder_levels = 22;

/// The first step, in units of max(1, |x|). Not a round number: a function periodic
/// in a power of two would look constant at every step of the ladder.
inline constexpr double first_step = 0.2137;

/// f at x + `ahead` d and at x - `behind` d. The two differ from the nominal step,
/// and from each other, by what rounding x + h d does to h.
struct Rung {
    double step;  ///< nominal
    double ahead;
    double behind;
    arma::vec plus;
    arma::vec minus;
};

/// The line x + t d. A coordinate direction moves a single entry of one copy of x.
class Line {
public:
    /// Along entry `coordinate` of x.
    Line(const arma::vec& x, arma::uword coordinate, const CheckOptions& options)
        : x_(x),
          point_(x),
          coordinate_(coordinate),
          scale_(std::max(1.0, std::abs(x(coordinate)))),
          options_(options) {}

    /// Along a `direction` of x's length.
    Line(const arma::vec& x, arma::vec direction, const CheckOptions& options)
        : x_(x),
          point_(x),
          direction_(std::move(direction)),
          scale_(std::max(1.0, arma::norm(x, "inf"))),
          options_(options) {}

    /// The size of a long step: max(1, |x|).
    [[nodiscard]] double scale() const { return scale_; }

    /// Whether a step changes x by more than a few of its last bits.
    [[nodiscard]] bool resolves(double step) const {
        const double epsilon = options_.single_precision
                                   ? std::numeric_limits<float>::epsilon()
                                   : std::numeric_limits<double>::epsilon();
        const double size = coordinate_ ? std::abs(x_(*coordinate_)) : scale_;
        return step > 8.0 * epsilon * size;
    }

    /// f at both ends of a step.
    [[nodiscard]] Rung sample(const Function& f, double step, arma::uword outputs) {
        Rung rung{step, step, step, {}, {}};
        rung.ahead = move(step);
        rung.plus = f.probe(point_, outputs, options_);
        rung.behind = -move(-step);
        rung.minus = f.probe(point_, outputs, options_);
        if (coordinate_) point_(*coordinate_) = x_(*coordinate_);
        return rung;
    }

private:
    /// Puts the point at x + t d and returns the t that rounding made of it.
    double move(double t) {
        if (!coordinate_) {
            point_ = x_ + t * direction_;
            return t;
        }
        double& entry = point_(*coordinate_);
        entry = x_(*coordinate_) + t;
        if (options_.single_precision) entry = static_cast<float>(entry);
        return entry - x_(*coordinate_);
    }

    const arma::vec& x_;
    arma::vec point_;
    std::optional<arma::uword> coordinate_;
    arma::vec direction_;
    double scale_;
    const CheckOptions& options_;
};

}  // namespace chainrule::check
