/// Tests of chainrule/train/network.hpp: every kind of layer, loss and bias, chained and
/// judged by complex step.
#include "chainrule/train/network.hpp"

#include "chainrule/check.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/initialise.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::Verdict;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;
using namespace chainrule::train;

namespace {

TrainConfig three_layers() {
    TrainConfig config;
    config.layers = {5, 4, 6, 3};
    return config;
}

/// Loss of 7 examples in double and complex numbers.
struct Loss {
    explicit Loss(const TrainConfig& config) : real(config), complex(config) {}

    double operator()(const arma::vec& x) {
        real.logits(x, inputs, pass);
        return real.loss(labels, 7);
    }
    std::complex<double> operator()(const arma::cx_vec& x) {
        complex.logits(x, arma::conv_to<arma::cx_mat>::from(inputs), pass);
        return complex.loss(labels, 7);
    }
    arma::vec gradient(const arma::vec& x) {
        arma::vec result(arma::size(x), arma::fill::value(arma::datum::nan));
        real.loss_and_gradient(x, inputs, labels, 7, pass, result);
        return result;
    }

    Network<double> real;
    Network<std::complex<double>> complex;
    arma::mat inputs = random_matrix(5, 7, 1);
    arma::urowvec labels = {0, 2, 1, 1, 0, 2, 0};
    Pass pass{true, 9};
};

Verdict verdict_on(const TrainConfig& config) {
    Loss loss(config);
    const arma::vec x = random_matrix(loss.real.layout().size(), 1, 3);
    return chainrule::check_gradient(
               loss, [&](const arma::vec& at) { return loss.gradient(at); }, x)
        .verdict;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(layout_names_weights_and_biases_by_depth) {
    const Network<double> network(three_layers());
    const Layout& layout = network.layout();
    BOOST_TEST(layout.size() == 4u * 5 + 4 + 6 * 4 + 6 + 3 * 6 + 3);
    BOOST_TEST(layout.find("W2").rows == 6u);
    BOOST_TEST(layout.find("W2").cols == 4u);
    BOOST_TEST(layout.find("b3").rows == 3u);
    BOOST_TEST(network.layer_name(0) == "1 linear");
    BOOST_TEST(network.layer_name(3) == "2 relu");
}

BOOST_AUTO_TEST_CASE(one_unit_and_one_example_by_hand) {
    TrainConfig config;
    config.layers = {2, 1, 2};
    config.loss = "mse";
    Network<double> network(config);
    // z = 1*3 - 2*1 + 1 = 2 = relu; logits = (2*2, -1*2 + 1) = (4, -1); target (1, 0)
    const arma::vec x = {1, -2, 1, 2, -1, 0, 1};
    arma::vec gradient(7);
    const double loss = network.loss_and_gradient(
        x, arma::vec{3, 1}, arma::urowvec{0}, 1, {}, gradient);
    BOOST_TEST(loss == 0.5 * (3 * 3 + 1));
    // logits_bar = (3, -1); W2_bar = 2 * that; a_bar = 2*3 + 1 = 7; W1_bar = 7 * (3, 1)
    BOOST_TEST(equal(gradient, arma::vec{21, 7, 7, 6, -2, 3, -1}));
}

BOOST_AUTO_TEST_CASE(the_gradient_holds_for_every_activation) {
    for (const char* name : {"relu", "leaky-relu", "sigmoid", "tanh"}) {
        TrainConfig config = three_layers();
        config.activation = name;
        BOOST_TEST((verdict_on(config) == Verdict::holds), name);
    }
}

BOOST_AUTO_TEST_CASE(the_gradient_holds_for_every_loss) {
    for (const char* name : {"cross-entropy", "mse", "sigmoid-bce"}) {
        TrainConfig config = three_layers();
        config.loss = name;
        BOOST_TEST((verdict_on(config) == Verdict::holds), name);
    }
}

BOOST_AUTO_TEST_CASE(the_gradient_holds_with_dropout_whose_mask_stays) {
    TrainConfig config = three_layers();
    config.dropout = 0.4;
    BOOST_TEST((verdict_on(config) == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(the_gradient_holds_for_the_first_case_study) {
    TrainConfig config = three_layers();
    config.bias = Bias::shared;
    config.output_relu = true;
    BOOST_TEST((verdict_on(config) == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(the_gradient_fails_for_the_second_case_study) {
    TrainConfig config = three_layers();
    config.bias = Bias::one_number_rule;
    BOOST_TEST((verdict_on(config) == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(shards_of_a_batch_add_up_to_it) {
    Loss loss(three_layers());
    const arma::vec x = random_matrix(loss.real.layout().size(), 1, 3);
    const arma::vec whole = loss.gradient(x);
    const double whole_loss = loss(x);

    arma::vec left(arma::size(x)), right(arma::size(x));
    const double left_loss = loss.real.loss_and_gradient(
        x, loss.inputs.head_cols(3), loss.labels.head(3), 7, loss.pass, left);
    const double right_loss = loss.real.loss_and_gradient(
        x, loss.inputs.tail_cols(4), loss.labels.tail(4), 7, loss.pass, right);
    BOOST_TEST(scaled_error(left + right, whole) < 1e-15);
    BOOST_TEST(left_loss + right_loss == whole_loss,
               boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(dropout_keeps_about_its_share_and_only_in_training) {
    TrainConfig config;
    config.layers = {3, 400, 2};
    config.activation = "sigmoid";  // never 0 by itself
    config.dropout = 0.25;
    Network<double> network(config);
    const arma::vec x = random_matrix(network.layout().size(), 1, 3);
    const arma::mat inputs = random_matrix(3, 50, 2);
    network.logits(x, inputs, {true, 1});
    const arma::mat dropped = network.outputs(2);
    const arma::uvec zeros = arma::find(dropped == 0.0);
    const double share = static_cast<double>(zeros.n_elem) / 20'000.0;
    BOOST_TEST(share == 0.25, boost::test_tools::tolerance(0.07));  // 5 deviations

    network.logits(x, inputs, {false, 1});
    BOOST_TEST(network.outputs(2).min() > 0.0);
}

BOOST_AUTO_TEST_CASE(masks_differ_from_step_to_step_and_shard_to_shard) {
    TrainConfig config = three_layers();
    config.dropout = 0.5;
    Loss loss(config);
    const arma::vec x = random_matrix(loss.real.layout().size(), 1, 3);
    const arma::vec first = loss.gradient(x);
    loss.pass.step = 1;
    BOOST_TEST(!equal(loss.gradient(x), first));
    loss.pass = {true, 9, 0, 32};
    BOOST_TEST(!equal(loss.gradient(x), first));
    loss.pass = {true, 9, 0, 0};
    BOOST_TEST(equal(loss.gradient(x), first));
}

BOOST_AUTO_TEST_CASE(float_is_double_to_float_precision) {
    Loss loss(three_layers());
    const arma::vec x = random_matrix(loss.real.layout().size(), 1, 3);
    Network<float> narrow(three_layers());
    arma::fvec gradient(arma::size(x));
    narrow.loss_and_gradient(arma::conv_to<arma::fvec>::from(x),
                             arma::conv_to<arma::fmat>::from(loss.inputs),
                             loss.labels,
                             7,
                             loss.pass,
                             gradient);
    BOOST_TEST(scaled_error(arma::conv_to<arma::vec>::from(gradient),
                            loss.gradient(x)) < 1e-5);
}

BOOST_AUTO_TEST_CASE(unknown_names_are_refused) {
    TrainConfig config = three_layers();
    config.activation = "rele";
    BOOST_CHECK_THROW(Network<float>{config}, chainrule::InputError);
    config = three_layers();
    config.loss = "hinge";
    BOOST_CHECK_THROW(Network<float>{config}, chainrule::InputError);
    config = three_layers();
    config.layers = {784};
    BOOST_CHECK_THROW(Network<float>{config}, chainrule::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
