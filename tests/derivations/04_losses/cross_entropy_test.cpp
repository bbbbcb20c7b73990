/// Tests of derivations/04_losses/cross_entropy.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/cross_entropy.hpp"

#include "derivations/04_losses/log_probabilities.hpp"
#include "derivations/04_losses/pick_class.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::CrossEntropy;
using chainrule::LogProbabilities;
using chainrule::PickClass;
using chainrule::ValueError;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(cross_entropy)

BOOST_AUTO_TEST_CASE(three_classes_two_examples_by_hand) {
    const arma::mat probs = {{0.5, 0.125}, {0.25, 0.125}, {0.25, 0.75}};
    const auto [loss, saved] = Step::forward(probs, arma::urowvec{0, 1});
    BOOST_TEST(std::abs(loss - 2.0 * std::log(2.0)) < 4 * eps);  // (log 2 + log 8) / 2
    BOOST_TEST(equal(Step::vjp(saved, 3.0).probs_bar, {{-3, 0}, {0, -12}, {0, 0}}));
}

BOOST_AUTO_TEST_CASE(rule_is_the_chain_of_logarithm_pick_and_mean) {
    const arma::mat probs = {{0.5, 0.1, 0.3}, {0.2, 0.8, 0.3}, {0.3, 0.1, 0.4}};
    const arma::urowvec labels = {2, 0, 0};
    const auto logs = LogProbabilities::forward(probs);
    const auto picked = PickClass::forward(logs.log_probs, labels);
    const arma::rowvec losses_bar(3, arma::fill::value(-1.75 / 3.0));
    const arma::mat chained =
        LogProbabilities::vjp(logs.saved,
                              PickClass::vjp(picked.saved, losses_bar).log_probs_bar)
            .probs_bar;

    const auto [loss, saved] = Step::forward(probs, labels);
    BOOST_TEST(std::abs(loss - arma::mean(picked.losses)) < 4 * eps);
    BOOST_TEST(scaled_error(Step::vjp(saved, -1.75).probs_bar, chained) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(only_a_true_class_needs_a_probability_above_zero) {
    const arma::mat probs = {{0.0, 0.5}, {1.0, 0.5}};
    BOOST_CHECK_NO_THROW(Step::forward(probs, arma::urowvec{1, 0}));
    BOOST_CHECK_EXCEPTION(
        Step::forward(probs, arma::urowvec{0, 0}),
        ValueError,
        says("cross_entropy: need a true class of probability above 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()
