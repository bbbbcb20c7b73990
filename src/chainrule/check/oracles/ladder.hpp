#pragma once

/// @file
/// Function values on both sides of x along a line, at ever smaller steps. All that
/// differences, kinks and remainders are computed from is sampled here, once.

#include "chainrule/check/function.hpp"
#include "chainrule/check/maybe.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace chainrule::check {

/// Each step is this much shorter than the one before. With a whole number, steps of
/// nearly n periods of an oscillation would all see the same slope, a wrong one; the
/// powers of this number are far from whole ones.
inline constexpr double ladder_ratio = 3.7;

/// The same where f was not finite on both sides: an edge of its domain is near, and
/// nothing can be learnt before it is behind.
inline constexpr double edge_ratio = 16.0;

/// Short enough for the last step to reach the last bits of x.
inline constexpr std::size_t ladder_levels = 23;

/// The first step, in units of max(1, |x|). Not a round number: a function periodic
/// in a power of two would look constant at every step of the ladder.
inline constexpr double first_step = 0.2137;

/// f at x + `ahead` d and at x - `behind` d. Along an entry the two differ from the
/// nominal step, and from each other, by what rounding x + h d does to h.
struct Rung {
    double step;  ///< nominal
    double ahead;
    double behind;
    double jitter;  ///< what rounding may have moved the points, as a share of the step
    arma::vec plus;
    arma::vec minus;

    /// Whether some output is finite at both ends.
    [[nodiscard]] bool usable() const {
        for (arma::uword i = 0; i < plus.n_elem; ++i) {
            if (std::isfinite(plus.mem[i]) && std::isfinite(minus.mem[i])) return true;
        }
        return false;
    }
};

/// The line x + t d. A coordinate direction moves a single entry of one copy of x.
class Line {
public:
    /// Along entry `coordinate` of x.
    Line(const arma::vec& x, arma::uword coordinate, const CheckOptions& options)
        : x_(x),
          point_(x),
          coordinate_(coordinate),
          options_(options),
          size_(std::abs(x.mem[coordinate])) {}

    /// Along a `direction` of x's length.
    Line(const arma::vec& x, arma::vec direction, const CheckOptions& options)
        : x_(x),
          point_(x),
          direction_(std::move(direction)),
          options_(options),
          size_(largest(x)),
          rounding_(epsilon() * size_ * std::sqrt(static_cast<double>(x.n_elem))) {}

    /// The size of a long step: max(1, |x|).
    [[nodiscard]] double scale() const { return std::max(1.0, size_); }

    /// |x|, which is the better size of a step where f varies as fast as x does, as a
    /// logarithm close to 0.
    [[nodiscard]] double size() const { return size_; }

    /// Whether a step changes x by more than a few of its last bits.
    [[nodiscard]] bool resolves(double step) const {
        return step > 8.0 * epsilon() * (coordinate_ ? size_ : scale());
    }

    /// f at both ends of a step.
    [[nodiscard]] Rung sample(const Function& f, double step, arma::uword outputs) {
        Rung rung{step, step, step, rounding_ / step, {}, {}};
        rung.plus = value(f, rung.ahead, outputs);
        rung.behind = -rung.behind;
        rung.minus = value(f, rung.behind, outputs);
        rung.behind = -rung.behind;
        return rung;
    }

    /// f at x + t d. `t` becomes what rounding makes of it.
    [[nodiscard]] arma::vec value(const Function& f, double& t, arma::uword outputs) {
        t = move(t);
        const arma::vec found = f.probe(point_, outputs, options_);
        if (coordinate_) point_.at(*coordinate_) = x_.mem[*coordinate_];
        return found;
    }

private:
    [[nodiscard]] double epsilon() const {
        return options_.single_precision ? std::numeric_limits<float>::epsilon()
                                         : std::numeric_limits<double>::epsilon();
    }

    /// Puts the point at x + t d and returns the t that rounding made of it.
    double move(double t) {
        if (!coordinate_) {
            point_ = moved(x_, t, direction_);
            return t;
        }
        double& entry = point_.at(*coordinate_);
        entry = x_.mem[*coordinate_] + t;
        if (options_.single_precision) entry = static_cast<float>(entry);
        return entry - x_.mem[*coordinate_];
    }

    const arma::vec& x_;
    arma::vec point_;
    Maybe<arma::uword> coordinate_;
    arma::vec direction_;
    const CheckOptions& options_;
    double size_;
    double rounding_ = 0.0;
};

}  // namespace chainrule::check
