/// Tests of plots/text.hpp and plots/csv.hpp.
#include "plots/text.hpp"

#include "plots/base64.hpp"
#include "plots/csv.hpp"

#include <limits>

using namespace chainrule::plots;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(a_quote_in_a_gnuplot_string_stands_alone_in_double_quotes) {
    BOOST_TEST(gnuplot_string("plain `x`") == "'plain `x`'");
    BOOST_TEST(gnuplot_string("it's") == R"('it' . "'" . 's')");
    BOOST_TEST(gnuplot_string("'\n!x") == R"('' . "'" . ' !x')");
}

BOOST_AUTO_TEST_CASE(a_percent_sign_in_a_tick_label_is_doubled) {
    BOOST_TEST(gnuplot_tick_label("100 %") == "'100 %%'");
}

BOOST_AUTO_TEST_CASE(csv_fields_with_commas_and_quotes_are_quoted) {
    Csv csv("name,count,value");
    csv.row("a,\"b\"", 3, 0.1);
    csv.row("plain", 4, std::numeric_limits<double>::quiet_NaN());
    BOOST_TEST(csv.text() == "name,count,value\n\"a,\"\"b\"\"\",3,0.1\nplain,4,\n");
}

BOOST_AUTO_TEST_CASE(base64_agrees_with_the_examples_of_rfc_4648) {
    BOOST_TEST(base64("") == "");
    BOOST_TEST(base64("f") == "Zg==");
    BOOST_TEST(base64("fo") == "Zm8=");
    BOOST_TEST(base64("foo") == "Zm9v");
    BOOST_TEST(base64("foobar") == "Zm9vYmFy");
    BOOST_TEST(base64("\xff\xfe") == "//4=");
}

BOOST_AUTO_TEST_SUITE_END()
