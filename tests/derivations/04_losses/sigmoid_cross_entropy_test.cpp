/// Tests of derivations/04_losses/sigmoid_cross_entropy.hpp beyond the contract that
/// every step passes.
#include "derivations/04_losses/sigmoid_cross_entropy.hpp"

#include "derivations/support/one_hot.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::SigmoidCrossEntropy;
using chainrule::Sigmoid;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    arma::mat logits = 2.0 * random_matrix(3, 4, 1);
    arma::urowvec labels = {2, 0, 1, 1};
    arma::mat targets = chainrule::one_hot<double>(labels, 3);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sigmoid_cross_entropy)

BOOST_AUTO_TEST_CASE(odds_of_three_to_one_by_hand) {
    const arma::mat logits = {{std::log(3.0), 0.0}};
    const auto [loss, saved] = Step::forward(logits, arma::mat{{0.0, 1.0}});
    // (-log 1/4 - log 1/2) / 2
    BOOST_TEST(std::abs(loss - 1.5 * std::log(2.0)) < 4 * eps);
    const arma::mat logits_bar = Step::vjp(saved, 8.0).logits_bar;
    BOOST_TEST(scaled_error(logits_bar, {{3.0, -2.0}}) < 4 * eps);
}

BOOST_FIXTURE_TEST_CASE(rule_is_the_chain_of_sigmoid_and_two_logarithms, Example) {
    const auto [activations, kept] = Sigmoid::forward(logits);
    const double by_parts =
        -arma::accu(targets % arma::log(activations) +
                    (1.0 - targets) % arma::log(1.0 - activations)) /
        4.0;
    const arma::mat activations_bar =
        (-targets / activations + (1.0 - targets) / (1.0 - activations)) / 4.0;
    const arma::mat chained = Sigmoid::vjp(kept, activations_bar).inputs_bar;

    const auto [loss, saved] = Step::forward(logits, targets);
    BOOST_TEST(std::abs(loss - by_parts) < 32 * eps);
    BOOST_TEST(scaled_error(Step::vjp(saved, 1.0).logits_bar, chained) < 32 * eps);
}

BOOST_AUTO_TEST_CASE(the_two_kinks_at_zero_cancel) {
    const arma::vec target = {0.3};
    const auto loss = [&](double logit) {
        return Step::forward(arma::vec{logit}, target).loss;
    };
    const double h = 1e-6;
    const double from_the_left = (loss(0.0) - loss(-h)) / h;
    const double from_the_right = (loss(h) - loss(0.0)) / h;
    BOOST_TEST(std::abs(from_the_left - 0.2) < h);  // 1/2 - 0.3
    BOOST_TEST(std::abs(from_the_right - 0.2) < h);
}

BOOST_AUTO_TEST_CASE(a_sure_and_wrong_unit_still_learns) {
    const auto [loss, saved] = Step::forward(arma::vec{1000.0}, arma::vec{0.0});
    BOOST_TEST(loss == 1000.0);
    BOOST_TEST(Step::vjp(saved, 1.0).logits_bar(0) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_target_above_one_is_refused) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(arma::mat{{1.0, 2.0}}, arma::mat{{1.0, 1.5}}),
        chainrule::ValueError,
        says("sigmoid_cross_entropy: need targets between 0 and 1, got 1.5"));
}

BOOST_FIXTURE_TEST_CASE(hot_form_equals_plain_form, Example) {
    arma::mat logits_bar;
    const double loss = Step::loss_and_vjp_into(logits_bar, logits, targets, 4, -1.75);
    const auto [plain_loss, saved] = Step::forward(logits, targets);
    BOOST_TEST(std::abs(loss - plain_loss) < 8 * eps);
    BOOST_TEST(scaled_error(logits_bar, Step::vjp(saved, -1.75).logits_bar) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(labels_stand_for_their_one_hot_targets, Example) {
    arma::mat by_targets, by_labels;
    const double loss = Step::loss_and_vjp_into(by_targets, logits, targets, 9, 1.0);
    BOOST_TEST(Step::loss_and_vjp_into(by_labels, logits, labels, 9, 1.0) == loss);
    BOOST_TEST(equal(by_labels, by_targets));
}

BOOST_AUTO_TEST_SUITE_END()
