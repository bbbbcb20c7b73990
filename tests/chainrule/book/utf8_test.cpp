/// Tests of src/chainrule/book/utf8.hpp.
#include "chainrule/book/utf8.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::book;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(text_is_cut_into_code_points_of_one_to_four_bytes) {
    const std::vector<std::string_view> want{"a", "é", "∑", "𝟏"};
    const auto got = characters("aé∑𝟏");
    BOOST_TEST(got == want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_character_that_breaks_off_is_taken_as_far_as_it_goes) {
    BOOST_TEST(characters("x\xe2\x88").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_combining_mark_takes_no_column) {
    BOOST_TEST(display_width("W\u0304 = Z\u0304 X\u1d40") == 8u);
}

BOOST_AUTO_TEST_CASE(padding_counts_columns_and_not_bytes) {
    BOOST_TEST(padded("Z\u0304", 3) == "Z\u0304  ");
    BOOST_TEST(padded("wide", 2) == "wide");
}

BOOST_AUTO_TEST_SUITE_END()
