/// Tests of chainrule/data/pgm.hpp.
#include "chainrule/data/pgm.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::says;

namespace {

using Bytes = std::vector<std::uint8_t>;

data::GrayImage read(const std::string& bytes) {
    return data::read_pgm({"x.pgm", bytes});
}

const std::string advice = "; save the picture again as PGM or PNG";

}  // namespace

BOOST_AUTO_TEST_SUITE(pgm)

BOOST_AUTO_TEST_CASE(pixels_as_text_are_read_row_by_row) {
    const data::GrayImage image = read("P2\n3 2\n255\n1 2 3\n4 5 255\n");
    BOOST_TEST(image.rows == 2u);
    BOOST_TEST(image.cols == 3u);
    BOOST_TEST(image.pixels == (Bytes{1, 2, 3, 4, 5, 255}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(pixels_as_bytes_may_look_like_space_and_comments) {
    const data::GrayImage image = read("P5 2 2 255\n\n#\t ");
    BOOST_TEST(image.pixels == (Bytes{'\n', '#', '\t', ' '}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(comments_are_passed_over) {
    BOOST_TEST(read("P2 # by hand\n1 # wide\n# and\n1 255\n7").pixels == Bytes{7},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_value_of_white_becomes_255) {
    BOOST_TEST(read("P2 3 1 15 0 7 15").pixels == (Bytes{0, 119, 255}),
               boost::test_tools::per_element());
}

RC_BOOST_PROP(a_file_cut_off_anywhere_is_refused, ()) {
    const std::string whole = "P5\n# a comment\n4 3\n255\nabcdefghijkl";
    const auto size = *rc::gen::inRange<std::size_t>(2, whole.size());
    RC_ASSERT_THROWS_AS(read(whole.substr(0, size)), InputError);
}

RC_BOOST_PROP(any_bytes_are_read_or_refused, ()) {
    const auto kind =
        *rc::gen::element<std::string>("P2", "P5", "P5 2 2 255 ", "P2 2 1 9 ");
    const auto bytes = *rc::gen::arbitrary<std::string>();
    try {
        const data::GrayImage image = read(kind + bytes);
        RC_ASSERT(image.pixels.size() == image.rows * image.cols);
    } catch (const InputError&) {
    }
}

BOOST_AUTO_TEST_CASE(missing_pixels_are_refused) {
    BOOST_CHECK_EXCEPTION(
        read("P5 4 4 255 abc"),
        InputError,
        says("x.pgm: byte 11: expected 16 more bytes, as the header says, "
             "found 3" +
             advice));
    BOOST_CHECK_EXCEPTION(
        read("P2 2 2 255 11 22 33"),
        InputError,
        says("x.pgm: byte 19: expected a pixel of 0 to 255, found the end "
             "of the file" +
             advice));
}

BOOST_AUTO_TEST_CASE(a_huge_picture_is_refused) {
    BOOST_CHECK_EXCEPTION(read("P5 4294967295 1 255 x"),
                          InputError,
                          says("x.pgm: byte 3: expected a width of 1 to 8000, found "
                               "'4294967295'" +
                               advice));
}

BOOST_AUTO_TEST_CASE(a_pixel_above_white_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read("P2 1 1 15 16"),
        InputError,
        says("x.pgm: byte 10: expected a pixel of 0 to 15, found '16'" + advice));
}

BOOST_AUTO_TEST_SUITE_END()
