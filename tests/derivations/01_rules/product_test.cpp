/// Tests of derivations/01_rules/product.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/product.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Product;

BOOST_AUTO_TEST_SUITE(product)

BOOST_AUTO_TEST_CASE(three_products_by_hand) {
    const arma::mat left = {{2, -1, 0}}, right = {{5, 3, 7}};
    const auto [outputs, saved] = Step::forward(left, right);
    BOOST_TEST(equal(outputs, {{10, -3, 0}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, 2, -1}});
    BOOST_TEST(equal(bars.left_bar, {{5, 6, -7}}));
    BOOST_TEST(equal(bars.right_bar, {{2, -2, 0}}));
}

BOOST_AUTO_TEST_CASE(the_two_paths_into_a_square_add_up_to_twice_the_root) {
    const arma::mat roots = random_matrix(3, 4, 1);
    const auto bars =
        Step::vjp(Step::forward(roots, roots).saved, arma::mat(3, 4, arma::fill::ones));
    BOOST_TEST(equal<double>(bars.left_bar + bars.right_bar, 2.0 * roots));
}

BOOST_AUTO_TEST_CASE(factors_of_different_shapes_are_refused_by_name) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(random_matrix(2, 3, 1), random_matrix(3, 2, 2)),
        ShapeError,
        says("product: need right of 2x3, D as in left, N as in left, got 3x2"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
