/// Tests of derivations/01_rules/power.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/power.hpp"

#include "derivations/01_rules/product.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Power;

BOOST_AUTO_TEST_SUITE(power)

BOOST_AUTO_TEST_CASE(four_cubes_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{2, -1}, {0, 3}});
    BOOST_TEST(equal(outputs, {{8, -1}, {0, 27}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, 2}, {5, -1}});
    BOOST_TEST(equal(bars.inputs_bar, {{12, 6}, {0, -27}}));
}

BOOST_AUTO_TEST_CASE(a_cube_is_the_chain_of_two_products) {
    const arma::mat inputs = random_matrix(4, 3, 1);
    const arma::mat outputs_bar = random_matrix(4, 3, 2);
    const auto square = Product::forward(inputs, inputs);
    const auto cube = Product::forward(square.outputs, inputs);

    const auto outer = Product::vjp(cube.saved, outputs_bar);
    const auto inner = Product::vjp(square.saved, outer.left_bar);
    const arma::mat chained = inner.left_bar + inner.right_bar + outer.right_bar;
    const auto bars = Step::vjp(Step::forward(inputs).saved, outputs_bar);
    BOOST_TEST(scaled_error(bars.inputs_bar, chained) < 4 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
