/// Tests of derivations/01_rules/fan_out.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/fan_out.hpp"

#include "derivations/01_rules/product.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = FanOut;

BOOST_AUTO_TEST_SUITE(fan_out)

BOOST_AUTO_TEST_CASE(two_entries_by_hand) {
    const auto [outputs, saved] =
        Step::forward(arma::mat{{0, std::log(2.0)}}, arma::mat{{3, 0}});
    BOOST_TEST(scaled_error(outputs, {{1, 2}}) < 2 * eps);

    // 3 + 1 along both paths, then 0 + 2
    const auto bars = Step::vjp(saved, arma::mat{{10, -1}});
    BOOST_TEST(scaled_error(bars.inputs_bar, {{40, -2}}) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(the_paths_through_product_and_exponential_add) {
    const arma::mat inputs = random_matrix(4, 3, 1), factors = random_matrix(4, 3, 2);
    const arma::mat outputs_bar = random_matrix(4, 3, 3);
    const auto product = Product::forward(inputs, factors);
    const auto exponential = Exponential::forward(inputs);

    const auto [outputs, saved] = Step::forward(inputs, factors);
    BOOST_TEST(equal<double>(outputs, product.outputs + exponential.outputs));
    const arma::mat first = Product::vjp(product.saved, outputs_bar).left_bar;
    const arma::mat second =
        Exponential::vjp(exponential.saved, outputs_bar).inputs_bar;
    BOOST_TEST(scaled_error(Step::vjp(saved, outputs_bar).inputs_bar, first + second) <
               2 * eps);
}

BOOST_AUTO_TEST_CASE(paths_of_opposite_slope_cancel) {
    const auto saved = Step::forward(arma::mat{0.0}, arma::mat{-1.0}).saved;
    BOOST_TEST(Step::vjp(saved, arma::mat{7.0}).inputs_bar(0) == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
