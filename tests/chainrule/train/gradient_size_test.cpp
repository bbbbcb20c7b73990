/// Tests of chainrule/train/gradient_size.hpp.
#include "chainrule/train/gradient_size.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using chainrule::tests::equal;
using namespace chainrule::train;
using Limits = std::numeric_limits<float>;

BOOST_AUTO_TEST_SUITE(gradient_size)

BOOST_AUTO_TEST_CASE(one_value_that_is_not_finite_is_found_wherever_it_stands) {
    for (const float odd : {Limits::quiet_NaN(),
                            -Limits::quiet_NaN(),
                            Limits::infinity(),
                            -Limits::infinity()}) {
        for (std::size_t place = 0; place < 37; ++place) {
            std::vector<float> values(37, 1.0f);
            values[place] = odd;
            BOOST_TEST(!all_finite(values));
        }
    }
}

BOOST_AUTO_TEST_CASE(large_small_and_no_values_are_finite) {
    BOOST_TEST(all_finite(std::vector{
        Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min(), -0.0f}));
    BOOST_TEST(all_finite({}));
}

BOOST_AUTO_TEST_CASE(a_long_gradient_is_cut_to_the_limit_and_keeps_its_direction) {
    arma::fvec gradient = {3, 4, 12};  // length 13
    clip(gradient, 6.5);
    BOOST_TEST(equal(gradient, arma::fvec{1.5f, 2, 6}));
}

BOOST_AUTO_TEST_CASE(a_short_gradient_and_no_limit_change_nothing) {
    for (const double limit : {13.5, 0.0}) {
        arma::fvec gradient = {3, 4, 12};
        clip(gradient, limit);
        BOOST_TEST(equal(gradient, arma::fvec{3, 4, 12}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
