/// Tests of derivations/04_losses/mean_squared_error.hpp beyond the contract that every
/// step passes.
#include "derivations/04_losses/mean_squared_error.hpp"

#include "derivations/support/one_hot.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::MeanSquaredError;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    arma::mat outputs = random_matrix(3, 4, 1);
    arma::urowvec labels = {2, 0, 1, 1};
    arma::mat targets = chainrule::one_hot<double>(labels, 3);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mean_squared_error)

BOOST_AUTO_TEST_CASE(two_outputs_two_examples_by_hand) {
    const arma::mat outputs = {{1, 0}, {2, 5}}, targets = {{0, 2}, {2, 2}};
    const auto [loss, saved] = Step::forward(outputs, targets);
    BOOST_TEST(loss == 3.5);  // (1 + 4 + 0 + 9) / 4
    BOOST_TEST(equal(Step::vjp(saved, 2.0).outputs_bar, {{1, -2}, {0, 3}}));
}

BOOST_FIXTURE_TEST_CASE(at_the_targets_loss_and_cotangent_are_zero, Example) {
    const auto [loss, saved] = Step::forward(targets, targets);
    BOOST_TEST(loss == 0.0);
    BOOST_TEST(Step::vjp(saved, 1.0).outputs_bar.is_zero());
}

BOOST_FIXTURE_TEST_CASE(hot_form_equals_plain_form, Example) {
    arma::mat outputs_bar;
    const double loss =
        Step::loss_and_vjp_into(outputs_bar, outputs, targets, 4, -1.75);
    const auto [plain_loss, saved] = Step::forward(outputs, targets);
    BOOST_TEST(std::abs(loss - plain_loss) < 8 * eps);
    BOOST_TEST(scaled_error(outputs_bar, Step::vjp(saved, -1.75).outputs_bar) <
               4 * eps);
}

BOOST_FIXTURE_TEST_CASE(labels_stand_for_their_one_hot_targets, Example) {
    arma::mat by_targets, by_labels;
    const double loss = Step::loss_and_vjp_into(by_targets, outputs, targets, 9, 1.0);
    BOOST_TEST(Step::loss_and_vjp_into(by_labels, outputs, labels, 9, 1.0) == loss);
    BOOST_TEST(equal(by_labels, by_targets));
}

BOOST_AUTO_TEST_SUITE_END()
