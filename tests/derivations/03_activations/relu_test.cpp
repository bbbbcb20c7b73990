/// Tests of derivations/03_activations/relu.hpp beyond the contract that every step
/// passes.
#include "derivations/03_activations/relu.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Relu;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;

BOOST_AUTO_TEST_SUITE(relu)

BOOST_AUTO_TEST_CASE(negative_entries_become_zero_and_pass_nothing_back) {
    const auto [activations, saved] = Step::forward(arma::mat{{-2, 3}, {0.5, -1}});
    BOOST_TEST(equal(activations, {{0, 3}, {0.5, 0}}));

    const auto bars = Step::vjp(saved, arma::mat{{10, -20}, {30, 40}});
    BOOST_TEST(equal(bars.inputs_bar, {{0, -20}, {30, 0}}));
}

BOOST_AUTO_TEST_CASE(at_the_kink_itself_nothing_is_passed_back) {
    const auto [activations, saved] = Step::forward(arma::mat{{0.0, -0.0}});
    BOOST_TEST(activations.is_zero());
    BOOST_TEST(Step::vjp(saved, arma::mat{{1, 1}}).inputs_bar.is_zero());
}

BOOST_AUTO_TEST_CASE(hot_form_equals_plain_form_and_may_write_over_its_argument) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat activations_bar = random_matrix(4, 3, 2);
    const auto [activations, saved] = Step::forward(inputs);

    arma::mat hot = inputs;
    Step::forward_into(hot, hot);
    BOOST_TEST(equal(hot, activations));
    arma::mat hot_bar = activations_bar;
    Step::vjp_into(hot_bar, hot, hot_bar);
    BOOST_TEST(equal(hot_bar, Step::vjp(saved, activations_bar).inputs_bar));
}

BOOST_AUTO_TEST_SUITE_END()
