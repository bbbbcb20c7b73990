/// Tests of derivations/02_affine/linear_example.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/linear_example.hpp"

#include "derivations/02_affine/neuron.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = LinearExample;

BOOST_AUTO_TEST_SUITE(linear_example)

BOOST_AUTO_TEST_CASE(two_neurons_and_three_inputs_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const auto [outputs, saved] =
        Step::forward(weights, arma::vec{1, 2, -1}, arma::vec{10, 20});
    BOOST_TEST(equal(outputs, arma::vec{15, 15}));

    const auto bars = Step::vjp(saved, arma::vec{1, 2});
    BOOST_TEST(equal(bars.weights_bar, {{1, 2, -1}, {2, 4, -2}}));
    BOOST_TEST(equal(bars.inputs_bar, arma::vec{1, 0, 6}));
    BOOST_TEST(equal(bars.bias_bar, arma::vec{1, 2}));
}

BOOST_AUTO_TEST_CASE(every_row_is_a_neuron_and_their_paths_into_the_inputs_add) {
    const arma::mat weights = random_matrix(4, 3, 1);
    const arma::vec inputs = random_matrix(3, 1, 2), bias = random_matrix(4, 1, 3);
    const arma::vec outputs_bar = random_matrix(4, 1, 4);
    const auto bars =
        Step::vjp(Step::forward(weights, inputs, bias).saved, outputs_bar);

    arma::vec inputs_bar(3, arma::fill::zeros);
    for (arma::uword h = 0; h < 4; ++h) {
        const arma::vec row = weights.row(h).st();
        const auto neuron =
            Neuron::vjp(Neuron::forward(row, inputs, bias(h)).saved, outputs_bar(h));
        BOOST_TEST(equal<double>(bars.weights_bar.row(h).st(), neuron.weights_bar));
        BOOST_TEST(bars.bias_bar(h) == neuron.bias_bar);
        inputs_bar += neuron.inputs_bar;
    }
    BOOST_TEST(scaled_error(bars.inputs_bar, inputs_bar) < 8 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
