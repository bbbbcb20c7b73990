/// Tests of chainrule/train/evaluator.hpp.
#include "chainrule/train/evaluator.hpp"

#include "chainrule/train/gather.hpp"
#include "chainrule/train/initialise.hpp"
#include "tests/chainrule/train/digits.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

using chainrule::tests::equal;
using chainrule::tests::scaled_error;
using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

struct Example {
    Example() {
        config.bias = Bias::shared;
        which.resize(data.size());
        std::iota(which.begin(), which.end(), std::size_t(0));
        parameters = initial_parameters(config, Network<float>(config).layout());
        gather(data, which, inputs, labels);
    }

    TrainConfig config = chainrule::tests::small_config();
    chainrule::data::DataSet data = chainrule::data::draw_digits(600, 1);
    std::vector<std::size_t> which;
    arma::fvec parameters;
    arma::fmat inputs;
    arma::urowvec labels;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(evaluator, Example)

BOOST_AUTO_TEST_CASE(the_lowest_class_wins_a_tie) {
    const arma::fmat logits = {{1, 0, 0}, {1, 2, 0}, {0, 2, 0}};
    BOOST_TEST(equal(predictions(logits), arma::urowvec{0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(pieces_give_what_one_pass_over_all_gives) {
    Workers workers(2);
    Evaluator evaluator(config, workers);
    Network<float> network(config);
    const arma::fmat whole = network.logits(parameters, inputs, {});
    const arma::fmat in_pieces = evaluator.logits(parameters, data, which);
    BOOST_TEST(scaled_error(arma::conv_to<arma::mat>::from(in_pieces),
                            arma::conv_to<arma::mat>::from(whole)) < 1e-6);

    const Score score = evaluator.score(parameters, data, which);
    BOOST_TEST(score.loss == network.loss(labels, 600), tt::tolerance(1e-5));
    const auto right = arma::accu(predictions(whole) == labels);
    BOOST_TEST(score.accuracy == static_cast<double>(right) / 600);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
    Workers one(1), three(3);
    const Score alone = Evaluator(config, one).score(parameters, data, which);
    const Score shared = Evaluator(config, three).score(parameters, data, which);
    BOOST_TEST(alone.loss == shared.loss);
    BOOST_TEST(alone.accuracy == shared.accuracy);
}

BOOST_AUTO_TEST_CASE(no_examples_no_score) {
    Workers workers(1);
    const Score score = Evaluator(config, workers).score(parameters, data, {});
    BOOST_TEST(std::isnan(score.loss));
    BOOST_TEST(std::isnan(score.accuracy));
}

BOOST_AUTO_TEST_SUITE_END()
