/// Tests of derivations/01_rules/composition.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/composition.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Composition;

BOOST_AUTO_TEST_SUITE(composition)

BOOST_AUTO_TEST_CASE(the_root_of_pi_by_hand) {
    // sin(pi) = 0 with outer slope cos(pi) = -1 and inner slope 2 sqrt(pi)
    const double root = std::sqrt(arma::datum::pi);
    const auto [outputs, saved] = Step::forward(arma::mat{{root, 0.0}});
    BOOST_TEST(std::abs(outputs(0)) < 4 * eps);
    BOOST_TEST(outputs(1) == 0.0);

    const auto bars = Step::vjp(saved, arma::mat{{3, 3}});
    BOOST_TEST(scaled_error(bars.inputs_bar, {{-6 * root, 0}}) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(the_slope_of_an_even_function_is_odd) {
    const arma::mat inputs = random_matrix(3, 4, 1);
    const arma::mat ones(3, 4, arma::fill::ones);
    const auto right = Step::forward(inputs);
    const auto left = Step::forward<double>(-inputs);
    BOOST_TEST(equal(left.outputs, right.outputs));
    BOOST_TEST(equal<double>(Step::vjp(left.saved, ones).inputs_bar,
                             -Step::vjp(right.saved, ones).inputs_bar));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
