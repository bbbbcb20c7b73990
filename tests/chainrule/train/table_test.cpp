/// Tests of chainrule/train/table.hpp.
#include "chainrule/train/table.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::InputError;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

using Fields = std::vector<std::string>;

Table read(const std::string& text) {
    return parse_csv(text, "t.csv");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(fields_of_any_text_are_read_as_they_were_written) {
    const std::vector<Fields> rows{{"a", "", "c"},
                                   {"", "", ""},
                                   {"1,5", "say \"hi\"", "two\nlines"},
                                   {"\r\n", "\"", " spaced "},
                                   {"`date`", "$(date)", "\u00e9"}};
    std::string text = csv_line({"x", "y", "z"});
    for (const Fields& row : rows) text += csv_line(row);
    const Table table = read(text);
    BOOST_TEST((table.columns == Fields{"x", "y", "z"}));
    BOOST_TEST((table.rows == rows));
}

BOOST_AUTO_TEST_CASE(a_single_empty_field_is_a_row_of_its_own) {
    const Table table = read(csv_line({"note"}) + csv_line({""}) + csv_line({"b"}));
    BOOST_TEST((table.rows == std::vector<Fields>{{""}, {"b"}}));
}

BOOST_AUTO_TEST_CASE(only_fields_that_need_quotes_have_them) {
    BOOST_TEST(csv_line({"1 relu", "0.5", "a,b"}) == "1 relu,0.5,\"a,b\"\n");
}

BOOST_AUTO_TEST_CASE(a_row_knows_the_line_it_begins_on) {
    const Table table = read("x,y\n1,\"two\nlines\"\n3,4");
    BOOST_TEST((table.lines == std::vector<std::size_t>{2, 4}));
}

BOOST_AUTO_TEST_CASE(lines_may_end_in_carriage_return_and_line_feed) {
    BOOST_TEST((read("x,y\r\n1,2\r\n").rows == std::vector<Fields>{{"1", "2"}}));
}

BOOST_AUTO_TEST_CASE(damaged_files_are_refused_with_the_line) {
    BOOST_CHECK_EXCEPTION(
        (void)read(""),
        InputError,
        says("t.csv: line 1: expected the names of the columns, found an empty file"));
    BOOST_CHECK_EXCEPTION(
        (void)read("x,y\n1,2\n3\n"),
        InputError,
        says("t.csv: line 3: expected 2 fields, found 1; the file may "
             "be cut off"));
    BOOST_CHECK_EXCEPTION((void)read("x,y\n1,\"2\n3,4\n"),
                          InputError,
                          says("t.csv: line 2: expected a quote that closes the field, "
                               "found the end of the file; the file may be cut off"));
    BOOST_CHECK_EXCEPTION((void)read("x,y\n1,\"2\"3\n"),
                          InputError,
                          says("t.csv: line 2: expected a comma or the end of the line "
                               "after a field, found '3'"));
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_answered_with_the_nearest) {
    const Table table = read("train_loss,train_acuracy\n");
    BOOST_TEST(table.column("train_loss") == 0u);
    BOOST_CHECK_EXCEPTION((void)table.column("train_accuracy"),
                          InputError,
                          says("t.csv: line 1: expected a column named "
                               "'train_accuracy', found none; did you mean "
                               "'train_acuracy'?"));
}

BOOST_AUTO_TEST_SUITE_END()
