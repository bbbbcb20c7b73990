/// Tests of derivations/01_rules/reciprocal.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/reciprocal.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Reciprocal;

BOOST_AUTO_TEST_SUITE(reciprocal)

BOOST_AUTO_TEST_CASE(two_reciprocals_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{2, -4}});
    BOOST_TEST(equal(outputs, {{0.5, -0.25}}));

    const auto bars = Step::vjp(saved, arma::mat{{4, 16}});
    BOOST_TEST(equal(bars.inputs_bar, {{-1, -1}}));
}

BOOST_AUTO_TEST_CASE(twice_in_a_row_it_changes_nothing_on_both_ways) {
    const arma::mat inputs = 2.0 + arma::square(random_matrix(3, 4, 1));
    const arma::mat outputs_bar = random_matrix(3, 4, 2);
    const auto first = Step::forward(inputs);
    const auto second = Step::forward(first.outputs);
    BOOST_TEST(scaled_error(second.outputs, inputs) < 4 * eps);

    const arma::mat between = Step::vjp(second.saved, outputs_bar).inputs_bar;
    const auto bars = Step::vjp(first.saved, between);
    BOOST_TEST(scaled_error(bars.inputs_bar, outputs_bar) < 8 * eps);
}

BOOST_AUTO_TEST_CASE(zero_of_either_sign_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{1, 0}}),
                          ValueError,
                          says("reciprocal: need inputs other than 0, got 0"));
    BOOST_CHECK_THROW(Step::forward(arma::mat{-0.0}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
