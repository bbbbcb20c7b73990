/// Tests of chainrule/data/gzip.hpp.
#include "chainrule/data/gzip.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::says;

namespace {

/// "hello " six times and a line end, as gzip -9 packs it.
const std::string packed_hello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\xc0\x4b\x72"
    "\x01"
    "\x00\xbd\x34\xcf\x79\x25\x00\x00\x00",
    30);
const std::string hello = "hello hello hello hello hello hello \n";

std::string unpack(const std::string& bytes) {
    return data::gunzip({"x.gz", bytes}).bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gzip)

BOOST_AUTO_TEST_CASE(what_the_gzip_program_packed_is_unpacked) {
    BOOST_TEST(unpack(packed_hello) == hello);
}

BOOST_AUTO_TEST_CASE(members_follow_one_another) {
    BOOST_TEST(unpack(packed_hello + packed_hello + packed_hello) ==
               hello + hello + hello);
}

BOOST_AUTO_TEST_CASE(content_of_several_megabytes_is_whole) {
    std::string content(3'500'000, '\0');
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>(i * i >> 8);
    BOOST_TEST((unpack(chainrule::tests::gzip(content)) == content));
}

BOOST_AUTO_TEST_CASE(an_empty_content_is_unpacked) {
    BOOST_TEST(unpack(chainrule::tests::gzip("")).empty());
}

BOOST_AUTO_TEST_CASE(gzip_is_told_by_its_first_bytes) {
    BOOST_TEST(data::is_gzip({"x", packed_hello}));
    BOOST_TEST(!data::is_gzip({"x.gz", "label,pixel0"}));
    BOOST_TEST(!data::is_gzip({"x.gz", ""}));
}

RC_BOOST_PROP(a_file_cut_off_anywhere_is_refused, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(0, packed_hello.size());
    RC_ASSERT_THROWS_AS(unpack(packed_hello.substr(0, size)), InputError);
}

RC_BOOST_PROP(a_damaged_byte_is_refused_or_harmless, ()) {
    std::string damaged = packed_hello;
    damaged[*rc::gen::inRange<std::size_t>(0, damaged.size())] =
        *rc::gen::arbitrary<char>();
    try {
        RC_ASSERT(unpack(damaged) == hello);  // the time and the system in the header
    } catch (const InputError&) {
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_a_cut_file_is_named) {
    BOOST_CHECK_EXCEPTION(
        unpack(packed_hello.substr(0, 20)),
        InputError,
        says("x.gz: byte 20: expected more gzip data, found the end of "
             "the file; download it again"));
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_refused) {
    std::string damaged = packed_hello;
    damaged[22] = 'x';
    BOOST_CHECK_EXCEPTION(
        unpack(damaged),
        InputError,
        says("x.gz: byte 26: expected sound gzip data, found incorrect "
             "data check; download it again"));
}

BOOST_AUTO_TEST_CASE(rubbish_after_the_last_member_is_refused) {
    BOOST_CHECK_THROW(unpack(packed_hello + "rubbish"), InputError);
}

BOOST_AUTO_TEST_CASE(content_beyond_the_limit_is_refused) {
    const data::NamedBytes file{"x.gz", packed_hello};
    BOOST_TEST(data::gunzip(file, hello.size()).bytes == hello);
    BOOST_CHECK_EXCEPTION(
        data::gunzip(file, hello.size() - 1),
        InputError,
        says("x.gz: expected at most 36 bytes when unpacked, found more; "
             "it is no data set of ten digits"));
}

BOOST_AUTO_TEST_SUITE_END()
