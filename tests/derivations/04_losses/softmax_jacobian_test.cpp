/// Tests of derivations/04_losses/softmax_jacobian.hpp beyond the contract that every
/// step passes.
#include "derivations/04_losses/softmax_jacobian.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::SoftmaxJacobian;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(softmax_jacobian)

BOOST_AUTO_TEST_CASE(odds_of_one_to_one_to_two_by_hand) {
    const arma::vec logits = {0.0, 0.0, std::log(2.0)};
    const auto [probs, saved] = Step::forward(logits);
    BOOST_TEST(scaled_error(probs, arma::vec{0.25, 0.25, 0.5}) < 4 * eps);

    const arma::mat want = {{3, -1, -2}, {-1, 3, -2}, {-2, -2, 4}};
    BOOST_TEST(scaled_error(Step::jacobian(probs), want / 16.0) < 4 * eps);
    const auto bars = Step::vjp(saved, arma::vec{16, 0, 0});
    BOOST_TEST(scaled_error(bars.logits_bar, arma::vec{3, -1, -2}) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(it_is_symmetric_and_its_rows_add_up_to_zero) {
    const arma::vec logits = random_matrix(6, 1, 1);
    const arma::mat jacobian = Step::jacobian(Step::forward(logits).probs);
    BOOST_TEST(equal<double>(jacobian, jacobian.st()));
    BOOST_TEST(arma::abs(arma::sum(jacobian, 1)).max() < 4 * eps);
}

BOOST_AUTO_TEST_CASE(it_vanishes_where_one_class_is_certain) {
    const arma::vec probs = Step::forward(arma::vec{1000, 0, 0}).probs;
    BOOST_TEST(Step::jacobian(probs).is_zero());
}

BOOST_AUTO_TEST_SUITE_END()
