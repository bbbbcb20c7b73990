/// Tests of derivations/03_activations/leaky_relu.hpp beyond the contract that every
/// step passes.
#include "derivations/03_activations/leaky_relu.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::LeakyRelu;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(leaky_relu)

BOOST_AUTO_TEST_CASE(negative_entries_and_their_cotangents_shrink_by_the_slope) {
    const arma::mat inputs = {{-2, 3}, {0.5, -1}};
    const auto [activations, saved] = Step::forward(inputs, 0.25);
    BOOST_TEST(equal(activations, {{-0.5, 3}, {0.5, -0.25}}));

    const auto bars = Step::vjp(saved, arma::mat{{10, -20}, {30, 40}});
    BOOST_TEST(equal(bars.inputs_bar, {{2.5, -20}, {30, 10}}));
}

BOOST_AUTO_TEST_CASE(at_the_kink_itself_the_small_slope_is_taken) {
    const auto saved = Step::forward(arma::mat{{0.0, -0.0}}, 0.25).saved;
    BOOST_TEST(equal(Step::vjp(saved, arma::mat{{1, 1}}).inputs_bar, {{0.25, 0.25}}));
}

BOOST_AUTO_TEST_CASE(slopes_of_zero_and_one_are_refused) {
    const arma::mat inputs = random_matrix(2, 3, 1);
    BOOST_CHECK_EXCEPTION(
        Step::forward(inputs, 1.0),
        chainrule::ValueError,
        says("leaky_relu: need negative_slope between 0 and 1, got 1"));
    BOOST_CHECK_EXCEPTION(
        Step::forward(inputs, 0.0),
        chainrule::ValueError,
        says("leaky_relu: need negative_slope between 0 and 1, got 0"));
}

BOOST_AUTO_TEST_CASE(hot_form_equals_plain_form_and_may_write_over_its_argument) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat activations_bar = random_matrix(4, 3, 2);
    const auto [activations, saved] = Step::forward(inputs, 0.1);

    arma::mat hot = inputs;
    Step::forward_into(hot, hot, 0.1);
    BOOST_TEST(equal(hot, activations));
    arma::mat hot_bar = activations_bar;
    Step::vjp_into(hot_bar, hot, 0.1, hot_bar);
    BOOST_TEST(equal(hot_bar, Step::vjp(saved, activations_bar).inputs_bar));
}

BOOST_AUTO_TEST_SUITE_END()
