/// The measured noise of a function.
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::check::Function;
using chainrule::check::measure_noise;

namespace {

double noise_of(const Function::Real& f, double x) {
    return measure_noise(Function(f), arma::vec{x}, 1, CheckOptions()).sigma(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(noise)

BOOST_AUTO_TEST_CASE(random_noise_is_measured_within_a_factor_of_three) {
    for (const double amplitude : {1e-12, 1e-9, 1e-6, 1e-3}) {
        Random random(41);
        const double sigma = noise_of(
            [&](const arma::vec& x) {
                return arma::vec{std::sin(x(0)) + amplitude * random.normal()};
            },
            1.0);
        BOOST_TEST(sigma > amplitude / 3.0);
        BOOST_TEST(sigma < amplitude * 3.0);
    }
}

BOOST_AUTO_TEST_CASE(a_smooth_function_has_the_noise_of_its_last_bits) {
    const double sigma =
        noise_of([](const arma::vec& x) { return arma::vec{std::sin(x(0))}; }, 1.0);
    BOOST_TEST(sigma < 2.0 * std::numeric_limits<double>::epsilon());
}

BOOST_AUTO_TEST_CASE(a_function_in_float_has_the_noise_of_floats) {
    const double sigma = noise_of(
        [](const arma::vec& x) {
            return arma::vec{double(std::sin(static_cast<float>(x(0))))};
        },
        1.0);
    BOOST_TEST(sigma > 1e-9);
    BOOST_TEST(sigma < 1e-6);
}

/// Along evenly spaced points the rounding of w x may rise as evenly.
BOOST_AUTO_TEST_CASE(the_rounding_of_a_product_inside_f_is_not_missed) {
    constexpr double half_unit = 0.5 * std::numeric_limits<double>::epsilon();
    Random random(43);
    int missed = 0;
    for (int k = 0; k < 3000; ++k) {
        const double w = std::pow(10.0, random.uniform(3.0, 4.0));
        const double x = random.uniform(1.0, 3.0);
        const double rounding = half_unit * w * x * std::abs(std::cos(w * x));
        const double sigma = noise_of(
            [&](const arma::vec& at) { return arma::vec{std::sin(w * at(0))}; }, x);
        if (sigma < 0.05 * rounding) ++missed;
    }
    BOOST_TEST(missed <= 3);
}

/// Seen at steps far longer than its period an oscillation looks like noise.
BOOST_AUTO_TEST_CASE(a_fast_oscillation_is_not_taken_for_noise) {
    Random random(44);
    for (int k = 0; k < 1000; ++k) {
        const double w = std::pow(10.0, random.uniform(4.0, 5.0));
        const double x = random.uniform(-3.0, 3.0);
        const double sigma = noise_of(
            [&](const arma::vec& at) { return arma::vec{std::sin(w * at(0))}; }, x);
        BOOST_TEST(sigma < 1e-9, "w " << w << ", x " << x << ", sigma " << sigma);
    }
}

BOOST_AUTO_TEST_CASE(an_oscillation_seen_at_random_phases_is_not_taken_for_noise) {
    Random random(45);
    int missed = 0;
    for (int k = 0; k < 1000; ++k) {
        const double w = std::pow(10.0, random.uniform(7.0, 9.0));
        const double x = random.uniform(-3.0, 3.0);
        const double sigma = noise_of(
            [&](const arma::vec& at) { return arma::vec{std::sin(w * at(0))}; }, x);
        missed += sigma > 1e-3;
    }
    BOOST_TEST(missed <= 25);
}

/// As tests make noise that is the same at each call.
BOOST_AUTO_TEST_CASE(a_small_part_that_oscillates_very_fast_is_noise) {
    for (const double size : {1e-9, 1e-6, 1e-4}) {
        const double sigma = noise_of(
            [&](const arma::vec& at) {
                return arma::vec{std::sin(at(0)) + size * std::sin(1e9 * at(0))};
            },
            1.0);
        BOOST_TEST(sigma > 0.05 * size);
    }
}

BOOST_AUTO_TEST_CASE(a_constant_has_no_noise) {
    BOOST_TEST(noise_of([](const arma::vec&) { return arma::vec{5.0}; }, 1.0) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_kink_at_x_is_not_taken_for_noise) {
    const double sigma =
        noise_of([](const arma::vec& x) { return arma::vec{std::abs(x(0))}; }, 0.0);
    BOOST_TEST(sigma < 1e-20);
}

BOOST_AUTO_TEST_SUITE_END()
