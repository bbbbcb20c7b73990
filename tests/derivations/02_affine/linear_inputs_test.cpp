/// Tests of derivations/02_affine/linear_inputs.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/linear_inputs.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = LinearInputs;

BOOST_AUTO_TEST_SUITE(linear_inputs)

BOOST_AUTO_TEST_CASE(two_units_and_two_examples_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat inputs = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(weights, inputs);
    BOOST_TEST(equal(outputs, {{5, 2}, {-5, 11}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.inputs_bar, {{1, -1}, {0, -2}, {6, 0}}));
}

BOOST_AUTO_TEST_CASE(an_example_gets_nothing_from_the_others) {
    const arma::mat weights = random_matrix(4, 3, 1), inputs = random_matrix(3, 5, 2);
    arma::mat outputs_bar(4, 5, arma::fill::zeros);
    outputs_bar.col(2) = random_matrix(4, 1, 3);
    arma::mat inputs_bar =
        Step::vjp(Step::forward(weights, inputs).saved, outputs_bar).inputs_bar;
    BOOST_TEST(inputs_bar.col(2).is_zero() == false);
    inputs_bar.shed_col(2);
    BOOST_TEST(inputs_bar.is_zero());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
