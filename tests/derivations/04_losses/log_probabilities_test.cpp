/// Tests of derivations/04_losses/log_probabilities.hpp beyond the contract that every
/// step passes.
#include "derivations/04_losses/log_probabilities.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::LogProbabilities;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(log_probabilities)

BOOST_AUTO_TEST_CASE(a_probability_of_one_quarter_by_hand) {
    const auto [log_probs, saved] = Step::forward(arma::mat{{0.25, 1.0}});
    BOOST_TEST(scaled_error(log_probs, {{-2.0 * std::log(2.0), 0.0}}) < 2 * eps);
    BOOST_TEST(equal(Step::vjp(saved, arma::mat{{2, -3}}).probs_bar, {{8, -3}}));
}

BOOST_AUTO_TEST_CASE(a_probability_of_zero_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{0.5, 0.0}, {0.5, 1.0}}),
                          chainrule::ValueError,
                          says("log_probabilities: need probs above 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()
