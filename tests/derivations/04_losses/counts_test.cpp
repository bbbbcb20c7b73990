/// Tests of derivations/04_losses/counts.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/counts.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Counts;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(counts)

BOOST_AUTO_TEST_CASE(half_the_odds_count_one_half) {
    const auto [counts, saved] = Step::forward(arma::mat{{0.0, -std::log(2.0)}});
    BOOST_TEST(scaled_error(counts, {{1.0, 0.5}}) < 2 * eps);
    const auto bars = Step::vjp(saved, arma::mat{{3.0, 4.0}});
    BOOST_TEST(scaled_error(bars.shifted_bar, {{3.0, 2.0}}) < 2 * eps);
}

BOOST_AUTO_TEST_CASE(what_lies_746_below_the_largest_is_not_counted) {
    const auto [counts, saved] = Step::forward(arma::mat{{0.0, -745.0, -746.0}});
    BOOST_TEST(counts(1) > 0.0);
    BOOST_TEST(counts(2) == 0.0);
    BOOST_TEST(
        equal(Step::vjp(saved, arma::mat{{0, 0, 1e300}}).shifted_bar, {{0, 0, 0}}));
}

BOOST_AUTO_TEST_SUITE_END()
