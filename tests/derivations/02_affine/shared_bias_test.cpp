/// Tests of derivations/02_affine/shared_bias.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/shared_bias.hpp"

#include "derivations/03_activations/relu.hpp"
#include "derivations/04_losses/softmax_cross_entropy.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = SharedBias;

BOOST_AUTO_TEST_SUITE(shared_bias)

namespace {

struct Example {
    arma::mat weights = random_matrix(4, 3, 1);
    arma::mat inputs = random_matrix(3, 5, 2);
    double bias = 0.75;
    arma::mat outputs_bar = random_matrix(4, 5, 4);
};

}  // namespace

BOOST_AUTO_TEST_CASE(two_units_and_two_examples_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat inputs = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(weights, inputs, 10.0);
    BOOST_TEST(equal(outputs, {{15, 12}, {5, 21}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.weights_bar, {{1, 1, -5}, {2, 4, -2}}));
    BOOST_TEST(equal(bars.inputs_bar, {{1, -1}, {0, -2}, {6, 0}}));
    BOOST_TEST(bars.bias_bar == 2.0);
}

BOOST_FIXTURE_TEST_CASE(it_is_a_layer_whose_biases_all_move_together, Example) {
    const arma::vec copies(4, arma::fill::value(bias));
    const auto linear = Linear::forward(weights, inputs, copies);
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    BOOST_TEST(equal(outputs, linear.outputs));

    const auto bars = Step::vjp(saved, outputs_bar);
    const auto chained = Linear::vjp(linear.saved, outputs_bar);
    BOOST_TEST(equal(bars.weights_bar, chained.weights_bar));
    BOOST_TEST(equal(bars.inputs_bar, chained.inputs_bar));
    BOOST_TEST(bars.bias_bar == arma::accu(chained.bias_bar),
               boost::test_tools::tolerance(16 * eps));
}

BOOST_FIXTURE_TEST_CASE(below_softmax_and_cross_entropy_it_cannot_learn, Example) {
    const auto [logits, saved] = Step::forward(weights, inputs, bias);
    const auto loss =
        SoftmaxCrossEntropy::forward(logits, arma::urowvec{0, 1, 2, 3, 0});
    const arma::mat logits_bar = SoftmaxCrossEntropy::vjp(loss.saved, 1.0).logits_bar;
    BOOST_TEST(std::abs(Step::vjp(saved, logits_bar).bias_bar) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(with_a_relu_in_between_it_can, Example) {
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    const auto relu = Relu::forward(outputs);
    const auto loss =
        SoftmaxCrossEntropy::forward(relu.activations, arma::urowvec{0, 1, 2, 3, 0});
    const arma::mat relu_bar = SoftmaxCrossEntropy::vjp(loss.saved, 1.0).logits_bar;
    const arma::mat masked_bar = Relu::vjp(relu.saved, relu_bar).inputs_bar;
    BOOST_TEST(std::abs(Step::vjp(saved, masked_bar).bias_bar) > 0.01);
}

BOOST_FIXTURE_TEST_CASE(hot_forms_equal_the_plain_form, Example) {
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    arma::mat hot_outputs;
    Step::forward_into(hot_outputs, weights, inputs, bias);
    BOOST_TEST(scaled_error(hot_outputs, outputs) < 4 * eps);

    double bias_bar = 0.5;
    Step::add_bias_vjp(bias_bar, outputs_bar);
    BOOST_TEST(bias_bar == 0.5 + Step::vjp(saved, outputs_bar).bias_bar);
}

BOOST_FIXTURE_TEST_CASE(hot_form_keeps_the_storage_it_is_given, Example) {
    arma::mat outputs(4, 5);
    const double* storage = outputs.memptr();
    Step::forward_into(outputs, weights, inputs, bias);
    BOOST_TEST(outputs.memptr() == storage);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
