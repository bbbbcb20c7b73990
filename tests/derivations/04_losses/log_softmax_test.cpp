/// Tests of derivations/04_losses/log_softmax.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/log_softmax.hpp"

#include "derivations/04_losses/log_probabilities.hpp"
#include "derivations/04_losses/softmax.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::LogSoftmax;
using chainrule::LogProbabilities;
using chainrule::Softmax;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(log_softmax)

BOOST_AUTO_TEST_CASE(odds_of_one_to_three_by_hand) {
    const auto [log_probs, saved] =
        Step::forward(arma::mat{{0.0, 7.0}, {std::log(3.0), 7.0}});
    const arma::mat want = arma::log(arma::mat{{0.25, 0.5}, {0.75, 0.5}});
    BOOST_TEST(scaled_error(log_probs, want) < 4 * eps);
    // Column totals 4 and 6: 3 - 4/4 and 1 - 3 4/4, 6 - 6/2 and 0 - 6/2
    const auto bars = Step::vjp(saved, arma::mat{{3, 6}, {1, 0}});
    BOOST_TEST(scaled_error(bars.logits_bar, {{2, 3}, {-2, -3}}) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(rule_is_the_chain_of_softmax_and_logarithm) {
    const arma::mat logits = random_matrix(5, 4, 1);
    const arma::mat log_probs_bar = random_matrix(5, 4, 2);
    const auto probs = Softmax::forward(logits);
    const auto logs = LogProbabilities::forward(probs.probs);
    const arma::mat probs_bar =
        LogProbabilities::vjp(logs.saved, log_probs_bar).probs_bar;
    const arma::mat chained = Softmax::vjp(probs.saved, probs_bar).logits_bar;

    const auto [log_probs, saved] = Step::forward(logits);
    BOOST_TEST(scaled_error(log_probs, logs.log_probs) < 8 * eps);
    BOOST_TEST(scaled_error(Step::vjp(saved, log_probs_bar).logits_bar, chained) <
               32 * eps);
}

BOOST_AUTO_TEST_CASE(a_probability_that_rounds_to_zero_keeps_its_logarithm) {
    const arma::mat logits = {{1e4, 0}, {-1e4, 3e4}};
    BOOST_TEST(equal(Step::forward(logits).log_probs, {{0, -3e4}, {-2e4, 0}}));
}

BOOST_AUTO_TEST_SUITE_END()
