/// Tests of chainrule/data/csv.hpp.
#include "chainrule/data/csv.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/data/make_files.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::InputError;
using chainrule::tests::csv_header;
using chainrule::tests::random_images;
using chainrule::tests::same;
using chainrule::tests::says;

namespace {

data::DataSet read(const std::string& text) {
    return data::read_csv({"digits.csv", text});
}

/// A line of label 5 and zeros, with `text` as the field at `field`, counted from 1.
std::string line_with(std::size_t field, const std::string& text) {
    std::string line = field == 1 ? text : "5";
    for (std::size_t i = 2; i <= 785; ++i) line += "," + (i == field ? text : "0");
    return line + '\n';
}

struct Example {
    data::DataSet written = random_images(4, 28, 28, 1);
};

const std::string good_line = line_with(2, "255");
const std::string advice = "; a line is the label, then 784 pixels row by row";

}  // namespace

BOOST_AUTO_TEST_SUITE(csv)

BOOST_FIXTURE_TEST_CASE(what_was_written_is_read, Example) {
    BOOST_TEST(same(read(chainrule::tests::csv(written)), written));
}

BOOST_FIXTURE_TEST_CASE(a_header_line_is_passed_over, Example) {
    BOOST_TEST(same(read(csv_header() + chainrule::tests::csv(written)), written));
}

BOOST_FIXTURE_TEST_CASE(a_byte_order_mark_is_passed_over, Example) {
    const std::string mark = "\xef\xbb\xbf", lines = chainrule::tests::csv(written);
    BOOST_TEST(same(read(mark + lines), written));
    BOOST_TEST(same(read(mark + csv_header() + lines), written));
}

BOOST_FIXTURE_TEST_CASE(lines_may_end_in_carriage_return_and_line_feed, Example) {
    BOOST_TEST(same(read(chainrule::tests::csv(written, "\r\n")), written));
}

BOOST_FIXTURE_TEST_CASE(the_last_line_needs_no_end, Example) {
    std::string text = chainrule::tests::csv(written);
    text.pop_back();
    BOOST_TEST(same(read(text), written));
}

RC_BOOST_PROP(a_file_cut_off_anywhere_gives_whole_images_or_is_refused, ()) {
    const Example example;
    const std::string text = chainrule::tests::csv(example.written);
    const std::string cut =
        text.substr(0, *rc::gen::inRange<std::size_t>(0, text.size()));
    try {
        const data::DataSet got = read(cut);
        RC_ASSERT(got.pixels.n_cols == got.size());
        RC_ASSERT(got.size() <= example.written.size());
        // A number cut short is still a number: only the very last pixel can differ.
        RC_ASSERT(std::equal(
            got.pixels.begin(), got.pixels.end() - 1, example.written.pixels.begin()));
    } catch (const InputError&) {
    }
}

RC_BOOST_PROP(any_change_of_one_character_is_read_or_refused, ()) {
    const Example example;
    std::string text = chainrule::tests::csv(example.written);
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    try {
        RC_ASSERT(arma::size(read(text).pixels) == arma::size(example.written.pixels));
    } catch (const InputError& error) {
        RC_ASSERT(error.parts().place.starts_with("line "));
    }
}

BOOST_AUTO_TEST_CASE(a_file_of_many_megabytes_is_read_whole_whatever_the_threads) {
    const data::DataSet written = random_images(2500, 28, 28, 2);
    BOOST_TEST(same(read(csv_header() + chainrule::tests::csv(written)), written));
}

BOOST_AUTO_TEST_CASE(of_wrong_lines_far_apart_the_first_is_named) {
    std::string text = csv_header();
    for (int line = 2; line <= 4000; ++line) {
        text += line == 900 || line == 3900 ? line_with(9, "-") : good_line;
    }
    const auto message = [](int line) {
        return "digits.csv: line " + std::to_string(line) +
               ", field 9: expected a pixel of 0 to 255, found '-'" + advice;
    };
    BOOST_CHECK_EXCEPTION(read(text), InputError, says(message(900)));
    text.replace(text.find('-'), 1, "0");
    BOOST_CHECK_EXCEPTION(read(text), InputError, says(message(3900)));
}

