/// Tests of derivations/02_affine/neuron.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/neuron.hpp"

#include "derivations/01_rules/product.hpp"
#include "derivations/01_rules/sum.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Neuron;

BOOST_AUTO_TEST_SUITE(neuron)

BOOST_AUTO_TEST_CASE(three_inputs_by_hand) {
    const arma::vec weights = {1, -2, 3}, inputs = {4, 0.5, -1};
    const auto [output, saved] = Step::forward(weights, inputs, 10.0);
    BOOST_TEST(output == 10.0);

    const auto bars = Step::vjp(saved, 2.0);
    BOOST_TEST(equal(bars.weights_bar, arma::vec{8, 1, -2}));
    BOOST_TEST(equal(bars.inputs_bar, arma::vec{2, -4, 6}));
    BOOST_TEST(bars.bias_bar == 2.0);
}

BOOST_AUTO_TEST_CASE(a_neuron_is_the_chain_of_product_and_sum) {
    const arma::vec weights = random_matrix(5, 1, 1), inputs = random_matrix(5, 1, 2);
    const auto product = Product::forward<double>(weights, inputs);
    const auto sum = Sum::forward(product.outputs);
    const auto [output, saved] = Step::forward(weights, inputs, 0.0);
    BOOST_TEST(output == sum.sum, boost::test_tools::tolerance(8 * eps));

    const auto chained =
        Product::vjp(product.saved, Sum::vjp(sum.saved, -1.5).inputs_bar);
    const auto bars = Step::vjp(saved, -1.5);
    BOOST_TEST(equal(bars.weights_bar, chained.left_bar));
    BOOST_TEST(equal(bars.inputs_bar, chained.right_bar));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
