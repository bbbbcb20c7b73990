/// Tests of chainrule/files.hpp, input_error.hpp and nearest.hpp.
#include "chainrule/files.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <fstream>

namespace fs = std::filesystem;
using namespace chainrule;

namespace {

struct Folder {
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path = fs::temp_directory_path() /
                    ("chainrule_files_test_" + std::to_string(::getpid()));
};

auto says(std::string part) {
    return [part](const InputError& error) {
        return std::string_view(error.what()).find(part) != std::string::npos;
    };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(files, Folder)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_byte_for_byte) {
    const std::string content("a\0b\r\n\xff", 6);
    write_file(path / "new/folder/file.bin", content);
    BOOST_TEST(read_file(path / "new/folder/file.bin") == content);
}

BOOST_AUTO_TEST_CASE(a_name_too_long_for_any_file_is_refused_with_the_systems_reason) {
    BOOST_CHECK_EXCEPTION(read_file(path / std::string(5000, 'x')),
                          InputError,
                          says("File name too long"));
}

BOOST_AUTO_TEST_CASE(a_writer_that_fails_leaves_the_old_file_and_nothing_else) {
    write_file(path / "file.txt", "old");
    BOOST_CHECK_THROW(write_file_with(path / "file.txt",
                                      [](const fs::path& temporary) {
                                          std::ofstream(temporary) << "half";
                                          throw std::runtime_error("disk full");
                                      }),
                      std::runtime_error);
    BOOST_TEST(read_file(path / "file.txt") == "old");
    BOOST_TEST(files() == 1u);
}

BOOST_AUTO_TEST_CASE(the_temporary_name_keeps_the_extension) {
    write_file_with(path / "picture.svg", [](const fs::path& temporary) {
        BOOST_TEST(temporary.extension() == ".svg");
        BOOST_TEST(temporary.filename() != "picture.svg");
        std::ofstream(temporary) << "x";
    });
}

BOOST_AUTO_TEST_CASE(a_missing_file_a_folder_and_a_file_too_large_are_refused) {
    write_file(path / "ten.bin", "0123456789");
    BOOST_CHECK_EXCEPTION(
        (void)read_file(path / "none"), InputError, says("nothing there"));
    BOOST_CHECK_EXCEPTION((void)read_file(path), InputError, says("a folder"));
    BOOST_CHECK_EXCEPTION(
        (void)read_file(path / "ten.bin", 9), InputError, says("at most 9 bytes"));
}

BOOST_AUTO_TEST_CASE(a_folder_where_a_file_stands_is_refused) {
    write_file(path / "taken", "");
    BOOST_CHECK_THROW(make_writable_folder(path / "taken"), InputError);
    BOOST_CHECK_THROW(write_file(path / "taken/file", "x"), InputError);
}

BOOST_AUTO_TEST_CASE(a_message_has_file_place_expected_found_and_next) {
    const InputError error({"a.csv", "line 3", "785 fields", "784", "try again"});
    BOOST_TEST(std::string(error.what()) ==
               "a.csv: line 3: expected 785 fields, found 784; try again");
}

BOOST_AUTO_TEST_CASE(a_message_moves_no_cursor) {
    const InputError error({"\x1b[2Jname\n", "", "a", "b", ""});
    BOOST_TEST(std::string(error.what()) == "\\x1b[2Jname\\x0a: expected a, found b");
}

BOOST_AUTO_TEST_CASE(a_swapped_or_missing_letter_is_near_and_nonsense_is_not) {
    const std::vector<std::string> known{"relu", "linear", "softmax"};
    BOOST_TEST(nearest_name("rleu", known) == "relu");
    BOOST_TEST(nearest_name("lnear", known) == "linear");
    BOOST_TEST(nearest_name("zzzzzz", known).empty());
    BOOST_TEST(suggestion("zzzzzz", known) == "there are: relu, linear, softmax");
}

BOOST_AUTO_TEST_CASE(the_dashes_of_options_make_them_no_nearer) {
    BOOST_TEST(nearest_name("--nope", {"--loss", "--json"}).empty());
    BOOST_TEST(nearest_name("--epoch", {"--loss", "--epochs"}) == "--epochs");
}

BOOST_AUTO_TEST_SUITE_END()
