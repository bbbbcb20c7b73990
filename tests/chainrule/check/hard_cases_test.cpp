/// Functions of one variable that are known to mislead gradient checkers: kinks,
/// edges of the domain, noise, scales far from 1, wrong gradients hidden by their own
/// smallness. One row a case, with the verdict that is right.
#include "chainrule/check.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::Verdict;

namespace {

using Scalar = std::function<double(double)>;

struct Case {
    std::string name;
    Scalar f;
    Scalar slope;  ///< the claim
    double x;
    Verdict verdict;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
    return out << one.name << " at x = " << one.x;
}

double relu(double x) {
    return x > 0.0 ? x : 0.0;
}

double zero(double) {
    return 0.0;
}

double one(double) {
    return 1.0;
}

/// Uniform in [-1, 1), the same for the same x, unrelated for neighbours.
double hash_noise(double x) {
    return chainrule::Random(std::bit_cast<std::uint64_t>(x)).uniform(-1.0, 1.0);
}

/// A loss over 2000 examples, added up one by one in single precision.
double float_loss(double x) {
    float sum = 0.0f;
    for (int n = 0; n < 2000; ++n) {
        const auto target = static_cast<float>(n % 17) / 17.0f;
        const float error = static_cast<float>(x) - target;
        sum += error * error;
    }
    return sum;
}

double float_loss_slope(double x) {
    double sum = 0.0;
    for (int n = 0; n < 2000; ++n) sum += 2.0 * (x - (n % 17) / 17.0);
    return sum;
}

const double nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto holds = Verdict::holds;
constexpr auto fails = Verdict::fails;
constexpr auto undecided = Verdict::undecided;

const Scalar sine = [](double x) { return std::sin(x); };
const Scalar cosine = [](double x) { return std::cos(x); };

Scalar times(double factor, const Scalar& f) {
    return [=](double x) { return factor * f(x); };
}

const std::vector<Case> cases{
    // Right gradients
    {"relu at its kink", relu, zero, 0.0, holds},
    {"relu just above its kink", relu, one, 5e-7, holds},
    {"relu near its kink", relu, zero, -1e-3, holds},
    {"abs at its kink, slope 0",
     [](double x) { return std::abs(x); },
     zero,
     0.0,
     holds},
    {"abs at its kink, slope 1", [](double x) { return std::abs(x); }, one, 0.0, holds},
    {"sqrt near its edge",
     [](double x) { return std::sqrt(x); },
     [](double x) { return 0.5 / std::sqrt(x); },
     1e-4,
     holds},
    {"log near its edge",
     [](double x) { return std::log(x); },
     [](double x) { return 1.0 / x; },
     1e-3,
     holds},
    {"a fast sine",
     [](double x) { return std::sin(1000.0 * x); },
     [](double x) { return 1000.0 * std::cos(1000.0 * x); },
     0.3,
     holds},
    {"exp of 30",
     [](double x) { return std::exp(x); },
     [](double x) { return std::exp(x); },
     30.0,
     holds},
    {"a sine on a large constant",
     [](double x) { return 1e8 + std::sin(x); },
     cosine,
     1.0,
     holds},
    {"a square far out",
     [](double x) { return x * x; },
     [](double x) { return 2.0 * x; },
     1e6,
     holds},
    {"a square close to its minimum",
     [](double x) { return x * x; },
     [](double x) { return 2.0 * x; },
     1e-9,
     holds},
    {"a flat minimum",
     [](double x) { return std::pow(x - 1.0, 4); },
     [](double x) { return 4.0 * std::pow(x - 1.0, 3); },
     1.001,
     holds},
    {"a saturated sigmoid",
     [](double x) { return 1.0 / (1.0 + std::exp(-x)); },
     [](double x) { return std::exp(x) / std::pow(1.0 + std::exp(x), 2); },
     -40.0,
     holds},
    {"a tiny sine", times(1e-12, sine), times(1e-12, cosine), 1.0, holds},
    {"a sine with noise of 1e-9",
     [](double x) { return std::sin(x) * (1.0 + 1e-9 * hash_noise(x)); },
     cosine,
     1.0,
     holds},
    {"a loss added up in float", float_loss, float_loss_slope, 2.0, holds},
    {"a straight line",
     times(3.0, [](double x) { return x; }),
     times(3.0, one),
     0.7,
     holds},
    {"a constant", times(5.0, one), zero, 0.7, holds},
    {"a sine of a large argument", sine, cosine, 1e6, holds},
    {"a sum with cancellation",
     [](double x) { return (1e4 + x) * (1e4 + x) - 1e8 - 2e4 * x; },
     [](double x) { return 2.0 * x; },
     0.5,
     holds},

    // Wrong gradients
    {"a tiny sine, slope 0", times(1e-12, sine), zero, 1.0, fails},
    {"a small sine, sign flipped", times(1e-6, sine), times(-1e-6, cosine), 1.0, fails},
    {"a small sine, twice the slope",
     times(1e-5, sine),
     times(2e-5, cosine),
     1.0,
     fails},
    {"a factor of 1.0005", sine, times(1.0005, cosine), 1.0, fails},
    {"a factor of 1.00001", sine, times(1.00001, cosine), 1.0, fails},
    {"weight decay dropped from the rule",
     [](double w) { return std::sin(w + 1.0) + 0.5e-3 * w * w; },
     [](double w) { return std::cos(w + 1.0); },
     1e-4,
     fails},
    {"a smoothed abs, slope of the sharp one",
     [](double x) { return std::sqrt(x * x + 1e-8); },
     one,
     0.1,
     fails},
    {"a slope that is not a number", sine, [](double) { return nan; }, 1.0, fails},
    {"a slope that is infinite",
     sine,
     [](double) { return std::numeric_limits<double>::infinity(); },
     1.0,
     fails},
    {"min(x, 1) just above its kink",
     [](double x) { return std::min(x, 1.0); },
     one,
     1.0 + 1e-9,
     fails},
    {"straight through a staircase",
     [](double x) { return std::floor(8.0 * x) / 8.0; },
     one,
     0.3,
     fails},
    {"abs at its kink, slope 1.5",
     [](double x) { return std::abs(x); },
     [](double) { return 1.5; },
     0.0,
     fails},
    {"a constant, slope 1e-6", times(5.0, one), times(1e-6, one), 0.7, fails},
    {"a noisy sine, slope off by 1e-3",
     [](double x) { return std::sin(x) * (1.0 + 1e-9 * hash_noise(x)); },
     times(1.001, cosine),
     1.0,
     fails},
    {"a loss added up in float, slope off by a tenth",
     float_loss,
     times(1.1, float_loss_slope),
     2.0,
     fails},

    // No verdict to be had
    {"naive softplus, overflowed",
     [](double x) { return std::log(1.0 + std::exp(x)); },
     one,
     800.0,
     undecided},
    {"sqrt at its edge", [](double x) { return std::sqrt(x); }, zero, 0.0, undecided},
    {"a staircase at a step",
     [](double x) { return std::floor(8.0 * x) / 8.0; },
     zero,
     0.25,
     undecided},
    {"noise that drowns the slope",
     [](double x) { return 1e-3 * x + hash_noise(x); },
     times(1e-3, one),
     1.0,
     undecided},
};

Report check(const Case& one) {
    return chainrule::check_gradient(
        [&](const arma::vec& x) { return one.f(x(0)); },
        [&](const arma::vec& x) { return arma::vec{one.slope(x(0))}; },
        arma::vec{one.x});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hard_cases)

BOOST_DATA_TEST_CASE(a_hard_case_gets_the_right_verdict,
                     boost::unit_test::data::make(cases),
                     one) {
    const Report report = check(one);
    BOOST_TEST(chainrule::to_string(report.verdict) == to_string(one.verdict),
               one << '\n'
                   << report);
}

BOOST_AUTO_TEST_SUITE_END()
