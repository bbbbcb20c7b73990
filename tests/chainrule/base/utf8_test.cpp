/// Tests of chainrule/utf8.hpp.
#include "chainrule/utf8.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::is_utf8;
using chainrule::utf8_length;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(a_character_takes_one_to_four_bytes) {
    BOOST_TEST(utf8_length("ab") == 1u);
    BOOST_TEST(utf8_length("\u00fc") == 2u);
    BOOST_TEST(utf8_length("\u2192 ") == 3u);
    BOOST_TEST(utf8_length("\U0001f600") == 4u);
}

BOOST_AUTO_TEST_CASE(text_of_whole_characters_is_utf8) {
    BOOST_TEST(is_utf8(""));
    BOOST_TEST(is_utf8("runs/\u00fc\u2192\U0001f600\n"));
}

BOOST_AUTO_TEST_CASE(bytes_that_rfc_3629_forbids_are_not_utf8) {
    for (const char* bytes : {"\x80",              // no lead
                              "a\xff",             // never a byte of UTF-8
                              "\xc0\xaf",          // overlong
                              "\xe0\x9f\xbf",      // overlong
                              "\xed\xa0\x80",      // a surrogate
                              "\xf4\x90\x80\x80",  // above U+10FFFF
                              "\xe2\x86"}) {       // cut off
        BOOST_TEST(!is_utf8(bytes));
    }
}

BOOST_AUTO_TEST_SUITE_END()
