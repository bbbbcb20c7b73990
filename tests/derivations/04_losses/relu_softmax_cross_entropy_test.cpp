/// Tests of derivations/04_losses/relu_softmax_cross_entropy.hpp beyond the contract
/// that every step passes.
#include "derivations/04_losses/relu_softmax_cross_entropy.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::ReluSoftmaxCrossEntropy;
using chainrule::Relu;
using chainrule::SoftmaxCrossEntropy;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
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

BOOST_AUTO_TEST_SUITE(relu_softmax_cross_entropy)

BOOST_AUTO_TEST_CASE(one_positive_logit_by_hand) {
    const arma::vec logits = {-5.0, std::log(2.0), -1.0};  // rectified 0, log 2, 0
    const auto [loss, saved] = Step::forward(logits, arma::urowvec{0});
    BOOST_TEST(std::abs(loss - std::log(4.0)) < 4 * eps);
    BOOST_TEST(scaled_error(Step::vjp(saved, 6.0).logits_bar, arma::vec{0, 3, 0}) <
               4 * eps);
}

BOOST_FIXTURE_TEST_CASE(rule_is_the_chain_of_relu_and_the_fused_loss, Example) {
    const auto rectified = Relu::forward(logits);
    const auto [loss, saved] =
        SoftmaxCrossEntropy::forward(rectified.activations, labels);
    const arma::mat chained =
        Relu::vjp(rectified.saved, SoftmaxCrossEntropy::vjp(saved, 1.0).logits_bar)
            .inputs_bar;
    BOOST_TEST(Step::forward(logits, labels).loss == loss);
    BOOST_TEST(scaled_error(gradient(), chained) < 4 * eps);
}

BOOST_FIXTURE_TEST_CASE(a_class_that_is_never_positive_gets_exactly_nothing, Example) {
    logits.row(2) = -arma::abs(logits.row(2));
    BOOST_TEST(gradient().row(2).is_zero());  // although two examples are of class 2
    const auto saved = SoftmaxCrossEntropy::forward(logits, labels).saved;
    const arma::mat without_relu = SoftmaxCrossEntropy::vjp(saved, 1.0).logits_bar;
    BOOST_TEST(arma::abs(without_relu.row(2)).min() > 0.0);
}

BOOST_FIXTURE_TEST_CASE(a_logit_of_exactly_zero_gets_nothing, Example) {
    logits.zeros();
    BOOST_TEST(gradient().is_zero());
}

BOOST_AUTO_TEST_SUITE_END()
