/// Tests of derivations/01_rules/exponential.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/exponential.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Exponential;

BOOST_AUTO_TEST_SUITE(exponential)

BOOST_AUTO_TEST_CASE(zero_and_the_logarithm_of_two_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{0, std::log(2.0)}});
    BOOST_TEST(scaled_error(outputs, {{1, 2}}) < 2 * eps);

    const auto bars = Step::vjp(saved, arma::mat{{3, 5}});
    BOOST_TEST(scaled_error(bars.inputs_bar, {{3, 10}}) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(a_sum_of_exponents_is_a_product_of_exponentials) {
    const arma::mat left = random_matrix(3, 4, 1), right = random_matrix(3, 4, 2);
    const arma::mat product =
        Step::forward(left).outputs % Step::forward(right).outputs;
    BOOST_TEST(scaled_error(Step::forward<double>(left + right).outputs, product) <
               8 * eps);
}

BOOST_AUTO_TEST_CASE(far_below_zero_value_and_slope_are_exactly_zero) {
    const auto [outputs, saved] = Step::forward(arma::mat{-1000.0});
    BOOST_TEST(outputs(0) == 0.0);
    BOOST_TEST(Step::vjp(saved, arma::mat{1e6}).inputs_bar(0) == 0.0);
}

BOOST_AUTO_TEST_CASE(an_exponent_that_overflows_is_refused) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(arma::mat{{1, 1000}}),
        ValueError,
        says("exponential: need inputs whose exponential does not overflow, got 1000"));
}

BOOST_AUTO_TEST_CASE(float_overflows_where_double_does_not) {
    BOOST_TEST(Step::forward(arma::mat{100.0}).outputs.is_finite());
    BOOST_CHECK_THROW(Step::forward(arma::fmat{100.0f}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
