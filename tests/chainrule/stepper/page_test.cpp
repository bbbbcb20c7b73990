/// Tests of src/chainrule/stepper/page.hpp.
#include "chainrule/stepper/page.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::stepper::Page;

BOOST_AUTO_TEST_SUITE(page)

BOOST_AUTO_TEST_CASE(a_heading_reaches_across_the_page) {
    Page page(40);
    page.heading("Rule");
    BOOST_TEST(std::move(page).text() == "── Rule ────────────────────────────────\n");
}

BOOST_AUTO_TEST_CASE(what_follows_a_mark_hangs_below_its_end) {
    Page page(40);
    page.sentence("one two three four five six seven eight", "1. ");
    BOOST_TEST(std::move(page).text() ==
               "  1. one two three four five six seven\n"
               "     eight\n");
}

BOOST_AUTO_TEST_CASE(columns_of_a_table_are_as_wide_as_their_widest_cells) {
    Page page(40);
    page.table({{"a", "x\u0304", "first"}, {"long", "y", "second"}});
    BOOST_TEST(std::move(page).text() ==
               "  a     x\u0304  first\n"
               "  long  y  second\n");
}

BOOST_AUTO_TEST_CASE(the_last_cell_is_filled_into_the_rest_of_the_line) {
    Page page(40);
    page.table({{"name", "as many words as there are on two lines"}});
    BOOST_TEST(std::move(page).text() ==
               "  name  as many words as there are on\n"
               "        two lines\n");
}

BOOST_AUTO_TEST_CASE(the_last_cell_goes_below_where_little_is_left_of_the_line) {
    Page page(40);
    page.table({{"a_name_of_thirty_characters_ab", "words"}});
    BOOST_TEST(std::move(page).text() ==
               "  a_name_of_thirty_characters_ab\n"
               "      words\n");
}

BOOST_AUTO_TEST_CASE(no_empty_line_stands_at_the_top) {
    Page page(40);
    page.blank();
    page.lines({"first"});
    page.blank();
    page.lines({"second"});
    BOOST_TEST(std::move(page).text() == "  first\n\n  second\n");
}

BOOST_AUTO_TEST_SUITE_END()
