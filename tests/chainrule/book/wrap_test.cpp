/// Tests of src/chainrule/book/wrap.hpp.
#include "chainrule/book/wrap.hpp"

#include "chainrule/book/spaces.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::book;
namespace tt = boost::test_tools;

using Lines = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(wrap)

BOOST_AUTO_TEST_CASE(lines_are_filled_up_to_the_width_and_no_further) {
    BOOST_TEST(wrapped("aa bb cc", 5) == (Lines{"aa bb", "cc"}), tt::per_element());
    BOOST_TEST(wrapped("aa bb cc", 4) == (Lines{"aa", "bb", "cc"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(lines_after_the_first_are_indented_below_its_text) {
    BOOST_TEST(wrapped("aa bb", 5, "1. ") == (Lines{"1. aa", "   bb"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_no_break_space_holds_a_formula_together) {
    const std::string formula = "x" + std::string(no_break_space) + "y";
    BOOST_TEST(wrapped("so " + formula, 5) == (Lines{"so", "x y"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_formula_too_wide_for_any_line_is_broken_all_the_same) {
    const std::string formula = "xx" + std::string(no_break_space) + "yy";
    BOOST_TEST(wrapped(formula, 3) == (Lines{"xx", "yy"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_word_too_wide_for_any_line_is_cut) {
    BOOST_TEST(wrapped("abcde", 2) == (Lines{"ab", "cd", "e"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(white_space_of_the_source_makes_one_space) {
    BOOST_TEST(wrapped("a\n  b", 9) == (Lines{"a b"}), tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
