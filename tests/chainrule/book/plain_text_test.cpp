/// Tests of src/chainrule/book/plain_text.hpp.
#include "chainrule/book/plain_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::book;
namespace tt = boost::test_tools;

using Lines = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(plain_text)

BOOST_AUTO_TEST_CASE(lines_of_a_paragraph_are_joined_and_filled_again) {
    const auto got = chainrule::book::plain_text("one\ntwo three\n\nfour", 10);
    BOOST_TEST(got.lines == (Lines{"one two", "three", "", "four"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(items_hang_below_their_numbers) {
    const auto got = chainrule::book::plain_text("1. one\n   two\n2. three", 8);
    BOOST_TEST(got.lines == (Lines{"1. one", "   two", "2. three"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_number_within_a_paragraph_begins_no_item) {
    const auto got = chainrule::book::plain_text("it is\n0.5 or\n2", 20);
    BOOST_TEST(got.lines == Lines{"it is 0.5 or 2"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_display_formula_stands_on_a_line_of_its_own) {
    const auto got = chainrule::book::plain_text("Let\n$$ a\n = b . $$\nthen c.", 20);
    BOOST_TEST(got.lines == (Lines{"Let", "", "    a = b.", "", "then c."}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_display_too_wide_for_a_line_is_cut_at_its_quads) {
    const auto got = chainrule::book::plain_text("$$ a = b, \\qquad c = d $$", 14);
    BOOST_TEST(got.lines == (Lines{"    a = b,", "    c = d"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(code_and_emphasis_lose_their_marks_but_maths_keeps_its_own) {
    BOOST_TEST(inline_text("`loss` is *not* $a*b$").text == "loss is not a\u00a0∗ b");
}

BOOST_AUTO_TEST_CASE(problems_of_every_formula_are_gathered) {
    const auto got = chainrule::book::plain_text("$\\foo$ and $$\\oof$$", 40);
    BOOST_TEST(
        got.problems == (Lines{"unknown command \\foo", "unknown command \\oof"}),
        tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_dollar_without_its_pair_is_a_problem) {
    BOOST_TEST(inline_text("costs 5 $").problems.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
