/// Tests of derivations/02_affine/matrix_product.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/matrix_product.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = MatrixProduct;

BOOST_AUTO_TEST_SUITE(matrix_product)

BOOST_AUTO_TEST_CASE(two_by_three_times_three_by_two_by_hand) {
    const arma::mat left = {{1, 2, 0}, {0, -1, 3}};
    const arma::mat right = {{1, 0}, {2, 1}, {-1, 4}};
    const auto [outputs, saved] = Step::forward(left, right);
    BOOST_TEST(equal(outputs, {{5, 2}, {-5, 11}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, -1}, {2, 0}});
    BOOST_TEST(equal(bars.left_bar, {{1, 1, -5}, {2, 4, -2}}));
    BOOST_TEST(equal(bars.right_bar, {{1, -1}, {0, -2}, {6, 0}}));
}

BOOST_AUTO_TEST_CASE(three_factors_may_be_bracketed_either_way) {
    const arma::mat a = random_matrix(2, 3, 1), b = random_matrix(3, 4, 2);
    const arma::mat c = random_matrix(4, 5, 3), outputs_bar = random_matrix(2, 5, 4);

    const auto ab = Step::forward(a, b);  // (AB)C
    const auto left = Step::vjp(Step::forward(ab.outputs, c).saved, outputs_bar);
    const auto left_inner = Step::vjp(ab.saved, left.left_bar);
    const auto bc = Step::forward(b, c);  // A(BC)
    const auto right = Step::vjp(Step::forward(a, bc.outputs).saved, outputs_bar);
    const auto right_inner = Step::vjp(bc.saved, right.right_bar);

    BOOST_TEST(scaled_error(left_inner.left_bar, right.left_bar) < 16 * eps);
    BOOST_TEST(scaled_error(left_inner.right_bar, right_inner.left_bar) < 16 * eps);
    BOOST_TEST(scaled_error(left.right_bar, right_inner.right_bar) < 16 * eps);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
