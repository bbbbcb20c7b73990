/// Tests of derivations/02_affine/linear.hpp beyond the contract that every step
/// passes (tests/chainrule/steps/contract_test.cpp): a value worked by hand, the chain
/// of its parts, the hot form.
#include "derivations/02_affine/linear.hpp"

#include "derivations/01_rules/broadcast.hpp"
#include "derivations/02_affine/linear_inputs.hpp"
#include "derivations/02_affine/linear_weights.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Linear;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    arma::mat weights = random_matrix(4, 3, 1);
    arma::mat inputs = random_matrix(3, 5, 2);
    arma::vec bias = random_matrix(4, 1, 3);
    arma::mat outputs_bar = random_matrix(4, 5, 4);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(linear)

BOOST_AUTO_TEST_CASE(two_units_three_inputs_two_examples_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat inputs = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(weights, inputs, arma::vec{10, 20});
    BOOST_TEST(equal(outputs, {{15, 12}, {15, 31}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.weights_bar, {{1, 1, -5}, {2, 4, -2}}));
    BOOST_TEST(equal(bars.inputs_bar, {{1, -1}, {0, -2}, {6, 0}}));
    BOOST_TEST(equal(bars.bias_bar, arma::vec{0, 2}));
}

BOOST_FIXTURE_TEST_CASE(hot_forms_equal_the_plain_form, Example) {
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    const auto bars = Step::vjp(saved, outputs_bar);

    arma::mat hot_outputs, inputs_bar;
    Step::forward_into(hot_outputs, weights, inputs, bias);
    Step::inputs_vjp_into(inputs_bar, weights, outputs_bar);
    BOOST_TEST(scaled_error(hot_outputs, outputs) < 4 * eps);
    BOOST_TEST(equal(inputs_bar, bars.inputs_bar));

    arma::mat weights_bar(4, 3, arma::fill::zeros);
    arma::vec bias_bar(4, arma::fill::zeros);
    Step::add_weights_vjp(weights_bar, inputs, 0, outputs_bar);
    Step::add_bias_vjp(bias_bar, outputs_bar);
    BOOST_TEST(scaled_error(weights_bar, bars.weights_bar) < 4 * eps);
    BOOST_TEST(scaled_error(bias_bar, bars.bias_bar) < 4 * eps);
}

BOOST_FIXTURE_TEST_CASE(hot_gradients_are_added_for_the_columns_asked_for, Example) {
    const auto bars =
        Step::vjp(Step::forward(weights, inputs, bias).saved, outputs_bar);
    const arma::mat before = random_matrix(4, 2, 5);
    arma::mat last_two = before;
    Step::add_weights_vjp(last_two, inputs, 1, outputs_bar);
    const arma::mat expected = before + bars.weights_bar.tail_cols(2);
    BOOST_TEST(scaled_error(last_two, expected) < 8 * eps);

    const arma::vec bias_before = random_matrix(4, 1, 6);
    arma::vec bias_bar = bias_before;
    Step::add_bias_vjp(bias_bar, outputs_bar);
    const arma::vec expected_bias = bias_before + bars.bias_bar;
    BOOST_TEST(scaled_error(bias_bar, expected_bias) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(the_hot_form_of_the_one_number_rule_is_the_stored_mistake,
                        Example) {
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    const auto wrong = Step::mistakes()[0].rule(saved, outputs_bar);
    arma::vec bias_bar(4, arma::fill::zeros);
    Step::add_one_bias_vjp(bias_bar, outputs_bar);
    BOOST_TEST(scaled_error(bias_bar, wrong.bias_bar) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(hot_form_keeps_the_storage_it_is_given, Example) {
    arma::mat outputs(4, 5);
    const double* storage = outputs.memptr();
    Step::forward_into(outputs, weights, inputs, bias);
    BOOST_TEST(outputs.memptr() == storage);
}

BOOST_FIXTURE_TEST_CASE(a_batch_is_the_sum_of_its_examples, Example) {
    const auto whole =
        Step::vjp(Step::forward(weights, inputs, bias).saved, outputs_bar);
    arma::mat weights_bar(4, 3, arma::fill::zeros);
    for (arma::uword n = 0; n < inputs.n_cols; ++n) {
        const arma::mat one = inputs.col(n), one_bar = outputs_bar.col(n);
        weights_bar +=
            Step::vjp(Step::forward(weights, one, bias).saved, one_bar).weights_bar;
    }
    BOOST_TEST(scaled_error(whole.weights_bar, weights_bar) < 16 * eps);
}

BOOST_FIXTURE_TEST_CASE(it_is_the_chain_of_weights_inputs_and_broadcast_bias, Example) {
    const arma::rowvec ones(5, arma::fill::ones);
    const auto product = chainrule::LinearWeights::forward(weights, inputs);
    const auto copies = chainrule::Broadcast::forward(bias, ones);
    const auto [outputs, saved] = Step::forward(weights, inputs, bias);
    BOOST_TEST(equal<double>(outputs, product.outputs + copies.outputs));

    const auto bars = Step::vjp(saved, outputs_bar);
    BOOST_TEST(
        equal(bars.weights_bar,
              chainrule::LinearWeights::vjp(product.saved, outputs_bar).weights_bar));
    const auto inputs_step = chainrule::LinearInputs::forward(weights, inputs);
    BOOST_TEST(
        equal(bars.inputs_bar,
              chainrule::LinearInputs::vjp(inputs_step.saved, outputs_bar).inputs_bar));
    BOOST_TEST(equal(bars.bias_bar,
                     chainrule::Broadcast::vjp(copies.saved, outputs_bar).vector_bar));
}

BOOST_FIXTURE_TEST_CASE(a_bias_of_the_wrong_length_is_refused_by_name, Example) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(weights, inputs, arma::vec(3, arma::fill::ones)),
        chainrule::ShapeError,
        says("linear: need bias of 4x1, H as in weights, got 3x1"));
}

BOOST_AUTO_TEST_SUITE_END()
