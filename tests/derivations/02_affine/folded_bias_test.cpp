/// Tests of derivations/02_affine/folded_bias.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/folded_bias.hpp"

#include "derivations/02_affine/linear.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = FoldedBias;

BOOST_AUTO_TEST_SUITE(folded_bias)

BOOST_AUTO_TEST_CASE(two_units_and_two_examples_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat inputs = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(weights, arma::vec{10, 20}, inputs);
    BOOST_TEST(equal(saved.folded_weights, {{1, 2, 0, 10}, {0, -1, 3, 20}}));
    BOOST_TEST(equal(saved.folded_inputs, {{1, 0}, {2, 1}, {-1, 4}, {1, 1}}));
    BOOST_TEST(equal(outputs, {{15, 12}, {15, 31}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.weights_bar, {{1, 1, -5}, {2, 4, -2}}));
    BOOST_TEST(equal(bars.bias_bar, arma::vec{0, 2}));
    BOOST_TEST(equal(bars.inputs_bar, {{1, -1}, {0, -2}, {6, 0}}));
}

BOOST_AUTO_TEST_CASE(it_is_the_layer_with_a_bias_of_its_own) {
    const arma::mat weights = random_matrix(4, 3, 1), inputs = random_matrix(3, 5, 2);
    const arma::vec bias = random_matrix(4, 1, 3);
    const arma::mat outputs_bar = random_matrix(4, 5, 4);
    const auto linear = Linear::forward(weights, inputs, bias);
    const auto want = Linear::vjp(linear.saved, outputs_bar);

    const auto [outputs, saved] = Step::forward(weights, bias, inputs);
    const auto bars = Step::vjp(saved, outputs_bar);
    BOOST_TEST(scaled_error(outputs, linear.outputs) < 8 * eps);
    BOOST_TEST(scaled_error(bars.weights_bar, want.weights_bar) < 8 * eps);
    BOOST_TEST(scaled_error(bars.bias_bar, want.bias_bar) < 8 * eps);
    BOOST_TEST(scaled_error(bars.inputs_bar, want.inputs_bar) < 8 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
