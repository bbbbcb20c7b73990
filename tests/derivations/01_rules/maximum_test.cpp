/// Tests of derivations/01_rules/maximum.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/maximum.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Maximum;

BOOST_AUTO_TEST_SUITE(maximum)

BOOST_AUTO_TEST_CASE(three_columns_by_hand) {
    const auto [maxima, saved] = Step::forward(arma::mat{{1, -5, 0}, {4, -2, -1}});
    BOOST_TEST(equal(maxima, arma::rowvec{4, -2, 0}));

    const auto bars = Step::vjp(saved, arma::rowvec{10, 20, 30});
    BOOST_TEST(equal(bars.inputs_bar, {{0, 0, 30}, {10, 20, 0}}));
}

BOOST_AUTO_TEST_CASE(of_entries_that_tie_the_first_gets_all) {
    const auto [maxima, saved] = Step::forward(arma::vec{1, 3, 3});
    BOOST_TEST(maxima(0) == 3.0);
    BOOST_TEST(equal(Step::vjp(saved, arma::rowvec{7}).inputs_bar, arma::vec{0, 7, 0}));
}

BOOST_AUTO_TEST_CASE(a_complex_argument_is_compared_by_its_real_part) {
    const arma::cx_vec inputs = {{1.0, 100.0}, {2.0, 0.0}};
    const std::complex<double> maximum = Step::forward(inputs).maxima(0);
    BOOST_TEST(maximum.real() == 2.0);
    BOOST_TEST(maximum.imag() == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
