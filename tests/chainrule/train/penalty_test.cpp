/// Tests of chainrule/train/penalty.hpp.
#include "chainrule/train/penalty.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        layout.add("W1", 1, 2);
        layout.add("b1", 1, 1);
    }
    Layout layout;
    arma::vec parameters = {3, -4, 100};
    arma::vec gradient = {1, 1, 1};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(penalty, Example)

BOOST_AUTO_TEST_CASE(weights_are_penalised_and_biases_are_not) {
    BOOST_TEST(chainrule::train::penalty(0.5, layout, parameters) == 0.5 * 25 / 2);
    add_penalty_gradient(0.5, layout, parameters, gradient);
    BOOST_TEST(equal(gradient, arma::vec{2.5, -1, 1}));
}

BOOST_AUTO_TEST_CASE(a_strength_of_zero_changes_nothing) {
    BOOST_TEST(chainrule::train::penalty(0.0, layout, parameters) == 0.0);
    add_penalty_gradient(0.0, layout, parameters, gradient);
    BOOST_TEST(equal(gradient, arma::vec{1, 1, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
