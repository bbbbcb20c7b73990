/// Mistakes in the way back through the variance of a normalisation, told without any
/// named value.
#include "chainrule/check/diagnosis/normalised.hpp"
#include "chainrule/check.hpp"
#include "tests/support/normalised_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace chainrule;
using namespace chainrule::tests;
using arma::mat;

namespace {

/// With the part through the variance so many times.
Layer layer(bool of_batch, double often) {
    return {of_batch, [=](const Normalised& p) -> mat {
                const mat scaled = p.du % p.gamma;
                return (scaled - p.mean(scaled) -
                        often * p.normalised % p.mean(scaled % p.normalised)) /
                       p.deviation;
            }};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(normalised)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    for (const bool of_batch : {true, false}) {
        BOOST_TEST(Layer{of_batch}.report().verdict == Verdict::holds);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_way_through_the_variance_is_named) {
    for (const bool of_batch : {true, false}) {
        expect(layer(of_batch, 0.0),
               Mistake::missing_term,
               "W: the claimed value lacks the part of the way back to it through the "
               "variance, of what gamma scales");
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_way_through_the_variance_is_named) {
    for (const bool of_batch : {true, false}) {
        expect(layer(of_batch, -1.0),
               Mistake::sign,
               "W: in the claimed value the part of the way back to it through the "
               "variance has the wrong sign, of what gamma scales");
        expect(layer(of_batch, 9.0),
               Mistake::factor,
               "W: in the claimed value the part of the way back to it through the "
               "variance stands N times, of what gamma scales");
    }
}

BOOST_AUTO_TEST_CASE(an_odd_number_of_times_is_not_named) {
    BOOST_TEST(layer(true, 0.37).report().diagnosis.find("variance") ==
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
