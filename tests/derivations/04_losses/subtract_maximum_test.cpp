/// Tests of derivations/04_losses/subtract_maximum.hpp beyond the contract that every
/// step passes.
#include "derivations/04_losses/subtract_maximum.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::SubtractMaximum;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;

BOOST_AUTO_TEST_SUITE(subtract_maximum)

BOOST_AUTO_TEST_CASE(three_classes_two_examples_by_hand) {
    const auto [shifted, saved] = Step::forward(arma::mat{{1, 7}, {4, 2}, {3, 5}});
    BOOST_TEST(equal(shifted, {{-3, 0}, {0, -5}, {-1, -2}}));

    // Column sums 6 and -3 leave through rows 1 and 0
    const auto bars = Step::vjp(saved, arma::mat{{1, -4}, {2, 0}, {3, 1}});
    BOOST_TEST(equal(bars.logits_bar, {{1, -1}, {-4, 0}, {3, 1}}));
}

BOOST_AUTO_TEST_CASE(columns_of_the_cotangent_add_up_to_zero) {
    const auto saved = Step::forward(random_matrix(5, 4, 1)).saved;
    const arma::mat logits_bar = Step::vjp(saved, random_matrix(5, 4, 2)).logits_bar;
    BOOST_TEST(arma::abs(arma::sum(logits_bar, 0)).max() < 16 * eps);
}

BOOST_AUTO_TEST_CASE(at_a_tie_the_first_of_the_largest_is_the_maximum) {
    const auto saved = Step::forward(arma::vec{1, 4, 4}).saved;
    const auto bars = Step::vjp(saved, arma::vec{1, 1, 1});
    BOOST_TEST(equal(bars.logits_bar, arma::vec{1, -2, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
