/// Tests of derivations/01_rules/logarithm.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/logarithm.hpp"

#include "derivations/01_rules/exponential.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Logarithm;

BOOST_AUTO_TEST_SUITE(logarithm)

BOOST_AUTO_TEST_CASE(one_and_four_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{1, 4}});
    BOOST_TEST(scaled_error(outputs, {{0, 2 * std::log(2.0)}}) < 2 * eps);

    const auto bars = Step::vjp(saved, arma::mat{{2, 1}});
    BOOST_TEST(equal(bars.inputs_bar, {{2, 0.25}}));
}

BOOST_AUTO_TEST_CASE(it_undoes_the_exponential_on_both_ways) {
    const arma::mat inputs = random_matrix(3, 4, 1);
    const arma::mat outputs_bar = random_matrix(3, 4, 2);
    const auto exponential = Exponential::forward(inputs);
    const auto [outputs, saved] = Step::forward(exponential.outputs);
    BOOST_TEST(scaled_error(outputs, inputs) < 4 * eps);

    const arma::mat between = Step::vjp(saved, outputs_bar).inputs_bar;
    const auto bars = Exponential::vjp(exponential.saved, between);
    BOOST_TEST(scaled_error(bars.inputs_bar, outputs_bar) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(zero_and_below_are_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{1, 0}}),
                          ValueError,
                          says("logarithm: need inputs above 0, got 0"));
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{-1.5, 1}}),
                          ValueError,
                          says("logarithm: need inputs above 0, got -1.5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
