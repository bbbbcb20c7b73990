/// Tests of chainrule/data/picture.hpp.
#include "chainrule/data/picture.hpp"

#include "chainrule/data/png.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::write_file;
using chainrule::tests::says;

BOOST_FIXTURE_TEST_SUITE(picture, chainrule::tests::TemporaryFolder)

BOOST_AUTO_TEST_CASE(the_content_decides_and_not_the_name) {
    write_file(path() / "a.png", "P2 1 1 255 9");
    BOOST_TEST(data::read_picture(path() / "a.png").at(0, 0) == 9);

    data::GrayImage dot(1, 1);
    dot.at(0, 0) = 7;
    write_file(path() / "a.pgm", data::encode_png(dot));
    BOOST_TEST(data::read_picture(path() / "a.pgm").at(0, 0) == 7);
}

BOOST_AUTO_TEST_CASE(other_formats_and_empty_files_are_refused) {
    const std::string name = (path() / "a.png").string();
    write_file(name, "GIF89a");
    BOOST_CHECK_EXCEPTION(data::read_picture(name),
                          InputError,
                          says(name + ": byte 0: expected a PNG or PGM picture, found "
                                      "another format; save the picture as PNG"));
    write_file(name, "");
    BOOST_CHECK_EXCEPTION(
        data::read_picture(name),
        InputError,
        says(name + ": byte 0: expected a PNG or PGM picture, found an "
                    "empty file; save the picture as PNG"));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_refused) {
    BOOST_CHECK_THROW(data::read_picture(path() / "absent.png"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
