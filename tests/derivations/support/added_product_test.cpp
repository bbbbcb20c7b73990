/// Tests of derivations/support/added_product.hpp.
#include "derivations/support/added_product.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

namespace {

struct Sides {
    arma::uword rows, cols, inner;
};

// Within one piece, and in several along each side; with a rest, and without
const std::vector<Sides> all_sides{{3, 5, 4},
                                   {64, 48, 400},
                                   {64, 400, 48},
                                   {400, 48, 64},
                                   {40, 50, 1200},
                                   {2, 100'000, 7},
                                   {2, 7, 100'000},
                                   {600, 500, 40}};

}  // namespace

BOOST_AUTO_TEST_SUITE(added_product)

BOOST_AUTO_TEST_CASE(a_product_of_any_size_is_added_to_what_is_there) {
    for (const auto& [rows, cols, inner] : all_sides) {
        BOOST_TEST_CONTEXT(rows << " x " << inner << " x " << cols) {
            const arma::mat left = random_matrix(rows, inner, 1);
            const arma::mat right = random_matrix(inner, cols, 2);
            const arma::mat before = random_matrix(rows, cols, 3);
            const arma::mat expected = before + left * right;
            arma::mat sum = before;
            chainrule::add_product(sum, left, right);
            BOOST_TEST(scaled_error(sum, expected) < 1000 * eps);
        }
    }
}

BOOST_AUTO_TEST_CASE(only_the_rows_asked_for_take_part) {
    for (const auto& [rows, cols, inner] : all_sides) {
        BOOST_TEST_CONTEXT(rows << " x " << inner << " x " << cols) {
            const arma::uword first = 3;
            const arma::mat left = random_matrix(rows, inner, 1);
            const arma::mat right = random_matrix(first + cols + 2, inner, 2);
            const arma::mat before = random_matrix(rows, cols, 3);
            const arma::mat expected =
                before + left * right.rows(first, first + cols - 1).st();
            arma::mat sum = before;
            chainrule::add_product_with_rows(sum, left, right, first);
            BOOST_TEST(scaled_error(sum, expected) < 1000 * eps);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_examples_nothing_is_added) {
    arma::mat sum = random_matrix(3, 5, 1);
    const arma::mat before = sum;
    chainrule::add_product(sum, arma::mat(3, 0), arma::mat(0, 5));
    chainrule::add_product_with_rows(sum, arma::mat(3, 0), arma::mat(5, 0), 0);
    BOOST_TEST(chainrule::tests::equal(sum, before));
}

BOOST_AUTO_TEST_SUITE_END()
