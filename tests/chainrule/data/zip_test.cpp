/// Tests of chainrule/data/zip.hpp.
#include "chainrule/data/zip.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::says;

namespace {

/// a.txt of "hello " six times and a line end, deflated by Python's zipfile.
const std::string packed_hello(
    "\x50\x4b\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00\xbd\x34\xcf\x79\x0c\x00"
    "\x00"
    "\x00\x25\x00\x00\x00\x05\x00\x00\x00\x61\x2e\x74\x78\x74\xcb\x48\xcd\xc9\xc9\x57"
    "\xc8"
    "\xc0\x4b\x72\x01\x00\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00\x00\x00\x21"
    "\x00"
    "\xbd\x34\xcf\x79\x0c\x00\x00\x00\x25\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00"
    "\x00"
    "\x00\x00\x00\x80\x01\x00\x00\x00\x00\x61\x2e\x74\x78\x74\x50\x4b\x05\x06\x00\x00"
    "\x00"
    "\x00\x01\x00\x01\x00\x33\x00\x00\x00\x2f\x00\x00\x00\x00\x00",
    120);
const std::string hello = "hello hello hello hello hello hello \n";

/// Everything in the file, names and contents.
std::string unpack(const std::string& bytes) {
    const data::ZipFile file({"x.zip", bytes});
    std::string all;
    for (std::size_t i = 0; i < file.names().size(); ++i) {
        all += file.names()[i] + "=" + file.read(i).bytes;
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zip)

BOOST_AUTO_TEST_CASE(a_deflated_member_is_unpacked) {
    BOOST_TEST(unpack(packed_hello) == "a.txt=" + hello);
}

BOOST_AUTO_TEST_CASE(members_are_listed_in_order_and_read_by_index) {
    const data::ZipFile file(
        {"x.zip", chainrule::tests::zip({{"b/two.csv", "2"}, {"a.csv", "one"}})});
    BOOST_TEST(file.names().size() == 2u);
    BOOST_TEST(file.names()[0] == "b/two.csv");
    const data::NamedBytes second = file.read(1);
    BOOST_TEST(second.name == "x.zip: a.csv");
    BOOST_TEST(second.bytes == "one");
}

BOOST_AUTO_TEST_CASE(content_of_several_megabytes_is_whole) {
    const std::string content(2'500'000, 'z');
    BOOST_TEST((unpack(chainrule::tests::zip({{"z", content}})) == "z=" + content));
}

BOOST_AUTO_TEST_CASE(a_zip_is_told_by_its_first_bytes) {
    BOOST_TEST(data::ZipFile::is_zip({"x", packed_hello}));
    BOOST_TEST(!data::ZipFile::is_zip({"x.zip", "label,pixel0"}));
}

RC_BOOST_PROP(a_file_cut_off_anywhere_is_refused, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(0, packed_hello.size());
    RC_ASSERT_THROWS_AS(unpack(packed_hello.substr(0, size)), InputError);
}

RC_BOOST_PROP(a_damaged_byte_never_changes_the_content_unnoticed, ()) {
    std::string damaged = packed_hello;
    damaged[*rc::gen::inRange<std::size_t>(0, damaged.size())] =
        *rc::gen::arbitrary<char>();
    try {
        const std::string got =
            unpack(damaged);  // the name and the date have no checksum
        RC_ASSERT(got.empty() || got.ends_with("=" + hello));
    } catch (const InputError&) {
    }
}

BOOST_AUTO_TEST_CASE(a_cut_off_file_is_refused) {
    BOOST_CHECK_EXCEPTION(
        unpack(packed_hello.substr(0, 60)),
        InputError,
        says("x.zip: expected a sound zip file, found Not a zip archive; "
             "download it again"));
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
    BOOST_CHECK_EXCEPTION(
        unpack(""),
        InputError,
        says("x.zip: expected a sound zip file, found another format; "
             "download it again"));
}

BOOST_AUTO_TEST_CASE(a_member_with_a_wrong_checksum_is_refused) {
    std::string damaged = chainrule::tests::zip({{"a.csv", "one"}});
    damaged[damaged.find("one")] = 'O';
    BOOST_CHECK_EXCEPTION(
        unpack(damaged),
        InputError,
        says("x.zip: a.csv: expected a sound zip file, found CRC error; "
             "download it again"));
}

BOOST_AUTO_TEST_CASE(a_member_beyond_the_limit_is_refused) {
    const data::ZipFile file({"x.zip", packed_hello});
    BOOST_TEST(file.read(0, hello.size()).bytes == hello);
    BOOST_CHECK_EXCEPTION(file.read(0, hello.size() - 1),
                          InputError,
                          says("x.zip: a.txt: expected at most 36 bytes when unpacked, "
                               "found more; it is no data set of ten digits"));
}

BOOST_AUTO_TEST_SUITE_END()
