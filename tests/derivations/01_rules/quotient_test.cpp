/// Tests of derivations/01_rules/quotient.hpp beyond the contract that
/// every step passes.
#include "derivations/01_rules/quotient.hpp"

#include "derivations/01_rules/product.hpp"
#include "derivations/01_rules/reciprocal.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = Quotient;

BOOST_AUTO_TEST_SUITE(quotient)

BOOST_AUTO_TEST_CASE(two_quotients_by_hand) {
    const arma::mat numerators = {{6, 1}}, denominators = {{2, -4}};
    const auto [outputs, saved] = Step::forward(numerators, denominators);
    BOOST_TEST(equal(outputs, {{3, -0.25}}));

    const auto bars = Step::vjp(saved, arma::mat{{2, 8}});
    BOOST_TEST(equal(bars.numerators_bar, {{1, -2}}));
    BOOST_TEST(equal(bars.denominators_bar, {{-3, -0.5}}));
}

BOOST_AUTO_TEST_CASE(a_quotient_is_the_chain_of_reciprocal_and_product) {
    const arma::mat numerators = random_matrix(4, 3, 1);
    const arma::mat denominators = 3.0 + arma::square(random_matrix(4, 3, 2));
    const arma::mat outputs_bar = random_matrix(4, 3, 3);
    const auto reciprocal = Reciprocal::forward(denominators);
    const auto product = Product::forward(numerators, reciprocal.outputs);
    const auto factors = Product::vjp(product.saved, outputs_bar);
    const auto chained = Reciprocal::vjp(reciprocal.saved, factors.right_bar);

    const auto bars =
        Step::vjp(Step::forward(numerators, denominators).saved, outputs_bar);
    BOOST_TEST(scaled_error(bars.numerators_bar, factors.left_bar) < 4 * eps);
    BOOST_TEST(scaled_error(bars.denominators_bar, chained.inputs_bar) < 4 * eps);
}

BOOST_AUTO_TEST_CASE(a_denominator_whose_square_overflows_keeps_its_cotangent) {
    const arma::fmat large = {1e25f};
    const auto bars = Step::vjp(Step::forward(large, large).saved, arma::fmat{1.0f});
    BOOST_TEST(bars.denominators_bar(0) == -1e-25f);
}

BOOST_AUTO_TEST_CASE(division_by_zero_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{1, 0}}, arma::mat{{2, 0}}),
                          ValueError,
                          says("quotient: need denominators other than 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