BOOST_AUTO_TEST_CASE(a_line_of_784_fields_is_refused) {
    std::string line = good_line;
    line.erase(line.size() - 3, 2);
    BOOST_CHECK_EXCEPTION(
        read(good_line + line + good_line),
        InputError,
        says("digits.csv: line 2: expected 785 fields, found 784" + advice));
}

BOOST_AUTO_TEST_CASE(a_line_of_786_fields_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(good_line.substr(0, good_line.size() - 1) + ",0\n"),
        InputError,
        says("digits.csv: line 1: expected 785 fields, found 786" + advice));
}

BOOST_AUTO_TEST_CASE(a_letter_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(good_line + line_with(3, "o")),
        InputError,
        says("digits.csv: line 2, field 3: expected a pixel of 0 to 255, found 'o'" +
             advice));
}

BOOST_AUTO_TEST_CASE(a_pixel_of_256_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(csv_header() + line_with(785, "256")),
        InputError,
        says(
            "digits.csv: line 2, field 785: expected a pixel of 0 to 255, found '256'" +
            advice));
}

BOOST_AUTO_TEST_CASE(a_pixel_of_minus_one_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(line_with(2, "-1")),
        InputError,
        says("digits.csv: line 1, field 2: expected a pixel of 0 to 255, found '-1'" +
             advice));
}

BOOST_AUTO_TEST_CASE(a_label_of_ten_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(line_with(1, "10")),
        InputError,
        says("digits.csv: line 1, field 1: expected a label of 0 to 9, found '10'" +
             advice));
}

BOOST_AUTO_TEST_CASE(fractions_spaces_and_empty_fields_are_refused) {
    for (const std::string text :
         {"0.5", " 7", "7 ", "", "1e2", "99999999999999999999"}) {
        BOOST_CHECK_THROW(read(line_with(7, text)), InputError);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_line_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read(good_line + "\n" + good_line),
        InputError,
        says("digits.csv: line 2: expected 785 fields, found 0" + advice));
}

BOOST_AUTO_TEST_CASE(an_empty_file_and_a_header_alone_are_refused) {
    const std::string message =
        "digits.csv: expected at least one line of numbers, found none" + advice;
    BOOST_CHECK_EXCEPTION(read(""), InputError, says(message));
    BOOST_CHECK_EXCEPTION(read(csv_header()), InputError, says(message));
}

BOOST_AUTO_TEST_CASE(a_header_of_another_length_is_refused) {
    BOOST_CHECK_EXCEPTION(
        read("label,pixel0\n" + good_line),
        InputError,
        says("digits.csv: line 1: expected 785 fields, found 2" + advice));
}

BOOST_AUTO_TEST_CASE(control_characters_do_not_reach_the_message) {
    BOOST_CHECK_EXCEPTION(
        read(line_with(2, "\x1b[2J")),
        InputError,
        says("digits.csv: line 1, field 2: expected a pixel of 0 to 255, found "
             "'\\x1b[2J'" +
             advice));
}

BOOST_AUTO_TEST_CASE(a_file_without_labels_is_told_from_one_with_labels) {
    const std::string unlabelled = csv_header().substr(6);
    BOOST_TEST(data::is_unlabelled_csv({"test.csv", unlabelled}));
    BOOST_TEST(!data::is_unlabelled_csv({"train.csv", csv_header()}));
    BOOST_TEST(!data::is_unlabelled_csv({"plain.csv", good_line}));
    BOOST_CHECK_EXCEPTION(
        read(unlabelled),
        InputError,
        says("digits.csv: line 1, field 1: expected the column 'label', found other "
             "columns; a file without labels can neither train nor test"));
}

BOOST_AUTO_TEST_SUITE_END()
