/// Numbers as sentences and tables show them.
#include "chainrule/check/oracles/compare.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule;

BOOST_AUTO_TEST_SUITE(compare)

BOOST_AUTO_TEST_CASE(numbers_of_everyday_size_have_no_exponent) {
    BOOST_TEST(check::text(102.54) == "103");
    BOOST_TEST(check::text(99.7) == "100");
    BOOST_TEST(check::text(-12345.6) == "-12346");
    BOOST_TEST(check::text(1.3e7) == "1.3e+07");
    BOOST_TEST(check::text(0.00125) == "0.0013");
    BOOST_TEST(check::text(123.456, 8) == "123.456");
}

BOOST_AUTO_TEST_SUITE_END()
