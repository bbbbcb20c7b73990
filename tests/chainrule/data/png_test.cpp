/// Tests of chainrule/data/png.hpp.
#include "chainrule/data/png.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::random_images;
using chainrule::tests::says;

namespace {

using Bytes = std::vector<std::uint8_t>;

data::GrayImage read(const std::string& bytes) {
    return data::read_png({"x.png", bytes});
}

data::GrayImage random_picture(std::size_t rows, std::size_t cols) {
    return random_images(1, rows, cols, 1).image(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(png)

RC_BOOST_PROP(what_was_encoded_is_read, ()) {
    const auto side = [] { return *rc::gen::inRange<std::size_t>(1, 40); };
    const data::GrayImage image = random_picture(side(), side());
    RC_ASSERT(read(data::encode_png(image)) == image);
}

BOOST_AUTO_TEST_CASE(a_file_written_from_the_definition_is_read) {
    const data::GrayImage image =
        read(chainrule::tests::png(2, 3, 0, "\x01\x02\x03\x04\x05\x06"));
    BOOST_TEST(image.rows == 2u);
    BOOST_TEST(image.cols == 3u);
    BOOST_TEST(image.pixels == (Bytes{1, 2, 3, 4, 5, 6}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(equal_red_green_and_blue_are_that_grey) {
    const data::GrayImage image = read(
        chainrule::tests::png(1, 2, 2, std::string("\x64\x64\x64\xff\xff\xff", 6)));
    BOOST_TEST(image.pixels == (Bytes{100, 255}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(green_is_brighter_than_red_and_red_than_blue) {
    const data::GrayImage image = read(
        chainrule::tests::png(1, 3, 2, std::string("\xff\0\0\0\xff\0\0\0\xff", 9)));
    BOOST_TEST(image.pixels[1] > image.pixels[0]);
    BOOST_TEST(image.pixels[0] > image.pixels[2]);
}

BOOST_AUTO_TEST_CASE(what_is_transparent_shows_white_paper) {
    const data::GrayImage gray =
        read(chainrule::tests::png(1, 2, 4, std::string("\0\0\0\xff", 4)));
    BOOST_TEST(gray.pixels == (Bytes{255, 0}), boost::test_tools::per_element());
    const data::GrayImage colour =
        read(chainrule::tests::png(1, 2, 6, std::string("\0\0\0\0\0\0\0\xff", 8)));
    BOOST_TEST(colour.pixels == (Bytes{255, 0}), boost::test_tools::per_element());
}

RC_BOOST_PROP(a_file_cut_off_before_its_last_chunk_is_refused, ()) {
    constexpr std::size_t last_chunk = 12;  // says that the picture is over, no more
    const std::string whole = data::encode_png(random_picture(9, 7));
    const auto size = *rc::gen::inRange<std::size_t>(0, whole.size() - last_chunk);
    RC_ASSERT_THROWS_AS(read(whole.substr(0, size)), InputError);
}

RC_BOOST_PROP(a_damaged_byte_is_refused_or_harmless, ()) {
    const data::GrayImage image = random_picture(9, 7);
    std::string bytes = chainrule::tests::png(
        9, 7, 0, std::string(image.pixels.begin(), image.pixels.end()));
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] =
        *rc::gen::arbitrary<char>();
    try {
        RC_ASSERT(read(bytes) == image);
    } catch (const InputError&) {
    }
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
    BOOST_CHECK_THROW(read(""), InputError);
}

BOOST_AUTO_TEST_CASE(a_header_that_promises_a_huge_picture_is_refused) {
    const std::string content(100, '\0');
    BOOST_CHECK_EXCEPTION(read(chainrule::tests::png(100'000, 100'000, 0, content)),
                          InputError,
                          [](const InputError& error) {
                              return error.parts().file == "x.png" &&
                                     error.parts().place == "header";
                          });
    BOOST_CHECK_THROW(read(chainrule::tests::png(7'000, 7'000, 0, content)),
                      InputError);
}

BOOST_AUTO_TEST_CASE(an_image_without_pixels_cannot_be_encoded) {
    BOOST_CHECK_THROW(data::encode_png(data::GrayImage()), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
