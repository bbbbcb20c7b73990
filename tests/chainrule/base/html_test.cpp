/// Tests of html.hpp.
#include "chainrule/html.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule;

BOOST_AUTO_TEST_SUITE(html)

BOOST_AUTO_TEST_CASE(control_characters_become_spaces) {
    BOOST_TEST(one_line("a\nb\tc\x7f") == "a b c ");
}

BOOST_AUTO_TEST_CASE(valid_utf8_stays_and_every_other_byte_is_replaced) {
    BOOST_TEST(one_line("é ‖ 😀") == "é ‖ 😀");
    BOOST_TEST(one_line("a\xff") == "a\xef\xbf\xbd");
    // an overlong "/", half of a surrogate pair, and a sequence cut short
    BOOST_TEST(character_count("\xc0\xaf") == 2u);
    BOOST_TEST(one_line("\xc0\xaf").find('/') == std::string::npos);
    BOOST_TEST(one_line("\xed\xa0\x80").find('\xed') == std::string::npos);
    BOOST_TEST(one_line("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(characters_are_counted_and_not_bytes) {
    BOOST_TEST(character_count("10⁻³") == 4u);
}

BOOST_AUTO_TEST_CASE(markup_is_escaped_and_line_ends_stay) {
    BOOST_TEST(escape_markup("<a href=\"x\">&'\n") ==
               "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\n");
}

BOOST_AUTO_TEST_CASE(a_page_shows_its_title_as_it_stands_and_loads_nothing) {
    const std::string page = page_html("kind", "a <b>\n&", "<p>body</p>");
    BOOST_TEST(page.find("<h1>a &lt;b&gt; &amp;</h1>") != std::string::npos);
    BOOST_TEST(page.find("default-src 'none'") != std::string::npos);
    BOOST_TEST(page.find("<p>body</p>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
