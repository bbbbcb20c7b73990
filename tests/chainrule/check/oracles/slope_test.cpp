/// The numerical slope of functions whose slope is known, and whether its error bar
/// tells the truth.
#include "chainrule/check/oracles/slope.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::check::Function;
using chainrule::check::Slope;
using chainrule::check::Smoothness;

namespace {

using Scalar = std::function<double(double)>;

Slope slope_at(const Scalar& f, double x) {
    const CheckOptions options;
    const Function function([&](const arma::vec& at) { return arma::vec{f(at(0))}; });
    const arma::vec point{x}, value = function(point);
    const arma::vec sigma =
        chainrule::check::measure_noise(function, point, 1, options).sigma;
    return chainrule::check::descend(
               function, chainrule::check::Line(point, 0, options), value, sigma)
        .slopes.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slope)

/// Periods from longer than x down to 1e-5 of it, at points and phases of all kinds.
BOOST_AUTO_TEST_CASE(the_bar_of_an_oscillation_covers_its_error) {
    Random random(31);
    constexpr int draws = 20000;
    int beyond = 0;
    std::vector<double> bars;
    for (int k = 0; k < draws; ++k) {
        const double w = std::pow(10.0, random.uniform(0.0, 5.0));
        const double x = random.uniform(-3.0, 3.0);
        const Slope found = slope_at([&](double at) { return std::sin(w * at); }, x);
        if (found.smoothness != Smoothness::smooth) {
            ++beyond;
            continue;
        }
        const double right = w * std::cos(w * x);
        const double error = std::abs(found.value - right);
        BOOST_TEST(error <= 10.0 * found.error_bar, "w " << w << ", x " << x);
        if (error > found.error_bar) ++beyond;
        bars.push_back(found.error_bar / w);
    }
    BOOST_TEST(beyond <= draws / 1000);
    std::sort(bars.begin(), bars.end());
    BOOST_TEST(bars[bars.size() / 2] < 1e-9);
}

/// The long ladder ends where x is as short as its last steps.
BOOST_AUTO_TEST_CASE(a_point_at_the_end_of_the_ladder_is_seen_in_its_own_scale) {
    Random random(47);
    for (int k = 0; k < 300; ++k) {
        const double x = std::pow(10.0, random.uniform(-14.0, -9.0));
        const Slope found = slope_at([](double at) { return std::cbrt(at); }, x);
        const double right = std::cbrt(x) / (3.0 * x);
        BOOST_TEST(std::abs(found.value - right) <= found.error_bar, "x " << x);
        BOOST_TEST(found.error_bar < 1e-6 * right, "x " << x);
    }
}

BOOST_AUTO_TEST_SUITE_END()
