/// Tests of derivations/04_losses/softmax_cross_entropy.hpp beyond the contract that
/// every step passes.
#include "derivations/04_losses/softmax_cross_entropy.hpp"

#include "derivations/04_losses/cross_entropy.hpp"
#include "derivations/04_losses/softmax.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::SoftmaxCrossEntropy;
using chainrule::CrossEntropy;
using chainrule::Softmax;
using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    arma::mat gradient() const {
        return Step::vjp(Step::forward(logits, labels).saved, 1.0).logits_bar;
    }
    arma::mat logits = 3.0 * random_matrix(5, 4, 7);
    arma::urowvec labels = {0, 4, 2, 2};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(softmax_cross_entropy)

BOOST_AUTO_TEST_CASE(equal_logits_lose_the_log_of_the_class_count) {
    const auto [loss, saved] =
        Step::forward(arma::mat(4, 1, arma::fill::zeros), arma::urowvec{1});
    BOOST_TEST(std::abs(loss - std::log(4.0)) < 4 * eps);
    const arma::mat want = arma::vec{0.25, -0.75, 0.25, 0.25};
    BOOST_TEST(scaled_error(Step::vjp(saved, 1.0).logits_bar, want) < 4 * eps);
}

BOOST_FIXTURE_TEST_CASE(rule_is_the_chain_of_softmax_and_cross_entropy, Example) {
    const auto probs = Softmax::forward(logits);
    const auto [loss, saved] = CrossEntropy::forward(probs.probs, labels);
    const arma::mat chained =
        Softmax::vjp(probs.saved, CrossEntropy::vjp(saved, 1.0).probs_bar).logits_bar;
    BOOST_TEST(std::abs(Step::forward(logits, labels).loss - loss) < 16 * eps);
    BOOST_TEST(scaled_error(gradient(), chained) < 16 * eps);
}

BOOST_FIXTURE_TEST_CASE(moving_a_column_as_a_whole_changes_nothing, Example) {
    BOOST_TEST(arma::abs(arma::sum(gradient(), 0)).max() < 4 * eps);

    arma::mat moved = logits;
    moved.col(1) += 7.0;
    BOOST_TEST(std::abs(Step::forward(moved, labels).loss -
                        Step::forward(logits, labels).loss) < 64 * eps);
}

BOOST_AUTO_TEST_CASE(a_sure_and_wrong_network_keeps_its_loss_in_float) {
    const arma::fmat logits = {{1.0e4f, -1.0e38f}, {-1.0e4f, 3.0e4f}};
    const auto [loss, saved] = Step::forward(logits, arma::urowvec{1, 1});
    BOOST_TEST(loss == 1.0e4f);  // the mean of 2e4 and 0
    const arma::fmat want = {{0.5f, 0.0f}, {-0.5f, 0.0f}};
    BOOST_TEST(
        arma::approx_equal(Step::vjp(saved, 1.0f).logits_bar, want, "absdiff", 0.0f));
}

BOOST_FIXTURE_TEST_CASE(hot_form_equals_plain_form, Example) {
    arma::mat logits_bar;
    const double loss = Step::loss_and_vjp_into(logits_bar, logits, labels, 4, -1.75);
    const auto [plain_loss, saved] = Step::forward(logits, labels);
    BOOST_TEST(std::abs(loss - plain_loss) < 8 * eps);
    BOOST_TEST(scaled_error(logits_bar, Step::vjp(saved, -1.75).logits_bar) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(shards_of_a_batch_add_up_to_the_batch, Example) {
    arma::mat left_bar, right_bar;
    const double left = Step::loss_and_vjp_into<double>(
        left_bar, logits.head_cols(1), labels.head(1), 4, 1.0);
    const double right = Step::loss_and_vjp_into<double>(
        right_bar, logits.tail_cols(3), labels.tail(3), 4, 1.0);
    BOOST_TEST(std::abs(left + right - Step::forward(logits, labels).loss) < 8 * eps);
    BOOST_TEST(scaled_error(arma::join_rows(left_bar, right_bar), gradient()) <
               8 * eps);
}

BOOST_FIXTURE_TEST_CASE(a_label_too_few_is_refused_by_name, Example) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(logits, arma::urowvec{0, 1, 2}),
        chainrule::ShapeError,
        says("softmax_cross_entropy: need labels of 1x4, N as in logits, got 1x3"));
}

BOOST_AUTO_TEST_SUITE_END()
