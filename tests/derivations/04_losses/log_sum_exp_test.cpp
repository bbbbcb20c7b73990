/// Tests of derivations/04_losses/log_sum_exp.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/log_sum_exp.hpp"

#include "derivations/04_losses/softmax.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::LogSumExp;
using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(log_sum_exp)

BOOST_AUTO_TEST_CASE(one_and_three_make_four) {
    const arma::mat logits = {{0.0, 2.0}, {std::log(3.0), 2.0}};
    const auto [log_sums, saved] = Step::forward(logits);
    const arma::rowvec want = {std::log(4.0), 2.0 + std::log(2.0)};
    BOOST_TEST(scaled_error(log_sums, want) < 4 * eps);
    const auto bars = Step::vjp(saved, arma::rowvec{4, -2});
    BOOST_TEST(scaled_error(bars.logits_bar, {{1, -1}, {3, -1}}) < 8 * eps);
}

BOOST_AUTO_TEST_CASE(its_slope_is_softmax) {
    const arma::mat logits = random_matrix(5, 4, 1);
    const auto saved = Step::forward(logits).saved;
    const arma::rowvec ones(4, arma::fill::ones);
    BOOST_TEST(scaled_error(Step::vjp(saved, ones).logits_bar,
                            chainrule::Softmax::forward(logits).probs) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(logits_of_one_thousand_do_not_overflow) {
    const arma::fmat logits(2, 1, arma::fill::value(1000.0f));
    BOOST_TEST(Step::forward(logits).log_sums(0) == 1000.0f + std::log(2.0f));
}

BOOST_AUTO_TEST_SUITE_END()
