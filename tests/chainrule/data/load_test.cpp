/// Tests of chainrule/data/load.hpp.
#include "chainrule/data/load.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>

namespace data = chainrule::data;
namespace fs = std::filesystem;
using chainrule::InputError;
using chainrule::write_file;
using chainrule::tests::csv;
using chainrule::tests::csv_header;
using chainrule::tests::gzip;
using chainrule::tests::idx_images;
using chainrule::tests::idx_labels;
using chainrule::tests::random_images;
using chainrule::tests::same;
using chainrule::tests::says;
using chainrule::tests::zip;

namespace {

const std::string what_to_give =
    "; give a folder or .zip with MNIST's four IDX files or its CSV files, a .csv "
    "file, or "
    "digits, which are built in";

struct Place : chainrule::tests::TemporaryFolder {
    data::DataSet train = random_images(14, 28, 28, 1);
    data::DataSet test = random_images(5, 28, 28, 2);

    [[nodiscard]] std::string name(const std::string& file = "") const {
        return file.empty() ? path().string() : (path() / file).string();
    }

    void write(const std::string& file, const std::string& content) const {
        write_file(path() / file, content);
    }

    void write_idx(const fs::path& folder) const {
        write_file(folder / "train-images-idx3-ubyte", idx_images(train));
        write_file(folder / "train-labels-idx1-ubyte", idx_labels(train));
        write_file(folder / "t10k-images-idx3-ubyte", idx_images(test));
        write_file(folder / "t10k-labels-idx1-ubyte", idx_labels(test));
    }

