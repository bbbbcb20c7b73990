/// Tests of derivations/04_losses/normalise.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/normalise.hpp"

#include "derivations/04_losses/column_sums.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Normalise;
using chainrule::ColumnSums;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(normalise)

BOOST_AUTO_TEST_CASE(two_classes_two_examples_by_hand) {
    const auto [probs, saved] =
        Step::forward(arma::mat{{1, 6}, {3, 2}}, arma::rowvec{4, 8});
    BOOST_TEST(equal(probs, {{0.25, 0.75}, {0.75, 0.25}}));

    const auto bars = Step::vjp(saved, arma::mat{{4, 8}, {8, -8}});
    BOOST_TEST(equal(bars.counts_bar, {{1, 1}, {2, -1}}));
    BOOST_TEST(equal(bars.sums_bar, arma::rowvec{-1.75, -0.5}));
}

BOOST_AUTO_TEST_CASE(with_both_paths_a_longer_column_of_counts_changes_nothing) {
    // P does not change when a column of counts grows as a whole, so the cotangent is
    // orthogonal to the counts; without the path through the sums it is not
    const arma::mat counts = arma::exp(random_matrix(5, 4, 1));
    const auto sums = ColumnSums::forward(counts);
    const auto bars =
        Step::vjp(Step::forward(counts, sums.sums).saved, random_matrix(5, 4, 2));
    const arma::mat both =
        bars.counts_bar + ColumnSums::vjp(sums.saved, bars.sums_bar).counts_bar;
    BOOST_TEST(arma::abs(arma::sum(both % counts, 0)).max() < 16 * eps);
    BOOST_TEST(arma::abs(arma::sum(bars.counts_bar % counts, 0)).max() > 0.1);
}

BOOST_AUTO_TEST_CASE(a_sum_of_zero_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{1, 2}, {3, 4}}, arma::rowvec{4, 0}),
                          chainrule::ValueError,
                          says("normalise: need sums other than 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()
