/// Tests of chainrule/train/initialise.hpp.
#include "chainrule/train/initialise.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

struct Example {
    Example() {
        layout.add("W1", 200, 400);
        layout.add("b1", 200, 1);
        layout.add("W2", 100, 200);
        layout.add("b2", 1000, 1);
    }

    arma::fmat drawn(const std::string& init, const std::string& block) {
        config.init = init;
        const arma::fvec parameters = initial_parameters(config, layout);
        arma::fmat copy;
        copy = matrix(parameters, layout.find(block));
        return copy;
    }

    double variance(const std::string& init, const std::string& block) {
        const arma::fmat values = drawn(init, block);
        return arma::accu(arma::square(values)) / static_cast<double>(values.n_elem);
    }

    TrainConfig config;
    Layout layout;
};

// Five standard deviations of the variance of 20,000 normal numbers
constexpr double five_percent = 5.0;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(initialise, Example)

BOOST_AUTO_TEST_CASE(he_has_variance_two_over_fan_in) {
    BOOST_TEST(variance("he", "W1") == 2.0 / 400, tt::tolerance(five_percent / 100));
    BOOST_TEST(variance("he", "W2") == 2.0 / 200, tt::tolerance(five_percent / 100));
    BOOST_TEST(arma::abs(drawn("he", "b1")).max() == 0.0f);
}

BOOST_AUTO_TEST_CASE(he_keeps_the_second_moment_through_a_relu_layer) {
    arma::fmat inputs(400, 500);
    chainrule::Random random(5);
    inputs.imbue([&] { return static_cast<float>(random.normal()); });
    const arma::fmat outputs = arma::clamp(drawn("he", "W1") * inputs, 0.0f, 1e9f);
    const float ratio = arma::mean(arma::mean(arma::square(outputs))) /
                        arma::mean(arma::mean(arma::square(inputs)));
    BOOST_TEST(ratio == 1.0f, tt::tolerance(0.05f));
}

BOOST_AUTO_TEST_CASE(glorot_is_uniform_with_variance_two_over_both_fans) {
    BOOST_TEST(variance("glorot", "W1") == 2.0 / 600,
               tt::tolerance(five_percent / 100));
    const float bound = std::sqrt(6.0f / 600);
    const float largest = arma::abs(drawn("glorot", "W1")).max();
    BOOST_TEST(largest <= bound);
    BOOST_TEST(largest > 0.99f * bound);
}

BOOST_AUTO_TEST_CASE(orthogonal_rows_have_length_root_two_and_no_product) {
    const arma::fmat weights = drawn("orthogonal", "W1");
    const arma::fmat gram = weights * weights.t();
    const arma::fmat want = 2.0f * arma::eye<arma::fmat>(200, 200);
    BOOST_TEST(arma::abs(gram - want).max() < 1e-5f);
}

BOOST_AUTO_TEST_CASE(orthogonal_columns_where_there_are_more_rows) {
    Layout tall;
    tall.add("W1", 30, 20);
    config.init = "orthogonal";
    const arma::fvec parameters = initial_parameters(config, tall);
    const arma::fmat weights = matrix(parameters, tall[0]);
    const arma::fmat gram = weights.t() * weights;
    const arma::fmat want = 2.0f * arma::eye<arma::fmat>(20, 20);
    BOOST_TEST(arma::abs(gram - want).max() < 1e-5f);
}

BOOST_AUTO_TEST_CASE(case_study_one_draws_as_he_does) {
    BOOST_TEST(equal(drawn("dead-class", "W2"), drawn("he", "W2")));
}

BOOST_AUTO_TEST_CASE(case_study_two_divides_by_fan_out_from_the_second_layer_on) {
    BOOST_TEST(variance("stuck-bias", "W1") == 2.0 / 400,
               tt::tolerance(five_percent / 100));
    BOOST_TEST(variance("stuck-bias", "W2") == 2.0 / 100,
               tt::tolerance(five_percent / 100));
    BOOST_TEST(variance("stuck-bias", "b2") == 2.0, tt::tolerance(0.25));
}

BOOST_AUTO_TEST_CASE(same_seed_same_bits_and_another_seed_others) {
    const arma::fmat first = drawn("he", "W1");
    BOOST_TEST(equal(drawn("he", "W1"), first));
    config.seed = 2;
    BOOST_TEST(!equal(drawn("he", "W1"), first));
}

BOOST_AUTO_TEST_CASE(an_unknown_initialisation_is_refused) {
    BOOST_CHECK_THROW(drawn("she", "W1"), chainrule::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
