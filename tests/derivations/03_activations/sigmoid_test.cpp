/// Tests of derivations/03_activations/sigmoid.hpp beyond the contract that every step
/// passes.
#include "derivations/03_activations/sigmoid.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Sigmoid;
using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(sigmoid)

BOOST_AUTO_TEST_CASE(odds_of_three_to_one_are_three_quarters) {
    const arma::mat inputs = {{0.0, std::log(3.0), -std::log(3.0)}};
    const auto [activations, saved] = Step::forward(inputs);
    BOOST_TEST(scaled_error(activations, {{0.5, 0.75, 0.25}}) < 4 * eps);

    const auto bars = Step::vjp(saved, arma::mat{{4, 16, -32}});
    BOOST_TEST(scaled_error(bars.inputs_bar, {{1, 3, -6}}) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(opposite_inputs_have_activations_that_add_up_to_one) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat both =
        Step::forward(inputs).activations + Step::forward<double>(-inputs).activations;
    BOOST_TEST(scaled_error(both, arma::ones(4, 3)) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(the_slope_is_kept_on_the_left_tail_and_lost_on_the_right) {
    const arma::mat tails = {{-40.0, 40.0}};
    const arma::mat slopes =
        Step::vjp(Step::forward(tails).saved, arma::mat{{1, 1}}).inputs_bar;
    BOOST_TEST(std::abs(slopes(0) / std::exp(-40.0) - 1.0) < 4 * eps);
    BOOST_TEST(slopes(1) == 0.0);
}

BOOST_AUTO_TEST_CASE(hot_form_equals_plain_form_and_may_write_over_its_argument) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat activations_bar = random_matrix(4, 3, 2);
    const auto [activations, saved] = Step::forward(inputs);

    arma::mat hot = inputs;
    Step::forward_into(hot, hot);
    BOOST_TEST(scaled_error(hot, activations) < 4 * eps);
    arma::mat hot_bar = activations_bar;
    Step::vjp_into(hot_bar, hot, hot_bar);
    BOOST_TEST(scaled_error(hot_bar, Step::vjp(saved, activations_bar).inputs_bar) <
               4 * eps);
}

BOOST_AUTO_TEST_SUITE_END()
