/// Tests of derivations/04_losses/softmax.hpp beyond the contract that every step
/// passes.
#include "derivations/04_losses/softmax.hpp"

#include "derivations/04_losses/column_sums.hpp"
#include "derivations/04_losses/counts.hpp"
#include "derivations/04_losses/normalise.hpp"
#include "derivations/04_losses/softmax_jacobian.hpp"
#include "derivations/04_losses/subtract_maximum.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Softmax;
using chainrule::ColumnSums;
using chainrule::Counts;
using chainrule::Normalise;
using chainrule::SoftmaxJacobian;
using chainrule::SubtractMaximum;
using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    arma::mat logits = 2.0 * random_matrix(5, 4, 1);
    arma::mat probs_bar = random_matrix(5, 4, 2);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(softmax)

BOOST_AUTO_TEST_CASE(odds_of_one_to_three_by_hand) {
    const arma::mat logits = {{0.0, 5.0}, {std::log(3.0), 5.0}};
    const auto [probs, saved] = Step::forward(logits);
    BOOST_TEST(scaled_error(probs, {{0.25, 0.5}, {0.75, 0.5}}) < 4 * eps);
    // Weighted means 2 and 0: 1/4 (8 - 2) and 3/4 (0 - 2); 1/2 times 1 and -1
    const auto bars = Step::vjp(saved, arma::mat{{8, 1}, {0, -1}});
    BOOST_TEST(scaled_error(bars.logits_bar, {{1.5, 0.5}, {-1.5, -0.5}}) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(rule_is_the_chain_of_the_four_parts, Example) {
    const auto shift = SubtractMaximum::forward(logits);
    const auto counts = Counts::forward(shift.shifted);
    const auto sums = ColumnSums::forward(counts.counts);
    const auto probs = Normalise::forward(counts.counts, sums.sums);

    const auto parts = Normalise::vjp(probs.saved, probs_bar);
    const arma::mat counts_bar =
        parts.counts_bar + ColumnSums::vjp(sums.saved, parts.sums_bar).counts_bar;
    const arma::mat shifted_bar = Counts::vjp(counts.saved, counts_bar).shifted_bar;
    const arma::mat chained = SubtractMaximum::vjp(shift.saved, shifted_bar).logits_bar;

    const auto whole = Step::forward(logits);
    BOOST_TEST(scaled_error(whole.probs, probs.probs) < 4 * eps);
    BOOST_TEST(scaled_error(Step::vjp(whole.saved, probs_bar).logits_bar, chained) <
               16 * eps);
}

BOOST_FIXTURE_TEST_CASE(each_column_is_multiplied_by_its_own_jacobian, Example) {
    const auto [probs, saved] = Step::forward(logits);
    arma::mat by_jacobian(arma::size(logits));
    for (arma::uword n = 0; n < logits.n_cols; ++n) {
        const arma::vec column = probs.col(n);
        by_jacobian.col(n) = SoftmaxJacobian::jacobian(column) * probs_bar.col(n);
    }
    BOOST_TEST(scaled_error(Step::vjp(saved, probs_bar).logits_bar, by_jacobian) <
               16 * eps);
}

BOOST_FIXTURE_TEST_CASE(a_constant_cotangent_moves_nothing, Example) {
    probs_bar.ones();
    const arma::mat logits_bar =
        Step::vjp(Step::forward(logits).saved, probs_bar).logits_bar;
    BOOST_TEST(arma::abs(logits_bar).max() < 4 * eps);
}

BOOST_FIXTURE_TEST_CASE(moving_a_column_as_a_whole_changes_nothing, Example) {
    arma::mat moved = logits;
    moved.col(1) += 700.0;
    BOOST_TEST(scaled_error(Step::forward(moved).probs, Step::forward(logits).probs) <
               1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
