/// Tests of derivations/03_activations/tanh.hpp beyond the contract that every step
/// passes.
#include "derivations/03_activations/tanh.hpp"

#include "derivations/03_activations/sigmoid.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

// A suite is a namespace, and at global scope `tanh` is the C library's.
namespace chainrule::tests {

using Step = Tanh;

BOOST_AUTO_TEST_SUITE(tanh)

BOOST_AUTO_TEST_CASE(the_logarithm_of_two_gives_three_fifths) {
    // (2 - 1/2) / (2 + 1/2) = 3/5, with slope 1 - 9/25 = 16/25
    const arma::mat inputs = {{0.0, std::log(2.0), -std::log(2.0)}};
    const auto [activations, saved] = Step::forward(inputs);
    BOOST_TEST(scaled_error(activations, {{0.0, 0.6, -0.6}}) < 4 * eps);

    const auto bars = Step::vjp(saved, arma::mat{{3, 25, -50}});
    BOOST_TEST(scaled_error(bars.inputs_bar, {{3, 16, -32}}) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(it_is_the_sigmoid_stretched_to_twice_its_size) {
    // $\tanh z = 2 \sigma(2z) - 1$, and so are the slopes
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat activations_bar = random_matrix(4, 3, 2);
    const auto [activations, saved] = Step::forward(inputs);
    const auto stretched = Sigmoid::forward<double>(2.0 * inputs);
    BOOST_TEST(scaled_error(activations, 2.0 * stretched.activations - 1.0) < 4 * eps);

    const arma::mat chained =
        4.0 * Sigmoid::vjp(stretched.saved, activations_bar).inputs_bar;
    BOOST_TEST(scaled_error(Step::vjp(saved, activations_bar).inputs_bar, chained) <
               8 * eps);
}

BOOST_AUTO_TEST_CASE(a_saturated_unit_passes_exactly_nothing_back) {
    const auto saved = Step::forward(arma::mat{{-20.0, 20.0}}).saved;
    const arma::mat inputs_bar = Step::vjp(saved, arma::mat{{1e6, 1e6}}).inputs_bar;
    BOOST_TEST(inputs_bar.is_zero());
}

BOOST_AUTO_TEST_CASE(hot_form_equals_plain_form_and_may_write_over_its_argument) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat activations_bar = random_matrix(4, 3, 2);
    const auto [activations, saved] = Step::forward(inputs);

    arma::mat hot = inputs;
    Step::forward_into(hot, hot);
    BOOST_TEST(scaled_error(hot, activations) < 4 * eps);
    arma::mat hot_bar = activations_bar;
    Step::vjp_into(hot_bar, hot, hot_bar);
    BOOST_TEST(scaled_error(hot_bar, Step::vjp(saved, activations_bar).inputs_bar) <
               4 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
