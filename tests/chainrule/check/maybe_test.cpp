/// Tests of chainrule/check/maybe.hpp.
#include "chainrule/check/maybe.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using chainrule::check::Maybe;

BOOST_AUTO_TEST_SUITE(maybe)

BOOST_AUTO_TEST_CASE(a_value_is_missing_until_it_is_given) {
    Maybe<std::string> word;
    BOOST_TEST(!word.has_value());
    word = std::string("given");
    BOOST_TEST(word.has_value());
    BOOST_TEST(*word == "given");
    BOOST_TEST(word->size() == 5u);
    word = {};
    BOOST_TEST(!word.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
