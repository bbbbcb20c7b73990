/// Tests of derivations/06_regularisation/l2_penalty.hpp beyond the contract that every
/// step passes.
#include "derivations/06_regularisation/l2_penalty.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::L2Penalty;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(l2_penalty)

BOOST_AUTO_TEST_CASE(four_weights_by_hand) {
    const auto [penalty, saved] = Step::forward(arma::mat{{1, -2}, {3, 0}}, 0.5);
    BOOST_TEST(penalty == 3.5);  // (1 + 4 + 9) / 4
    BOOST_TEST(equal(Step::vjp(saved, 4.0).weights_bar, {{2, -4}, {6, 0}}));
}

BOOST_AUTO_TEST_CASE(a_step_of_descent_shrinks_every_weight_by_the_same_share) {
    const arma::mat weights = random_matrix(4, 3, 1);
    const auto saved = Step::forward(weights, 0.1).saved;
    const arma::mat moved = weights - 0.5 * Step::vjp(saved, 1.0).weights_bar;
    BOOST_TEST(scaled_error(moved, 0.95 * weights) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(hot_form_adds_to_the_path_through_the_data) {
    const arma::mat weights = random_matrix(4, 3, 1), by_data = random_matrix(4, 3, 2);
    arma::mat weights_bar = by_data;
    const double penalty = Step::penalty_and_vjp_onto(weights_bar, weights, 0.1, -1.75);
    const auto [plain_penalty, saved] = Step::forward(weights, 0.1);
    BOOST_TEST(std::abs(penalty - plain_penalty) < 8 * eps);
    BOOST_TEST(scaled_error(weights_bar,
                            by_data + Step::vjp(saved, -1.75).weights_bar) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(a_negative_strength_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(random_matrix(2, 3, 1), -0.1),
                          chainrule::ValueError,
                          says("l2_penalty: need strength of at least 0, got -0.1"));
}

BOOST_AUTO_TEST_SUITE_END()
