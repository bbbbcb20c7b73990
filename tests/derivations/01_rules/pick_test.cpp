/// Tests of derivations/01_rules/pick.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/pick.hpp"

#include "derivations/01_rules/maximum.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Pick;

BOOST_AUTO_TEST_SUITE(pick)

BOOST_AUTO_TEST_CASE(two_classes_and_three_examples_by_hand) {
    const auto [picked, saved] =
        Step::forward(arma::mat{{1, 2, 3}, {4, 5, 6}}, arma::urowvec{1, 0, 1});
    BOOST_TEST(equal(picked, arma::rowvec{4, 2, 6}));

    const auto bars = Step::vjp(saved, arma::rowvec{10, 20, 30});
    BOOST_TEST(equal(bars.inputs_bar, {{0, 20, 0}, {10, 0, 30}}));
}

BOOST_AUTO_TEST_CASE(picking_the_winners_is_taking_the_maximum) {
    const arma::mat inputs = random_matrix(4, 5, 1);
    const arma::rowvec picked_bar = random_matrix(1, 5, 2);
    const auto maximum = Maximum::forward(inputs);
    const auto [picked, saved] = Step::forward(inputs, maximum.saved.winners);
    BOOST_TEST(equal(picked, maximum.maxima));
    BOOST_TEST(equal(Step::vjp(saved, picked_bar).inputs_bar,
                     Maximum::vjp(maximum.saved, picked_bar).inputs_bar));
}

BOOST_AUTO_TEST_CASE(a_label_without_a_row_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(random_matrix(3, 2, 1), arma::urowvec{0, 3}),
                          ValueError,
                          says("pick: need labels below 3, got 3"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
