/// The error of differences against their step.
#include "chainrule/check.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using chainrule::VCurve;

namespace {

const auto sum_of_exp = [](const auto& x) { return arma::accu(arma::exp(x)); };
const auto gradient = [](const arma::vec& x) { return arma::vec(arma::exp(x)); };
const arma::vec point{0.2, -0.4, 1.0};
const arma::vec direction{0.6, 0.0, 0.8};

/// The step of least error.
double best_step(const VCurve& curve, const arma::vec& error) {
    return curve.steps(error.index_min());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(v_curve)

BOOST_AUTO_TEST_CASE(each_difference_is_best_near_the_step_that_theory_gives) {
    const VCurve curve = chainrule::v_curve(sum_of_exp, gradient, point, direction);
    BOOST_TEST(curve.steps.front() == 1e-13, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(curve.steps.back() == 1.0);
    // eps^(1/2) = 1.5e-8 and eps^(1/3) = 6e-6, and the same for float
    BOOST_TEST(std::abs(std::log10(best_step(curve, curve.forward) / 1.5e-8)) < 1.5);
    BOOST_TEST(std::abs(std::log10(best_step(curve, curve.central) / 6e-6)) < 1.5);
    BOOST_TEST(std::abs(std::log10(best_step(curve, curve.forward_float) / 3.4e-4)) <
               1.5);
    BOOST_TEST(std::abs(std::log10(best_step(curve, curve.central_float) / 4.9e-3)) <
               1.5);
}

BOOST_AUTO_TEST_CASE(truncation_falls_with_slope_one_and_two) {
    const VCurve curve = chainrule::v_curve(sum_of_exp, gradient, point, direction);
    const auto at = [&](double step) {
        return arma::abs(arma::log10(curve.steps / step)).index_min();
    };
    const double forward =
        std::log10(curve.forward(at(1e-2)) / curve.forward(at(1e-4))) / 2.0;
    const double central =
        std::log10(curve.central(at(1e-1)) / curve.central(at(1e-3))) / 2.0;
    BOOST_TEST(forward == 1.0, boost::test_tools::tolerance(0.05));
    BOOST_TEST(central == 2.0, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_CASE(complex_step_has_no_rounding_side) {
    const VCurve curve = chainrule::v_curve(sum_of_exp, gradient, point, direction);
    BOOST_TEST(curve.complex_step.head(20).max() < 1e-14);
}

BOOST_AUTO_TEST_CASE(a_callable_for_double_alone_leaves_the_other_curves_empty) {
    const auto narrow = [](const arma::vec& x) { return arma::accu(arma::exp(x)); };
    const VCurve curve = chainrule::v_curve(narrow, gradient, point, direction);
    BOOST_TEST(curve.forward.n_elem == curve.steps.n_elem);
    BOOST_TEST(curve.complex_step.is_empty());
    BOOST_TEST(curve.forward_float.is_empty());
    BOOST_TEST(curve.central_float.is_empty());
}

BOOST_AUTO_TEST_SUITE_END()
