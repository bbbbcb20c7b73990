/// Tests of derivations/01_rules/square_root.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/square_root.hpp"

#include "derivations/01_rules/product.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = SquareRoot;

BOOST_AUTO_TEST_SUITE(square_root)

BOOST_AUTO_TEST_CASE(roots_of_four_and_nine_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{3, 8}}, 1.0);
    BOOST_TEST(equal(outputs, {{2, 3}}));

    const auto bars = Step::vjp(saved, arma::mat{{4, 6}});
    BOOST_TEST(equal(bars.inputs_bar, {{1, 1}}));
}

BOOST_AUTO_TEST_CASE(epsilon_bounds_the_slope_at_zero) {
    const auto [outputs, saved] = Step::forward(arma::mat{0.0}, 0.25);
    BOOST_TEST(outputs(0) == 0.5);
    BOOST_TEST(Step::vjp(saved, arma::mat{1.0}).inputs_bar(0) == 1.0);
}

BOOST_AUTO_TEST_CASE(squaring_undoes_it_on_both_ways) {
    const arma::mat inputs = 1.0 + arma::square(random_matrix(3, 4, 1));
    const arma::mat outputs_bar = random_matrix(3, 4, 2);
    const auto [roots, saved] = Step::forward(inputs, 0.0);
    const auto square = Product::forward(roots, roots);
    BOOST_TEST(scaled_error(square.outputs, inputs) < 4 * eps);

    const auto paths = Product::vjp(square.saved, outputs_bar);
    const auto bars = Step::vjp<double>(saved, paths.left_bar + paths.right_bar);
    BOOST_TEST(scaled_error(bars.inputs_bar, outputs_bar) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(zero_without_epsilon_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{1, 0}}, 0.0),
                          ValueError,
                          says("square_root: need inputs + epsilon above 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