    void check_both_parts(const std::string& where) const {
        const data::Split split = data::load(where);
        BOOST_TEST(same(split.train, train));
        BOOST_TEST(same(split.test, test));
        BOOST_TEST(split.notes.empty());
    }
};

/// An environment variable for the length of a test.
class Environment {
public:
    Environment(const char* name, const std::string& value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old;
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() {
        if (old_) {
            ::setenv(name_, old_->c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
    std::optional<std::string> old_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(load, Place)

BOOST_AUTO_TEST_CASE(the_built_in_digits_need_no_file) {
    const data::Split split = data::load("digits");
    BOOST_TEST(split.train.size() == 20'000u);
    BOOST_TEST(split.test.size() == 4'000u);
    BOOST_TEST((split.train.image(0) != split.test.image(0)));
}

BOOST_AUTO_TEST_CASE(a_folder_of_idx_files_is_read) {
    write_idx(path());
    check_both_parts(name());
}

BOOST_AUTO_TEST_CASE(idx_files_may_be_gzipped_and_have_a_dot_in_their_names) {
    write("train-images.idx3-ubyte", idx_images(train));
    write("train-labels.idx1-ubyte.gz", gzip(idx_labels(train)));
    write("t10k-images-idx3-ubyte.gz", gzip(idx_images(test)));
    write("t10k-labels-idx1-ubyte", idx_labels(test));
    check_both_parts(name());
}

BOOST_AUTO_TEST_CASE(a_zip_of_idx_files_is_read) {
    write("mnist.zip",
          zip({{"data/train-images-idx3-ubyte", idx_images(train)},
               {"data/train-labels-idx1-ubyte", idx_labels(train)},
               {"data/t10k-images-idx3-ubyte.gz", gzip(idx_images(test))},
               {"data/t10k-labels-idx1-ubyte", idx_labels(test)}}));
    check_both_parts(name("mnist.zip"));
}

BOOST_AUTO_TEST_CASE(a_zip_of_csv_files_is_read) {
    write("mnist.zip",
          zip({{"__MACOSX/._mnist_train.csv", "rubbish"},
               {"mnist_test.csv", csv(test)},
               {"mnist_train.csv", csv_header() + csv(train)}}));
    check_both_parts(name("mnist.zip"));
}

BOOST_AUTO_TEST_CASE(a_folder_of_csv_files_is_read) {
    write("MNIST_train.csv.gz", gzip(csv(train)));
    write("MNIST_test.csv", csv(test, "\r\n"));
    check_both_parts(name());
}

BOOST_AUTO_TEST_CASE(a_single_csv_holds_back_a_seventh_and_says_so) {
    for (const auto& [file, content] : {std::pair{"all.csv", csv(train)},
                                        std::pair{"all.csv.gz", gzip(csv(train))}}) {
        write(file, content);
        const data::Split split = data::load(name(file));
        BOOST_TEST(split.train.size() == 12u);
        BOOST_TEST(split.test.size() == 2u);
        BOOST_TEST(
            split.notes.at(0) ==
            name(file) +
                " has no test set of its own: 2 of its 14 images, drawn at random, "
                "are held back as one");
    }
}

BOOST_AUTO_TEST_CASE(the_same_images_are_held_back_every_time) {
    write("all.csv", csv(train));
    BOOST_TEST(
        same(data::load(name("all.csv")).test, data::load(name("all.csv")).test));
}

BOOST_AUTO_TEST_CASE(kaggles_test_file_without_labels_is_passed_over_and_said_so) {
    write("train.csv", csv_header() + csv(train));
    write("test.csv", csv_header().substr(6) + "0,0\n");
    const data::Split split = data::load(name());
    BOOST_TEST(split.train.size() == 12u);
    BOOST_TEST(split.notes.size() == 2u);
    BOOST_TEST(split.notes.at(1) ==
               name("test.csv") + " has no labels and was not used");
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_for_in_the_data_folder_and_the_cache) {
    write_idx(path() / "own" / "mnist-a");
    write_idx(path() / ".cache" / "chainrule" / "mnist-b");
    const Environment data_folder("CHAINRULE_DATA", name("own"));
    const Environment home("HOME", name());
    check_both_parts("mnist-a");
    check_both_parts("mnist-b");
    BOOST_CHECK_EXCEPTION(
        data::load("mnist-c"),
        InputError,
        says("mnist-c: expected a data set of that name at one of ./mnist-c, " +
             name("own/mnist-c") + ", " + name(".cache/chainrule/mnist-c") +
             ", found none; put it there, set CHAINRULE_DATA to the folder that holds "
             "it, or give its own with --data DIR; --data digits needs none"));
}

BOOST_AUTO_TEST_CASE(a_missing_path_is_refused) {
    BOOST_CHECK_EXCEPTION(
        data::load(name("absent.csv")),
        InputError,
        says(name("absent.csv") + ": expected a file or folder, found nothing there" +
             what_to_give));
    BOOST_CHECK_THROW(data::load(""), InputError);
}

BOOST_AUTO_TEST_CASE(a_missing_labels_file_is_refused) {
    write_idx(path());
    fs::remove(path() / "t10k-labels-idx1-ubyte");
    BOOST_CHECK_EXCEPTION(
        data::load(name()),
        InputError,
        says(name() +
             ": expected t10k-labels-idx1-ubyte (or .gz) beside the other IDX files, "
             "found "
             "no such file; all four are needed: images and labels, train and t10k"));
}

BOOST_AUTO_TEST_CASE(one_idx_file_alone_is_refused) {
    write_idx(path());
    BOOST_CHECK_EXCEPTION(
        data::load(name("train-images-idx3-ubyte")),
        InputError,
        says(name("train-images-idx3-ubyte") +
             ": expected the folder of the four IDX files, found one of "
             "them; give the folder: images need their labels"));
}

BOOST_AUTO_TEST_CASE(a_folder_or_zip_without_data_is_refused) {
    write("readme.txt", "hello");
    BOOST_CHECK_EXCEPTION(
        data::load(name()),
        InputError,
        says(name() + ": expected IDX or CSV files, found 1 other files" +
             what_to_give));
    write("empty.zip", zip({}));
    BOOST_CHECK_EXCEPTION(
        data::load(name("empty.zip")),
        InputError,
        says(name("empty.zip") + ": expected IDX or CSV files, found 0 other files" +
             what_to_give));
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
    write("empty.csv", "");
    BOOST_CHECK_THROW(data::load(name("empty.csv")), InputError);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_only_called_zip_is_refused) {
    write("digits.zip", csv(train));
    BOOST_CHECK_EXCEPTION(data::load(name("digits.zip")),
                          InputError,
                          says(name("digits.zip") + ": byte 0: expected a zip file, "
                                                    "found another format; download it "
                                                    "again"));
}

BOOST_AUTO_TEST_CASE(an_error_inside_a_zip_names_file_member_and_place) {
    write("mnist.zip", zip({{"train.csv", csv(train) + "1,2,3\n"}}));
    BOOST_CHECK_EXCEPTION(
        data::load(name("mnist.zip")),
        InputError,
        says(name("mnist.zip") +
             ": train.csv: line 15: expected 785 fields, found 3; a line "
             "is the label, then 784 pixels row by row"));
}

BOOST_AUTO_TEST_CASE(training_and_test_images_of_different_sizes_are_refused) {
    test = random_images(5, 8, 8, 2);
    write_idx(path());
    BOOST_CHECK_EXCEPTION(
        data::load(name()),
        InputError,
        says(name() + ": expected images of one size for training and test, found "
                      "28x28 and 8x8; check that the files belong together"));
}

BOOST_AUTO_TEST_CASE(one_image_leaves_nothing_to_test_on) {
    write("one.csv", csv(random_images(1, 28, 28, 1)));
    BOOST_CHECK_EXCEPTION(
        data::load(name("one.csv")),
        InputError,
        says(name("one.csv") +
             ": expected at least two images, found one; nothing is left "
             "to test on"));
}

BOOST_AUTO_TEST_SUITE_END()
