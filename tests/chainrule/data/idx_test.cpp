/// Tests of chainrule/data/idx.hpp.
#include "chainrule/data/idx.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::big_endian_32;
using chainrule::tests::idx_images;
using chainrule::tests::idx_labels;
using chainrule::tests::random_images;
using chainrule::tests::same;
using chainrule::tests::says;

namespace {

data::DataSet read(const std::string& images, const std::string& labels) {
    return data::read_idx({"images", images}, {"labels", labels});
}

struct Example {
    data::DataSet written = random_images(3, 5, 4, 1);
    std::string images = idx_images(written);
    std::string labels = idx_labels(written);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(idx)

RC_BOOST_PROP(what_was_written_is_read, ()) {
    const auto side = [] { return *rc::gen::inRange<std::size_t>(1, 9); };
    const auto count = *rc::gen::inRange<std::size_t>(1, 20);
    const auto written =
        random_images(count, side(), side(), *rc::gen::arbitrary<std::uint64_t>());
    RC_ASSERT(same(read(idx_images(written), idx_labels(written)), written));
}

RC_BOOST_PROP(a_file_cut_off_anywhere_is_refused, ()) {
    const Example example;
    const auto images_cut = *rc::gen::inRange<std::size_t>(0, example.images.size());
    const auto labels_cut = *rc::gen::inRange<std::size_t>(0, example.labels.size());
    RC_ASSERT_THROWS_AS(read(example.images.substr(0, images_cut), example.labels),
                        InputError);
    RC_ASSERT_THROWS_AS(read(example.images, example.labels.substr(0, labels_cut)),
                        InputError);
}

RC_BOOST_PROP(any_header_is_read_or_refused, ()) {
    const auto bytes = *rc::gen::container<std::string>(24, rc::gen::arbitrary<char>());
    const Example example;
    const std::string images = big_endian_32(0x803) + bytes.substr(0, 12) + bytes;
    RC_ASSERT_THROWS_AS(read(images, example.labels), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_short_header_is_refused, Example) {
    BOOST_CHECK_EXCEPTION(
        read(images.substr(0, 7), labels),
        InputError,
        says("images: byte 7: expected an IDX header of 16 bytes, found "
             "the end of the file; the file may be cut off: download "
             "it again"));
}

BOOST_FIXTURE_TEST_CASE(an_empty_file_is_refused, Example) {
    BOOST_CHECK_EXCEPTION(
        read(images, ""),
        InputError,
        says("labels: byte 0: expected an IDX header of 8 bytes, found "
             "the end of the file; the file may be cut off: download "
             "it again"));
}

BOOST_FIXTURE_TEST_CASE(exchanged_files_are_refused, Example) {
    BOOST_CHECK_EXCEPTION(
        read(labels + std::string(16, '\0'), images),
        InputError,
        says("images: byte 0: expected 0x00000803, the mark of IDX images, found "
             "0x00000801; check that images and labels are not exchanged"));
}

BOOST_FIXTURE_TEST_CASE(a_promise_of_four_billion_images_is_refused, Example) {
    images.replace(4, 4, "\xff\xff\xff\xff");
    BOOST_CHECK_EXCEPTION(
        read(images, labels),
        InputError,
        says("images: byte 4: expected 4294967295 images of 20 bytes, as the header "
             "says, "
             "found 60 bytes after the header, enough for 3; the file may be cut off: "
             "download it again"));
}

BOOST_FIXTURE_TEST_CASE(a_promise_whose_size_overflows_is_refused, Example) {
    // 2^32 - 1 images of 2^31 x 2^31: the product is 2^62 modulo 2^64
    images.replace(4, 12, std::string("\xff\xff\xff\xff\x80\0\0\0\x80\0\0\0", 12));
    BOOST_CHECK_EXCEPTION(
        read(images, labels),
        InputError,
        says("images: byte 4: expected 4294967295 images of 4611686018427387904 bytes, "
             "as "
             "the header says, found 60 bytes after the header, enough for 0; the file "
             "may be cut off: download it again"));
}

BOOST_FIXTURE_TEST_CASE(images_without_pixels_are_refused, Example) {
    images.replace(8, 4, std::string(4, '\0'));
    BOOST_CHECK_EXCEPTION(
        read(images, labels),
        InputError,
        says("images: byte 4: expected at least one image of at least one pixel, found "
             "3 "
             "images of 0x4; the file may be cut off: download it again"));
}

BOOST_FIXTURE_TEST_CASE(bytes_after_the_last_image_are_refused, Example) {
    BOOST_CHECK_THROW(read(images + 'x', labels), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_label_of_ten_is_refused, Example) {
    labels[9] = 10;
    BOOST_CHECK_EXCEPTION(
        read(images, labels),
        InputError,
        says("labels: byte 9: expected a label of 0 to 9, found 10; only "
             "data sets of ten classes can be used"));
}

BOOST_FIXTURE_TEST_CASE(images_and_labels_of_different_counts_are_refused, Example) {
    const std::string four = idx_labels(random_images(4, 1, 1, 2));
    BOOST_CHECK_EXCEPTION(
        read(images, four),
        InputError,
        says(
            "labels: byte 4: expected 3 labels, one for each image of images, found 4; "
            "check that both files belong to the same data set"));
}

BOOST_AUTO_TEST_SUITE_END()
