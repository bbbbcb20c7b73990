/// Tests of chainrule/train/archive.hpp.
#include "chainrule/train/archive.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <fstream>
#include <limits>

using chainrule::InputError;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::train::Archive;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

struct Example {
    Example() {
        archive.set("parameters/W1", floats);
        archive.set("parameters/axes", std::string("units x inputs"));
        archive.set("deep/er/est", doubles);
        archive.set("deep/note", std::string("of a group"));
        archive.set("empty", arma::fmat(0, 3));
        archive.set("counts", counts);
        archive.set("no_counts", Archive::Counts());
        archive.set("text", text);
        archive.set("nothing", std::string());
    }

    [[nodiscard]] Archive written_and_read() const {
        archive.write(path);
        return Archive::read(path);
    }

    [[nodiscard]] bool has_all_values(const Archive& read) const {
        return equal(read.get<arma::fmat>("parameters/W1"), floats) &&
               read.get<std::string>("parameters/axes") == "units x inputs" &&
               equal(read.get<arma::mat>("deep/er/est"), doubles) &&
               read.get<std::string>("deep/note") == "of a group" &&
               arma::size(read.get<arma::fmat>("empty")) == arma::SizeMat(0, 3) &&
               read.get<Archive::Counts>("counts") == counts &&
               read.get<Archive::Counts>("no_counts").empty() &&
               read.get<std::string>("text") == text &&
               read.get<std::string>("nothing").empty();
    }

    chainrule::tests::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "values.h5";
    arma::fmat floats{{1.0f, -0.0f, infinity}, {1e-45f, 0.1f, -3.0f}};
    arma::mat doubles = random_matrix(40, 7, 1);
    Archive::Counts counts{0, 1, std::numeric_limits<std::uint64_t>::max()};
    std::string text = "\"quoted\"\n\u00e9";
    Archive archive{"values.h5"};
};

std::string bytes_of(const std::filesystem::path& path) {
    return chainrule::read_file(path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive)

BOOST_FIXTURE_TEST_CASE(every_kind_of_value_is_read_as_it_was_written, Example) {
    const Archive read = written_and_read();
    BOOST_TEST(has_all_values(read));
    BOOST_TEST(std::signbit(read.get<arma::fmat>("parameters/W1")(0, 1)));
}

BOOST_FIXTURE_TEST_CASE(a_text_may_be_long, Example) {
    text.append(300'000, 'x');  // an attribute of HDF5 ends at 64 KiB
    archive.set("text", text);
    BOOST_TEST(has_all_values(written_and_read()));
}

BOOST_FIXTURE_TEST_CASE(the_same_values_are_the_same_bytes, Example) {
    archive.write(path);
    const std::string first = bytes_of(path);
    archive.write(path);
    BOOST_TEST((bytes_of(path) == first));
}

BOOST_FIXTURE_TEST_CASE(a_value_that_is_missing_or_of_another_type_is_refused,
                        Example) {
    const Archive read = written_and_read();
    BOOST_TEST(!read.has("parameters/W2"));
    BOOST_CHECK_EXCEPTION((void)read.get<arma::fmat>("parameters/W2"),
                          InputError,
                          says(path.string() + ": parameters/W2: expected a value "
                                               "written by chainrule, found nothing"));
    BOOST_CHECK_EXCEPTION(
        (void)read.get<arma::mat>("parameters/W1"),
        InputError,
        says(path.string() + ": parameters/W1: expected a value written by "
                             "chainrule, found a value of another type"));
}

BOOST_FIXTURE_TEST_CASE(a_file_cut_off_anywhere_is_refused, Example) {
    archive.write(path);
    const std::string whole = bytes_of(path);
    for (std::size_t size = 0; size < whole.size(); size += 97) {
        chainrule::write_file(path, whole.substr(0, size));
        BOOST_CHECK_THROW((void)Archive::read(path), InputError);
    }
}

BOOST_FIXTURE_TEST_CASE(a_flipped_bit_is_found_or_changes_nothing, Example) {
    archive.write(path);
    const std::string whole = bytes_of(path);
    std::size_t found = 0;
    for (std::size_t i = 0; i < whole.size(); i += 7) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        std::ofstream(path, std::ios::binary) << damaged;
        try {
            BOOST_TEST(has_all_values(Archive::read(path)), "byte " << i);
        } catch (const InputError&) {
            ++found;
        }
    }
    BOOST_TEST(found > whole.size() / 14);  // half of those tried
}

BOOST_FIXTURE_TEST_CASE(what_is_no_hdf5_file_is_refused, Example) {
    chainrule::write_file(path, "PNG or whatever");
    BOOST_CHECK_EXCEPTION(
        (void)Archive::read(path),
        InputError,
        says(path.string() + ": expected a whole HDF5 file, found 15 bytes that HDF5 "
                             "cannot read; the file may be damaged or cut off"));
    BOOST_CHECK_THROW((void)Archive::read(folder.path()), InputError);
    BOOST_CHECK_THROW((void)Archive::read(folder.path() / "none.h5"), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_place_that_cannot_be_written_to_is_refused, Example) {
    BOOST_CHECK_THROW(archive.write("/proc/none/values.h5"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
