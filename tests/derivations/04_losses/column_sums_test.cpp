/// Tests of derivations/04_losses/column_sums.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/column_sums.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::ColumnSums;
using chainrule::tests::equal;

BOOST_AUTO_TEST_SUITE(column_sums)

BOOST_AUTO_TEST_CASE(two_classes_three_examples_by_hand) {
    const auto [sums, saved] = Step::forward(arma::mat{{1, 2, 3}, {10, 20, 30}});
    BOOST_TEST(equal(sums, arma::rowvec{11, 22, 33}));
    const auto bars = Step::vjp(saved, arma::rowvec{4, 5, 6});
    BOOST_TEST(equal(bars.counts_bar, {{4, 5, 6}, {4, 5, 6}}));
}

BOOST_AUTO_TEST_SUITE_END()
