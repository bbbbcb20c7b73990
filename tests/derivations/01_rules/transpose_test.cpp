/// Tests of derivations/01_rules/transpose.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/transpose.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Transpose;

BOOST_AUTO_TEST_SUITE(transpose)

BOOST_AUTO_TEST_CASE(two_rows_and_three_columns_by_hand) {
    const auto [outputs, saved] = Step::forward(arma::mat{{1, 2, 3}, {4, 5, 6}});
    BOOST_TEST(equal(outputs, {{1, 4}, {2, 5}, {3, 6}}));

    const auto bars = Step::vjp(saved, arma::mat{{10, 40}, {20, 50}, {30, 60}});
    BOOST_TEST(equal(bars.inputs_bar, {{10, 20, 30}, {40, 50, 60}}));
}

BOOST_AUTO_TEST_CASE(a_complex_entry_is_moved_and_not_conjugated) {
    const arma::cx_rowvec inputs = {{1.0, 2.0}, {3.0, 4.0}};
    BOOST_TEST(Step::forward(inputs).outputs(1).imag() == 4.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
