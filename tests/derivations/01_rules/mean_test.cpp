/// Tests of derivations/01_rules/mean.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/mean.hpp"

#include "derivations/01_rules/sum.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Mean;

BOOST_AUTO_TEST_SUITE(mean)

BOOST_AUTO_TEST_CASE(three_losses_by_hand) {
    const auto [loss, saved] = Step::forward(arma::rowvec{1, 2, 6});
    BOOST_TEST(loss == 3.0);

    const auto bars = Step::vjp(saved, 6.0);
    BOOST_TEST(equal(bars.losses_bar, arma::rowvec{2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(the_parts_of_the_examples_add_up_to_the_whole) {
    const auto saved = Step::forward(arma::rowvec(random_matrix(1, 7, 1))).saved;
    BOOST_TEST(arma::accu(Step::vjp(saved, 3.5).losses_bar) == 3.5,
               boost::test_tools::tolerance(8 * eps));
}

BOOST_AUTO_TEST_CASE(a_mean_is_a_sum_whose_cotangent_was_divided) {
    const arma::rowvec losses = random_matrix(1, 5, 1);
    const arma::mat chained =
        Sum::vjp(Sum::forward<double>(losses).saved, 2.0 / 5.0).inputs_bar;
    BOOST_TEST(equal(Step::vjp(Step::forward(losses).saved, 2.0).losses_bar, chained));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
