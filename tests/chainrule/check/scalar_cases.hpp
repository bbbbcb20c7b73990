#pragma once

/// @file
/// Functions of one variable that mislead gradient checkers: kinks, edges of the
/// domain, noise, scales far from 1, wrong slopes hidden by their own smallness. One
/// line a case, with the verdict that is right.

#include "chainrule/check/verdict.hpp"
#include "chainrule/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <ostream>
#include <string>
#include <vector>

namespace chainrule::tests {

using Scalar = std::function<double(double)>;

struct ScalarCase {
    std::string name;
    Scalar f;
    Scalar slope;  ///< the claim
    double x;
    Verdict verdict;  ///< the right one
};

inline std::ostream& operator<<(std::ostream& out, const ScalarCase& one) {
    return out << one.name << " at x = " << one.x;
}

namespace scalar {

inline double zero(double) {
    return 0.0;
}
inline double one(double) {
    return 1.0;
}
inline double identity(double x) {
    return x;
}
inline double square(double x) {
    return x * x;
}
inline double twice(double x) {
    return 2.0 * x;
}
inline double relu(double x) {
    return x > 0.0 ? x : 0.0;
}
inline double magnitude(double x) {
    return std::abs(x);
}
inline double sine(double x) {
    return std::sin(x);
}
inline double cosine(double x) {
    return std::cos(x);
}
inline double exponential(double x) {
    return std::exp(x);
}
inline double logarithm(double x) {
    return std::log(x);
}
inline double reciprocal(double x) {
    return 1.0 / x;
}
inline double root(double x) {
    return std::sqrt(x);
}
inline double root_slope(double x) {
    return 0.5 / std::sqrt(x);
}
inline double sigmoid(double x) {
    return x < 0.0 ? std::exp(x) / (1.0 + std::exp(x)) : 1.0 / (1.0 + std::exp(-x));
}
inline double softplus(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}
inline double huber(double x) {
    return std::abs(x) <= 1.0 ? 0.5 * x * x : std::abs(x) - 0.5;
}
inline double huber_slope(double x) {
    return std::clamp(x, -1.0, 1.0);
}
inline double staircase(double x) {
    return std::floor(8.0 * x) / 8.0;
}

/// The same slope everywhere.
inline Scalar constant(double value) {
    return [=](double) { return value; };
}

inline Scalar times(double factor, const Scalar& f) {
    return [=](double x) { return factor * f(x); };
}

inline Scalar plus(double term, const Scalar& f) {
    return [=](double x) { return term + f(x); };
}

/// f(rate x), and its slope given that of f.
inline Scalar faster(double rate, const Scalar& f) {
    return [=](double x) { return f(rate * x); };
}
inline Scalar faster_slope(double rate, const Scalar& slope) {
    return [=](double x) { return rate * slope(rate * x); };
}

/// x^p and its slope.
inline Scalar power(double p) {
    return [=](double x) { return std::pow(x, p); };
}
inline Scalar power_slope(double p) {
    return [=](double x) { return p * std::pow(x, p - 1.0); };
}

/// Uniform in [-1, 1), the same for the same x, unrelated for neighbours.
inline double hash_noise(double x) {
    return Random(std::bit_cast<std::uint64_t>(x)).uniform(-1.0, 1.0);
}

/// f with relative noise of that amplitude.
inline Scalar noisy(double amplitude, const Scalar& f) {
    return [=](double x) { return f(x) * (1.0 + amplitude * hash_noise(x)); };
}

/// f rounded to multiples of `quantum`.
inline Scalar quantised(double quantum, const Scalar& f) {
    return [=](double x) { return quantum * std::round(f(x) / quantum); };
}

/// f with argument and value rounded to float.
inline Scalar in_float(const Scalar& f) {
    return [=](double x) {
        return static_cast<double>(static_cast<float>(f(static_cast<float>(x))));
    };
}

/// A loss over 2000 examples, added up one by one in single precision.
inline double float_loss(double x) {
    float sum = 0.0f;
    for (int n = 0; n < 2000; ++n) {
        const auto target = static_cast<float>(n % 17) / 17.0f;
        const float error = static_cast<float>(x) - target;
        sum += error * error;
    }
    return sum;
}
inline double float_loss_slope(double x) {
    double sum = 0.0;
    for (int n = 0; n < 2000; ++n) sum += 2.0 * (x - (n % 17) / 17.0);
    return sum;
}

/// The y with y^3 + y = x, by bisection until it is known to 1e-10.
inline double bisected(double x) {
    double low = -10.0, high = 10.0;
    while (high - low > 1e-10) {
        const double middle = 0.5 * (low + high);
        (middle * middle * middle + middle < x ? low : high) = middle;
    }
    return 0.5 * (low + high);
}
inline double bisected_slope(double x) {
    const double y = bisected(x);
    return 1.0 / (3.0 * y * y + 1.0);
}

/// Var over 1000 numbers 1e4 + x u_n, as E[z^2] - E[z]^2: exact it is c x^2.
inline double cancelled_variance(double x) {
    double sum = 0.0, squares = 0.0;
    for (int n = 0; n < 1000; ++n) {
        const double z = 1e4 + x * (n % 10);
        sum += z / 1000.0;
        squares += z * z / 1000.0;
    }
    return squares - sum * sum;
}

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double pi = std::numbers::pi;
inline constexpr auto holds = Verdict::holds;
inline constexpr auto fails = Verdict::fails;
inline constexpr auto undecided = Verdict::undecided;

}  // namespace scalar

/// The thirty cases that docs/numerics.md shows with the answers of other checkers,
/// in its order.
inline const std::vector<ScalarCase>& measured_cases() {
    using namespace scalar;
    static const std::vector<ScalarCase> cases{
        {"relu, claim 0", relu, zero, 0.0, holds},
        {"relu, claim 1", relu, one, 5e-7, holds},
        {"relu, claim 0", relu, zero, -1e-3, holds},
        {"abs, claim 0", magnitude, zero, 0.0, holds},
        {"abs, claim 1", magnitude, one, 0.0, holds},
        {"sqrt near its edge", root, root_slope, 1e-4, holds},
        {"log near its edge", logarithm, reciprocal, 1e-3, holds},
        {"sin(1000 x)", faster(1e3, sine), faster_slope(1e3, cosine), 0.3, holds},
        {"exp", exponential, exponential, 30.0, holds},
        {"1e8 + sin(x)", plus(1e8, sine), cosine, 1.0, holds},
        {"x^2", square, twice, 1e6, holds},
        {"x^2 close to its minimum", square, twice, 1e-9, holds},
        {"(x - 1)^4",
         [](double x) { return std::pow(x - 1.0, 4); },
         [](double x) { return 4.0 * std::pow(x - 1.0, 3); },
         1.001,
         holds},
        {"sigmoid, saturated",
         [](double x) { return 1.0 / (1.0 + std::exp(-x)); },
         [](double x) { return sigmoid(x) * sigmoid(-x); },
         -40.0,
         holds},
        {"1e-12 sin(x)", times(1e-12, sine), times(1e-12, cosine), 1.0, holds},
        {"sin with relative noise of 1e-9", noisy(1e-9, sine), cosine, 1.0, holds},
        {"2000 squares added up in float", float_loss, float_loss_slope, 2.0, holds},
        {"naive log(1 + exp(x)), overflown",
         [](double x) { return std::log(1.0 + std::exp(x)); },
         one,
         800.0,
         undecided},
        {"3 x", times(3.0, identity), constant(3.0), 0.7, holds},
        {"WRONG 1e-12 sin(x), claim 0", times(1e-12, sine), zero, 1.0, fails},
        {"WRONG 1e-6 sin(x), sign flipped",
         times(1e-6, sine),
         times(-1e-6, cosine),
         1.0,
         fails},
        {"WRONG 1e-5 sin(x), factor 2",
         times(1e-5, sine),
         times(2e-5, cosine),
         1.0,
         fails},
        {"WRONG sin, factor 1.0005", sine, times(1.0005, cosine), 1.0, fails},
        {"WRONG sin, factor 1.00001", sine, times(1.00001, cosine), 1.0, fails},
        {"HIDDEN weight decay dropped, w = 0",
         [](double w) { return std::sin(w + 1.0) + 0.5e-3 * w * w; },
         [](double w) { return std::cos(w + 1.0); },
         0.0,
         holds},
        {"WRONG weight decay dropped",
         [](double w) { return std::sin(w + 1.0) + 0.5e-3 * w * w; },
         [](double w) { return std::cos(w + 1.0); },
         1e-4,
         fails},
        {"WRONG sqrt(x^2 + 1e-8), claim sign(x)",
         [](double x) { return std::sqrt(x * x + 1e-8); },
         one,
         0.1,
         fails},
        {"WRONG claim not a number", sine, constant(nan), 1.0, fails},
        {"WRONG min(x, 1), claim 1",
         [](double x) { return std::min(x, 1.0); },
         one,
         1.0 + 1e-9,
         fails},
        {"WRONG floor(8 x) / 8, claim 1", staircase, one, 0.3, fails},
    };
    return cases;
}

/// More of the same kinds.
inline const std::vector<ScalarCase>& further_cases() {
    using namespace scalar;
    /// The root of x by Newton's method, stopped when it moves less than 1e-3.
    static const Scalar newton = [](double x) {
        double y = 1.0, moved = 1.0;
        while (moved >= 1e-3) {
            const double next = 0.5 * (y + x / y);
            moved = std::abs(next - y);
            y = next;
        }
        return y;
    };
    /// y = cos(x y), iterated until it moves less than 1e-7.
    static const Scalar fixed_point = [](double x) {
        double y = 0.5, moved = 1.0;
        while (moved >= 1e-7) {
            const double next = std::cos(x * y);
            moved = std::abs(next - y);
            y = next;
        }
        return y;
    };
    static const Scalar fixed_point_slope = [](double x) {
        double y = 0.5;
        for (int k = 0; k < 200; ++k) y = std::cos(x * y);
        return -y * std::sin(x * y) / (1.0 + x * std::sin(x * y));
    };
    /// y = cos(y) / 2 + x, iterated until it moves less than 1e-10.
    static const Scalar slow_fixed_point = [](double x) {
        double y = 0.0, moved = 1.0;
        while (moved >= 1e-10) {
            const double next = 0.5 * std::cos(y) + x;
            moved = std::abs(next - y);
            y = next;
        }
        return y;
    };
    static const Scalar slow_fixed_point_slope = [](double x) {
        double y = 0.0;
        for (int k = 0; k < 300; ++k) y = 0.5 * std::cos(y) + x;
        return 1.0 / (1.0 + 0.5 * std::sin(y));
    };
    static const Scalar root_cubed = [](double x) {
        return std::pow(std::abs(x), 1.5);
    };
    static const Scalar hinge = [](double x) { return std::max(0.0, 1.0 - x); };
    static const Scalar leaping = [](double x) {
        return 2.0 * x + (x > 0.5001 ? 1.0 : 0.0);
    };
    static const Scalar half_parabola = [](double x) {
        return x < 0.0 ? nan : 3.0 * x + x * x;
    };
    static const Scalar larger = [](double x) { return std::max(x, 2.0 * x); };
    static const Scalar signed_square = [](double x) { return x * std::abs(x); };
    static const Scalar signed_slope = [](double x) { return 2.0 * std::abs(x); };
    static const Scalar elu = [](double x) { return x > 0.0 ? x : std::expm1(x); };
    static const Scalar elu_slope = [](double x) {
        return x > 0.0 ? 1.0 : std::exp(x);
    };
    static const Scalar versine = [](double x) {
        return (1.0 - std::cos(x)) / (x * x);
    };
    static const Scalar versine_slope = [](double x) {
        return -x / 12.0 + x * x * x / 180.0;  // to 1e-20 at 1e-4
    };
    static const Scalar large_logits = [](double x) {
        return 1e4 + x + std::log1p(std::exp(-x));
    };
    static const Scalar entropy = [](double x) { return x * std::log(x); };
    static const Scalar entropy_slope = [](double x) { return std::log(x) + 1.0; };
    static const Scalar circle = [](double x) { return std::sqrt(1.0 - x * x); };
    static const Scalar circle_slope = [](double x) {
        return -x / std::sqrt((1.0 - x) * (1.0 + x));
    };
    static const Scalar arccos = [](double x) { return std::acos(x); };
    static const Scalar arccos_slope = [](double x) {
        return -1.0 / std::sqrt((1.0 - x) * (1.0 + x));
    };
    static const Scalar double_root = [](double x) {
        return (x - 2.0) * (x - 2.0) * (x + 1.0);
    };
    static const Scalar double_root_slope = [](double x) {
        return (x - 2.0) * (3.0 * x);
    };
    static const Scalar two_scales = [](double x) {
        return std::sin(x) + 1e-3 * std::sin(1e3 * x);
    };
    static const Scalar two_scales_slope = [](double x) {
        return std::cos(x) + std::cos(1e3 * x);
    };
    static const Scalar runge = [](double x) { return 1.0 / (1.0 + 25.0 * x * x); };
    static const Scalar runge_slope = [](double x) {
        return -50.0 * x / std::pow(1.0 + 25.0 * x * x, 2);
    };
    static const Scalar flat_hat = [](double x) { return std::exp(-1.0 / (x * x)); };
    static const Scalar flat_hat_slope = [](double x) {
        return 2.0 / (x * x * x) * std::exp(-1.0 / (x * x));
    };
    static const Scalar wobble = [](double x) { return std::sin(1.0 / x); };
    static const Scalar wobble_slope = [](double x) {
        return -std::cos(1.0 / x) / (x * x);
    };
    static const Scalar bell = [](double x) { return std::exp(-x * x); };
    static const Scalar bell_slope = [](double x) {
        return -2.0 * x * std::exp(-x * x);
    };
    static const Scalar narrow_bell = [](double x) { return std::exp(-1e8 * x * x); };
    static const Scalar narrow_bell_slope = [](double x) {
        return -2e8 * x * std::exp(-1e8 * x * x);
    };
    static const Scalar tangent = [](double x) { return std::tan(x); };
    static const Scalar tangent_slope = [](double x) {
        return 1.0 / (std::cos(x) * std::cos(x));
    };
    static const Scalar variance_slope = [](double x) { return 16.5 * x; };

    static const std::vector<ScalarCase> cases{
        // Kinks and their neighbours
        {"|x|^1.5",
         [](double x) { return std::pow(std::abs(x), 1.5); },
         zero,
         0.0,
         holds},
        {"|x|^1.5, claim 1e-3",
         [](double x) { return std::pow(std::abs(x), 1.5); },
         constant(1e-3),
         0.0,
         fails},
        {"hinge at its joint, claim -1", hinge, constant(-1.0), 1.0, holds},
        {"hinge at its joint, claim -1/2", hinge, constant(-0.5), 1.0, holds},
        {"hinge at its joint, claim 1/2", hinge, constant(0.5), 1.0, fails},
        {"hinge past its joint, claim -1", hinge, constant(-1.0), 1.0 + 1e-6, fails},
        {"Huber at its joint", huber, huber_slope, 1.0, holds},
        {"Huber, factor 1.001 at its joint",
         huber,
         times(1.001, huber_slope),
         1.0,
         fails},
        {"Huber, the inner slope outside", huber, identity, 1.5, fails},
        {"max(x, 2 x), claim 1.5", larger, constant(1.5), 0.0, holds},
        {"max(x, 2 x), claim 2", larger, constant(2.0), 1e-6, holds},
        {"max(x, 2 x), claim 2.5", larger, constant(2.5), 0.0, fails},
        {"max(x, 2 x), claim 1.5 beside the kink", larger, constant(1.5), 1e-6, fails},
        {"relu a last bit of 1 from its kink", relu, one, 1e-16, holds},
        {"relu a last bit of 1 from its kink, claim 0", relu, zero, 1e-16, fails},
        {"relu at 1e-300, claim 0", relu, zero, 1e-300, fails},
        {"relu at -1e-300, claim 1", relu, one, -1e-300, fails},
        {"a jump beside x", leaping, constant(2.0), 0.5, holds},
        {"a jump beside x, factor 1.05", leaping, constant(2.1), 0.5, fails},
        {"x |x|", signed_square, signed_slope, 0.0, holds},
        {"x |x| near 0", signed_square, signed_slope, -1e-5, holds},
        {"x |x|, claim 2 x", signed_square, twice, -1e-5, fails},
        {"leaky relu at 0, claim 0.01",
         [](double x) { return x > 0.0 ? x : 0.01 * x; },
         constant(0.01),
         0.0,
         holds},
        {"leaky relu at 0, claim 0",
         [](double x) { return x > 0.0 ? x : 0.01 * x; },
         zero,
         0.0,
         fails},
        {"relu6 at 6, claim 1",
         [](double x) { return std::clamp(x, 0.0, 6.0); },
         one,
         6.0,
         holds},
        {"ELU, smooth at 0", elu, elu_slope, 0.0, holds},
        {"ELU, claim 0 at 0", elu, zero, 0.0, fails},
        {"cube root of x^2, a cusp",
         [](double x) { return std::cbrt(x * x); },
         zero,
         0.0,
         undecided},
        {"floor between its steps",
         [](double x) { return std::floor(x); },
         zero,
         0.5,
         holds},
        {"floor at a step",
         [](double x) { return std::floor(x); },
         zero,
         2.0,
         undecided},
        {"a staircase at a step", staircase, zero, 0.25, undecided},
        {"a quadratic with a kink of 1e-6",
         [](double x) { return x * x + 1e-6 * std::abs(x); },
         zero,
         0.0,
         holds},
        {"abs at its kink, claim 1.5", magnitude, constant(1.5), 0.0, fails},

        // Edges of the domain
        {"3 x + x^2 at its edge", half_parabola, constant(3.0), 0.0, holds},
        {"3 x + x^2 at its edge, claim 3.01",
         half_parabola,
         constant(3.01),
         0.0,
         fails},
        {"x^1.5 at its edge", power(1.5), zero, 0.0, holds},
        {"x^1.5 at its edge, claim 1", power(1.5), one, 0.0, fails},
        {"x^2.5 + x at its edge",
         [](double x) { return std::pow(x, 2.5) + x; },
         one,
         0.0,
         holds},
        {"sqrt at its edge", root, zero, 0.0, undecided},
        {"sqrt at its edge, claim 9", root, constant(9.0), 0.0, undecided},
        {"sqrt at its edge, claim 1000", root, constant(1e3), 0.0, undecided},
        {"sqrt at its edge, claim infinite", root, constant(infinity), 0.0, undecided},
        {"x^0.3 at its edge, claim 3", power(0.3), constant(3.0), 0.0, undecided},
        {"x^0.3 at its edge, claim 12", power(0.3), constant(12.0), 0.0, undecided},
        {"|x|^1.5 at 0", root_cubed, zero, 0.0, holds},
        {"|x|^1.5 at 0, claim 3", root_cubed, constant(3.0), 0.0, fails},
        {"log at its edge, claim 1000", logarithm, constant(1e3), 0.0, undecided},
        {"sqrt(1 - x^2) close to 1", circle, circle_slope, 1.0 - 1e-10, holds},
        {"sqrt(1 - x^2), sign flipped",
         circle,
         times(-1.0, circle_slope),
         1.0 - 1e-10,
         fails},
        {"sqrt(1 - x^2) at 1", circle, zero, 1.0, undecided},
        {"acos near 1", arccos, arccos_slope, 1.0 - 1e-8, holds},
        {"acos near 1, factor 1.001",
         arccos,
         times(1.001, arccos_slope),
         1.0 - 1e-8,
         fails},
        {"x log x near 0", entropy, entropy_slope, 1e-8, holds},
        {"x log x near 0, the 1 dropped", entropy, logarithm, 1e-8, fails},
        {"log at 1e-8", logarithm, reciprocal, 1e-8, holds},
        {"log at 1e-8, factor 1.00001",
         logarithm,
         times(1.00001, reciprocal),
         1e-8,
         fails},
        {"log at 1e-300", logarithm, reciprocal, 1e-300, holds},
        {"log at 1e-300, factor 2", logarithm, times(2.0, reciprocal), 1e-300, fails},
        {"1 / x near 0",
         reciprocal,
         [](double x) { return -1.0 / (x * x); },
         1e-5,
         holds},
        {"log1p near -1",
         [](double x) { return std::log1p(x); },
         [](double x) { return 1.0 / (1.0 + x); },
         -1.0 + 1e-6,
         holds},
        {"tan beside its pole", tangent, tangent_slope, 0.5 * pi - 1e-5, holds},
        {"tan beside its pole, factor 1.001",
         tangent,
         times(1.001, tangent_slope),
         0.5 * pi - 1e-5,
         fails},

        // Scales far from 1
        {"1e-300 sin(x)", times(1e-300, sine), times(1e-300, cosine), 1.0, holds},
        {"1e-300 sin(x), claim 0", times(1e-300, sine), zero, 1.0, fails},
        {"1e300 sin(x)", times(1e300, sine), times(1e300, cosine), 1.0, holds},
        {"1e300 sin(x), factor 1.0001",
         times(1e300, sine),
         times(1.0001e300, cosine),
         1.0,
         fails},
        {"sin of 1e6", sine, cosine, 1e6, holds},
        {"sin(1e-6 x) at 1e6",
         faster(1e-6, sine),
         faster_slope(1e-6, cosine),
         1e6,
         holds},
        {"sin(1e6 x) at 1e-6",
         faster(1e6, sine),
         faster_slope(1e6, cosine),
         1e-6,
         holds},
        {"sin(1e6 x) at 1e-6, factor 1.0001",
         faster(1e6, sine),
         times(1.0001, faster_slope(1e6, cosine)),
         1e-6,
         fails},
        {"exp(700)", exponential, exponential, 700.0, holds},
        {"exp(-700)", exponential, exponential, -700.0, holds},
        {"exp(-x^2) below the smallest normal number", bell, bell_slope, 27.0, holds},
        {"exp(-x^2) where a few bits are left", bell, bell_slope, 27.2, holds},
        {"exp(-x^2) below the smallest normal number, factor 2",
         bell,
         times(2.0, bell_slope),
         27.0,
         fails},
        {"softplus at 50", softplus, sigmoid, 50.0, holds},
        {"softplus at -50", softplus, sigmoid, -50.0, holds},
        {"softplus at -50, claim 0", softplus, zero, -50.0, fails},
        {"log-sum-exp of logits around 1e4", large_logits, sigmoid, 0.3, holds},
        {"log-sum-exp of logits around 1e4, claim 1", large_logits, one, 0.3, fails},
        {"1e-12 sin(x) beside 1, claim twice",
         plus(1.0, times(1e-8, sine)),
         times(2e-8, cosine),
         1.0,
         fails},
        {"1e13 + sin(x)", plus(1e13, sine), cosine, 1.0, undecided},
        {"1e15 + sin(x)", plus(1e15, sine), cosine, 1.0, undecided},
        {"1e15 + sin(x), claim 0", plus(1e15, sine), zero, 1.0, undecided},
        {"1e15 + sin(x), claim -1", plus(1e15, sine), constant(-1.0), 1.0, undecided},
        {"1e10 + sin(x), factor 1.01",
         plus(1e10, sine),
         times(1.01, cosine),
         1.0,
         fails},
        {"1e8 + x^2 at its minimum", plus(1e8, square), twice, 0.0, holds},
        {"1e15", constant(1e15), zero, 0.7, holds},
        {"a constant, claim of the last bits",
         constant(5.0),
         constant(1e-17),
         0.7,
         holds},
        {"a constant, claim below its last bit",
         constant(5.0),
         constant(5e-16),
         0.7,
         holds},
        {"a constant", constant(5.0), zero, 0.7, holds},
        {"a constant, claim 1e-6", constant(5.0), constant(1e-6), 0.7, fails},
        {"the constant 0", zero, zero, 0.7, holds},
        {"the constant 0, claim 1e-20", zero, constant(1e-20), 0.7, fails},

        // Shapes that look like something else
        {"cos(2 pi x) at its period",
         faster(2.0 * pi, cosine),
         faster_slope(2.0 * pi, times(-1.0, sine)),
         1.0,
         holds},
        {"cos(2 pi x) at its period, claim 1e-3",
         faster(2.0 * pi, cosine),
         constant(1e-3),
         1.0,
         fails},
        {"sin(64 pi x)",
         faster(64.0 * pi, sine),
         faster_slope(64.0 * pi, cosine),
         0.25,
         holds},
        {"sin(64 pi x), claim 0", faster(64.0 * pi, sine), zero, 0.25, fails},
        {"a double root", double_root, double_root_slope, 2.0, holds},
        {"a double root, claim 1e-6", double_root, constant(1e-6), 2.0, fails},
        {"x^3 at 0", power(3.0), zero, 0.0, holds},
        {"x^9 at 0", power(9.0), zero, 0.0, holds},
        {"sin(x) + 1e-3 sin(1000 x)", two_scales, two_scales_slope, 0.3, holds},
        {"sin(x) + 1e-3 sin(1000 x), the second dropped",
         two_scales,
         cosine,
         0.3,
         fails},
        {"Runge's function", runge, runge_slope, 0.2, holds},
        {"Runge's function, factor 1.00001",
         runge,
         times(1.00001, runge_slope),
         0.2,
         fails},
        {"exp(-1 / x^2)", flat_hat, flat_hat_slope, 0.1, holds},
        {"sin(1 / x)", wobble, wobble_slope, 0.01, holds},
        {"sin(1 / x), sign flipped", wobble, times(-1.0, wobble_slope), 0.01, fails},
        {"a narrow bell", narrow_bell, narrow_bell_slope, 5e-5, holds},
        {"a narrow bell, claim 0", narrow_bell, zero, 5e-5, fails},
        {"exp, factor 1.00001", exponential, times(1.00001, exponential), 2.0, fails},
        {"exp at 30, factor 1.0001",
         exponential,
         times(1.0001, exponential),
         30.0,
         fails},

        // Noise
        {"a sum with cancellation",
         [](double x) { return (1e4 + x) * (1e4 + x) - 1e8 - 2e4 * x; },
         twice,
         0.5,
         holds},
        {"(1 - cos x) / x^2 near 0", versine, versine_slope, 1e-4, holds},
        {"(1 - cos x) / x^2 near 0, claim 1e-3", versine, constant(1e-3), 1e-4, fails},
        {"a variance as E[z^2] - E[z]^2",
         cancelled_variance,
         variance_slope,
         1.5,
         holds},
        {"a variance as E[z^2] - E[z]^2, factor 2",
         cancelled_variance,
         times(2.0, variance_slope),
         1.5,
         fails},
        {"sin with relative noise of 1e-12", noisy(1e-12, sine), cosine, 1.0, holds},
        {"sin with relative noise of 1e-6", noisy(1e-6, sine), cosine, 1.0, holds},
        {"sin with relative noise of 1e-6, factor 1.01",
         noisy(1e-6, sine),
         times(1.01, cosine),
         1.0,
         fails},
        {"sin with relative noise of 1e-9, factor 1.001",
         noisy(1e-9, sine),
         times(1.001, cosine),
         1.0,
         fails},
        {"sin with relative noise of 1e-3", noisy(1e-3, sine), cosine, 1.0, undecided},
        {"sin with relative noise of 1e-3, sign flipped",
         noisy(1e-3, sine),
         times(-1.0, cosine),
         1.0,
         fails},
        {"noise that drowns the slope",
         [](double x) { return 1e-3 * x + hash_noise(x); },
         constant(1e-3),
         1.0,
         undecided},
        {"sin to 6 decimals", quantised(1e-6, sine), cosine, 1.0, holds},
        {"sin to 6 decimals, factor 1.01",
         quantised(1e-6, sine),
         times(1.01, cosine),
         1.0,
         fails},
        {"1e-3 sin to 6 decimals, sign flipped",
         quantised(1e-6, times(1e-3, sine)),
         times(-1e-3, cosine),
         1.0,
         fails},
        {"1e-3 sin to 6 decimals",
         quantised(1e-6, times(1e-3, sine)),
         times(1e-3, cosine),
         1.0,
         undecided},
        {"Newton's method to 1e-3", newton, root_slope, 2.5, undecided},
        {"Newton's method to 1e-3, factor 1.01",
         newton,
         times(1.01, root_slope),
         2.5,
         fails},
        {"a fixed point to 1e-7", fixed_point, fixed_point_slope, 0.5, undecided},
        {"a fixed point to 1e-10, between two jumps",
         slow_fixed_point,
         slow_fixed_point_slope,
         -1.7570844253613582,
         undecided},
        {"a fixed point to 1e-10, between two jumps, factor 1.001",
         slow_fixed_point,
         times(1.001, slow_fixed_point_slope),
         -1.7570844253613582,
         fails},
        {"a fixed point to 1e-7, factor 1.01",
         fixed_point,
         times(1.01, fixed_point_slope),
         0.5,
         fails},
        {"a fixed point to 1e-7, sign flipped",
         fixed_point,
         times(-1.0, fixed_point_slope),
         0.5,
         fails},
        {"bisection to 1e-10", bisected, bisected_slope, 1.0, holds},
        {"bisection to 1e-10, factor 1.01",
         bisected,
         times(1.01, bisected_slope),
         1.0,
         fails},
        {"a square in float at 1e4", in_float(square), twice, 1e4, holds},
        {"a square in float at 1e4, factor 1.1",
         in_float(square),
         times(1.1, twice),
         1e4,
         fails},
        {"a loss added up in float, slope off by a tenth",
         float_loss,
         times(1.1, float_loss_slope),
         2.0,
         fails},

        // Not a number
        {"a claim that is infinite", sine, constant(infinity), 1.0, fails},
        {"f and claim not a number", constant(nan), constant(nan), 1.0, undecided},
        {"log of a negative number", logarithm, reciprocal, -1.0, undecided},
    };
    return cases;
}

}  // namespace chainrule::tests
