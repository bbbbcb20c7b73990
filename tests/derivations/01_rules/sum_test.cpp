/// Tests of derivations/01_rules/sum.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/sum.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Sum;

BOOST_AUTO_TEST_SUITE(sum)

BOOST_AUTO_TEST_CASE(six_summands_by_hand) {
    const auto [sum, saved] = Step::forward(arma::mat{{1, -2, 3}, {0, 5, 10}});
    BOOST_TEST(sum == 17.0);

    const auto bars = Step::vjp(saved, 4.0);
    BOOST_TEST(equal(bars.inputs_bar, {{4, 4, 4}, {4, 4, 4}}));
}

BOOST_AUTO_TEST_CASE(a_summand_gets_the_same_however_many_there_are) {
    for (const arma::uword count : {1, 10, 1000}) {
        const auto saved = Step::forward(random_matrix(1, count, 1)).saved;
        BOOST_TEST(Step::vjp(saved, -1.5).inputs_bar(0) == -1.5);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
