/// Tests of chainrule/train/parameters.hpp.
#include "chainrule/train/parameters.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        layout.add("W1", 2, 3);
        layout.add("b1", 2, 1);
    }
    Layout layout;
    arma::fvec flat = arma::regspace<arma::fvec>(0, 7);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_FIXTURE_TEST_CASE(blocks_follow_one_another_column_by_column, Example) {
    BOOST_TEST(layout.size() == 8u);
    BOOST_TEST(
        equal(matrix(flat, layout.find("W1")), arma::fmat{{0, 2, 4}, {1, 3, 5}}));
    BOOST_TEST(equal(column(flat, layout.find("b1")), arma::fvec{6, 7}));
}

BOOST_FIXTURE_TEST_CASE(writing_to_a_view_writes_to_the_vector, Example) {
    arma::fmat weights = matrix(flat, layout[0]);
    weights = arma::fmat{{9, 9, 9}, {9, 9, -1}};
    BOOST_TEST(flat(0) == 9.0f);
    BOOST_TEST(flat(5) == -1.0f);
    BOOST_TEST(flat(6) == 6.0f);
}

BOOST_FIXTURE_TEST_CASE(a_view_cannot_outgrow_its_block, Example) {
    arma::fmat weights = matrix(flat, layout[0]);
    BOOST_CHECK_THROW(weights.set_size(3, 3), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(only_names_that_begin_with_w_are_weights, Example) {
    BOOST_TEST(layout[0].is_weights());
    BOOST_TEST(!layout[1].is_weights());
}

BOOST_FIXTURE_TEST_CASE(an_unknown_name_is_refused, Example) {
    BOOST_CHECK_THROW((void)layout.find("W2"), std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
