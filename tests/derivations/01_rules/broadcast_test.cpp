/// Tests of derivations/01_rules/broadcast.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/broadcast.hpp"

#include "derivations/01_rules/sum.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Broadcast;

BOOST_AUTO_TEST_SUITE(broadcast)

BOOST_AUTO_TEST_CASE(three_copies_by_hand) {
    const auto [outputs, saved] =
        Step::forward(arma::vec{5, -2}, arma::rowvec{1, 1, 1});
    BOOST_TEST(equal(outputs, {{5, 5, 5}, {-2, -2, -2}}));

    const auto bars = Step::vjp(saved, arma::mat{{1, 2, 3}, {0, -1, 4}});
    BOOST_TEST(equal(bars.vector_bar, arma::vec{6, 3}));
}

BOOST_AUTO_TEST_CASE(copies_that_are_summed_give_each_number_their_count) {
    const arma::rowvec ones(6, arma::fill::ones);
    const auto copies = Step::forward(arma::vec{5, -2, 1}, ones);
    const auto sum = Sum::forward(copies.outputs);
    const auto bars = Step::vjp(copies.saved, Sum::vjp(sum.saved, 1.0).inputs_bar);
    BOOST_TEST(equal(bars.vector_bar, arma::vec{6, 6, 6}));
}

BOOST_AUTO_TEST_CASE(a_row_of_other_numbers_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::vec{5, -2}, arma::rowvec{1, 2}),
                          ValueError,
                          says("broadcast: need ones equal to 1, got 2"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
