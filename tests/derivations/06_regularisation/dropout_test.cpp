/// Tests of derivations/06_regularisation/dropout.hpp beyond the contract that every
/// step passes.
#include "derivations/06_regularisation/dropout.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Dropout;
using chainrule::ValueError;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

namespace {

struct Example {
    arma::mat inputs = random_matrix(2, 3, 1);
    arma::mat mask = {{1, 0, 1}, {0, 1, 1}};
    arma::mat outputs_bar = random_matrix(2, 3, 2);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dropout)

BOOST_AUTO_TEST_CASE(what_is_kept_at_rate_one_half_doubles_both_ways) {
    const arma::mat inputs = {{1, 2}, {3, 4}}, mask = {{1, 0}, {0, 1}};
    const auto [outputs, saved] = Step::forward(inputs, mask, 0.5);
    BOOST_TEST(equal(outputs, {{2, 0}, {0, 8}}));
    BOOST_TEST(equal(Step::vjp(saved, arma::mat{{5, 6}, {7, 8}}).inputs_bar,
                     {{10, 0}, {0, 16}}));
}

BOOST_FIXTURE_TEST_CASE(at_rate_zero_with_nothing_dropped_it_is_not_there, Example) {
    mask.ones();
    const auto [outputs, saved] = Step::forward(inputs, mask, 0.0);
    BOOST_TEST(equal(outputs, inputs));
    BOOST_TEST(equal(Step::vjp(saved, outputs_bar).inputs_bar, outputs_bar));
}

BOOST_FIXTURE_TEST_CASE(hot_form_equals_plain_form_and_may_write_over_its_argument,
                        Example) {
    const auto [outputs, saved] = Step::forward(inputs, mask, 0.3);
    const arma::mat factors = mask * Step::kept_factor(0.3);
    Step::forward_into(inputs, inputs, factors);
    BOOST_TEST(equal(inputs, outputs));
    const arma::mat inputs_bar = Step::vjp(saved, outputs_bar).inputs_bar;
    Step::vjp_into(outputs_bar, factors, outputs_bar);
    BOOST_TEST(equal(outputs_bar, inputs_bar));
}

BOOST_FIXTURE_TEST_CASE(a_rate_of_one_and_a_mask_of_halves_are_refused, Example) {
    BOOST_CHECK_EXCEPTION(Step::forward(inputs, mask, 1.0),
                          ValueError,
                          says("dropout: need rate of at least 0 and below 1, got 1"));
    mask(0) = 0.5;
    BOOST_CHECK_EXCEPTION(Step::forward(inputs, mask, 0.3),
                          ValueError,
                          says("dropout: need a mask of 0 and 1, got 0.5"));
}

BOOST_AUTO_TEST_SUITE_END()
