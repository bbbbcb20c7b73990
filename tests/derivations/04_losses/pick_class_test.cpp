/// Tests of derivations/04_losses/pick_class.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/pick_class.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::PickClass;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(pick_class)

BOOST_AUTO_TEST_CASE(three_classes_two_examples_by_hand) {
    const arma::mat log_probs = {{-1, -4}, {-2, -5}, {-3, -6}};
    const auto [losses, saved] = Step::forward(log_probs, arma::urowvec{2, 0});
    BOOST_TEST(equal(losses, arma::rowvec{3, 4}));
    const auto bars = Step::vjp(saved, arma::rowvec{10, 20});
    BOOST_TEST(equal(bars.log_probs_bar, {{0, -20}, {0, 0}, {-10, 0}}));
}

BOOST_AUTO_TEST_CASE(a_label_as_large_as_the_number_of_classes_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(random_matrix(3, 2, 1), arma::urowvec{0, 3}),
                          chainrule::ValueError,
                          says("pick_class: need labels below 3, got 3"));
}

BOOST_AUTO_TEST_SUITE_END()
