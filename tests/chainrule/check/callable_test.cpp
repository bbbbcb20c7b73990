/// Tests of chainrule/check/callable.hpp.
#include "chainrule/check/callable.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

using chainrule::check::Callable;

BOOST_AUTO_TEST_SUITE(callable)

BOOST_AUTO_TEST_CASE(a_lambda_is_called_with_what_it_has_captured) {
    const std::string greeting = "a greeting too long to be kept inside of a string, ";
    const Callable<std::string(const std::string&, int)> greet =
        [greeting](const std::string& name, int number) {
            return greeting + name + std::to_string(number);
        };
    BOOST_TEST(greet("you", 2) == greeting + "you2");
}

BOOST_AUTO_TEST_CASE(a_copy_outlives_what_it_was_copied_from) {
    const auto value = std::make_shared<int>(3);
    Callable<int()> copy;
    {
        const Callable<int()> original = [value] { return *value; };
        copy = original;
    }
    BOOST_TEST(copy() == 3);
    BOOST_TEST(value.use_count() == 2);
    copy = {};
    BOOST_TEST(value.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
