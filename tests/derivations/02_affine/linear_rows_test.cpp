/// Tests of derivations/02_affine/linear_rows.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/linear_rows.hpp"

#include "derivations/02_affine/linear.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = LinearRows;

BOOST_AUTO_TEST_SUITE(linear_rows)

BOOST_AUTO_TEST_CASE(two_examples_and_two_units_by_hand) {
    const arma::mat inputs = {{1, 2, -1}, {0, 1, 4}};
    const arma::mat weights = {{1, 0}, {2, -1}, {0, 3}};
    const auto [outputs, saved] = Step::forward(inputs, weights, arma::vec{10, 20});
    BOOST_TEST(equal(outputs, {{15, 15}, {12, 31}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, 2}, {-1, 0}});
    BOOST_TEST(equal(bars.inputs_bar, {{1, 0, 6}, {-1, -2, 0}}));
    BOOST_TEST(equal(bars.weights_bar, {{1, 2}, {1, 4}, {-5, -2}}));
    BOOST_TEST(equal(bars.bias_bar, arma::vec{0, 2}));
}

BOOST_AUTO_TEST_CASE(it_is_the_layer_with_examples_in_columns_transposed) {
    const arma::mat inputs = random_matrix(5, 3, 1), weights = random_matrix(3, 4, 2);
    const arma::vec bias = random_matrix(4, 1, 3);
    const arma::mat outputs_bar = random_matrix(5, 4, 4);
    const auto linear = Linear::forward<double>(weights.st(), inputs.st(), bias);
    const auto chained = Linear::vjp<double>(linear.saved, outputs_bar.st());

    const auto [outputs, saved] = Step::forward(inputs, weights, bias);
    const auto bars = Step::vjp(saved, outputs_bar);
    BOOST_TEST(scaled_error(outputs, linear.outputs.st()) < 8 * eps);
    BOOST_TEST(scaled_error(bars.inputs_bar, chained.inputs_bar.st()) < 8 * eps);
    BOOST_TEST(scaled_error(bars.weights_bar, chained.weights_bar.st()) < 8 * eps);
    BOOST_TEST(scaled_error(bars.bias_bar, chained.bias_bar) < 8 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
