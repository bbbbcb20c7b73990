/// Tests of derivations/02_affine/quadratic_form.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/quadratic_form.hpp"

#include "derivations/02_affine/matrix_product.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = QuadraticForm;

BOOST_AUTO_TEST_SUITE(quadratic_form)

BOOST_AUTO_TEST_CASE(two_variables_by_hand) {
    const arma::mat matrix = {{1, 3}, {-1, 2}};
    const auto [output, saved] = Step::forward(arma::vec{1, 2}, matrix);
    BOOST_TEST(output == 13.0);

    // Ax = (7, 3) and A'x = (-1, 7)
    const auto bars = Step::vjp(saved, 2.0);
    BOOST_TEST(equal(bars.vector_bar, arma::vec{12, 20}));
    BOOST_TEST(equal(bars.matrix_bar, {{2, 4}, {4, 8}}));
}

BOOST_AUTO_TEST_CASE(it_is_the_chain_of_two_matrix_products) {
    const arma::vec vector = random_matrix(4, 1, 1);
    const arma::mat matrix = random_matrix(4, 4, 2);
    const arma::mat column = vector, row = vector.st();
    const auto image = MatrixProduct::forward(matrix, column);
    const auto form = MatrixProduct::forward(row, image.outputs);
    const auto outer = MatrixProduct::vjp(form.saved, arma::mat{-1.5});
    const auto inner = MatrixProduct::vjp(image.saved, outer.right_bar);

    const auto [output, saved] = Step::forward(vector, matrix);
    BOOST_TEST(output == form.outputs(0), boost::test_tools::tolerance(32 * eps));
    const auto bars = Step::vjp(saved, -1.5);
    const arma::vec both_paths = outer.left_bar.st() + inner.right_bar;
    BOOST_TEST(scaled_error(bars.vector_bar, both_paths) < 8 * eps);
    BOOST_TEST(scaled_error(bars.matrix_bar, inner.left_bar) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(a_skew_matrix_has_neither_value_nor_slope) {
    const auto [output, saved] =
        Step::forward(arma::vec{3, -5}, arma::mat{{0, 2}, {-2, 0}});
    BOOST_TEST(output == 0.0);
    BOOST_TEST(Step::vjp(saved, 1.0).vector_bar.is_zero());
}

BOOST_AUTO_TEST_CASE(a_matrix_that_is_not_square_is_refused_by_name) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(arma::vec{1, 2, 3}, random_matrix(3, 4, 1)),
        ShapeError,
        says("quadratic_form: need matrix of 3x3, D as in vector, got 3x4"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
