/// Tests of chainrule/train/batch_gradient.hpp.
#include "chainrule/train/batch_gradient.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/train/gather.hpp"
#include "chainrule/train/initialise.hpp"
#include "tests/chainrule/train/digits.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using chainrule::tests::equal;
using chainrule::tests::scaled_error;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        chainrule::use_one_blas_thread();
        config = chainrule::tests::small_config();
        config.dropout = 0.2;
        batch.resize(data.size());
        std::iota(batch.begin(), batch.end(), std::size_t(0));
        parameters = initial_parameters(config, Network<float>(config).layout());
    }

    BatchGradient::Result with_threads(std::size_t threads,
                                       std::size_t examples,
                                       arma::fvec& gradient) {
        Workers workers(threads);
        BatchGradient batch_gradient(config, workers);
        gradient.set_size(arma::size(parameters));
        return batch_gradient(
            parameters, data, std::span(batch).first(examples), {true, 1}, gradient);
    }

    TrainConfig config;
    chainrule::data::DataSet data = chainrule::data::draw_digits(2500, 1);
    std::vector<std::size_t> batch;
    arma::fvec parameters;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(batch_gradient, Example)

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
    for (const std::size_t examples : {1, 50, 64, 100, 2500}) {
        arma::fvec one, another;
        const double loss = with_threads(1, examples, one).loss;
        for (const std::size_t threads : {2, 3, 8}) {
            BOOST_TEST(with_threads(threads, examples, another).loss == loss);
            BOOST_TEST(equal(another, one));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_shares_of_every_round_add_up_to_one_pass_over_all) {
    config.dropout = 0.0;
    for (const std::vector<std::size_t>& layers :
         {std::vector<std::size_t>{784, 12, 10}, {784, 9, 11, 10}, {784, 10}}) {
        for (const Bias bias : {Bias::per_unit, Bias::shared, Bias::one_number_rule}) {
            config.layers = layers;
            config.bias = bias;
            Network<double> network(config);
            parameters = initial_parameters(config, network.layout());
            parameters += 0.01f;  // no bias is 0
            for (const std::size_t examples : {1, 40, 2500}) {
                arma::fvec in_shares;
                const auto [loss, finite] = with_threads(2, examples, in_shares);
                BOOST_TEST(finite);

                arma::mat inputs;
                arma::urowvec labels;
                gather(data, std::span(batch).first(examples), inputs, labels);
                arma::vec whole(arma::size(parameters));
                const double whole_loss = network.loss_and_gradient(
                    arma::conv_to<arma::vec>::from(parameters),
                    inputs,
                    labels,
                    examples,
                    {},
                    whole);
                BOOST_TEST(loss == whole_loss, boost::test_tools::tolerance(1e-5));
                BOOST_TEST(scaled_error(arma::conv_to<arma::vec>::from(in_shares),
                                        whole) < 1e-5);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gradient_that_overflows_beside_a_finite_loss_is_seen) {
    config.dropout = 0.0;
    config.layers = {784, 3, 10};
    const Layout layout = Network<float>(config).layout();
    parameters = initial_parameters(config, layout);
    arma::fvec gradient;
    BOOST_TEST(with_threads(2, 64, gradient).finite);

    // Activations near 0 keep the logits small, but the largest of weights meet the
    // cotangents of 32 zeros, each of which is taken for any other digit
    std::erase_if(batch, [&](std::size_t n) { return data.labels[n] != 0; });
    matrix(parameters, layout.find("W1")).zeros();
    matrix(parameters, layout.find("b1")).fill(1e-38f);
    matrix(parameters, layout.find("W2")).fill(3e38f);
    matrix(parameters, layout.find("W2")).row(0).fill(-3e38f);
    const auto [loss, finite] = with_threads(2, 32, gradient);
    BOOST_TEST(std::isfinite(loss));
    BOOST_TEST(!finite);
}

BOOST_AUTO_TEST_CASE(a_warm_one_gives_what_a_fresh_one_gives) {
    Workers workers(2);
    BatchGradient warm(config, workers);
    arma::fvec unused(arma::size(parameters)), got(arma::size(parameters)), fresh;
    const Pass pass{true, 1};
    warm(parameters, data, std::span(batch).first(300), pass, unused);
    const double loss =
        warm(parameters, data, std::span(batch).first(40), pass, got).loss;
    BOOST_TEST(with_threads(2, 40, fresh).loss == loss);
    BOOST_TEST(equal(got, fresh));
}

BOOST_AUTO_TEST_SUITE_END()
