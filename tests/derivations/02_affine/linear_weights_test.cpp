/// Tests of derivations/02_affine/linear_weights.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/linear_weights.hpp"

#include "derivations/02_affine/linear_example.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = LinearWeights;

BOOST_AUTO_TEST_SUITE(linear_weights)

BOOST_AUTO_TEST_CASE(two_units_and_two_examples_by_hand) {
    const arma::mat weights = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat inputs = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(weights, inputs);
    BOOST_TEST(equal(outputs, {{5, 2}, {-5, 11}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.weights_bar, {{1, 1, -5}, {2, 4, -2}}));
}

BOOST_AUTO_TEST_CASE(the_product_sums_the_outer_products_of_the_examples) {
    const arma::mat weights = random_matrix(4, 3, 1), inputs = random_matrix(3, 5, 2);
    const arma::mat outputs_bar = random_matrix(4, 5, 3);
    const arma::vec bias(4, arma::fill::zeros);
    arma::mat summed(4, 3, arma::fill::zeros);
    for (arma::uword n = 0; n < 5; ++n) {
        const arma::vec one = inputs.col(n), one_bar = outputs_bar.col(n);
        summed += LinearExample::vjp(LinearExample::forward(weights, one, bias).saved,
                                     one_bar)
                      .weights_bar;
    }
    const auto bars = Step::vjp(Step::forward(weights, inputs).saved, outputs_bar);
    BOOST_TEST(scaled_error(bars.weights_bar, summed) < 8 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
