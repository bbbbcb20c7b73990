/// Tests of chainrule/data/prepare.hpp.
#include "chainrule/data/prepare.hpp"

#include "chainrule/data/strokes.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
namespace tt = boost::test_tools;
using chainrule::InputError;
using chainrule::Random;
using chainrule::tests::says;

namespace {

constexpr data::InkRange anything{{0.0, 0.0}, {1.0, 28.0}};

data::Prepared prepared(const data::GrayImage& image) {
    return data::prepare_digit(image, "seven.png", anything);
}

/// `ink` in a box of rows [top, bottom) and columns [left, right) on `paper`.
struct Drawing {
    std::size_t rows = 60, cols = 80;
    std::size_t top = 10, bottom = 50, left = 20, right = 30;
    std::uint8_t paper = 0, ink = 255;

    [[nodiscard]] data::GrayImage image() const {
        data::GrayImage drawn(rows, cols);
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t col = 0; col < cols; ++col) {
                const bool inside =
                    row >= top && row < bottom && col >= left && col < right;
                drawn.at(row, col) = inside ? ink : paper;
            }
        }
        return drawn;
    }
};

struct Extent {
    std::size_t top = 28, bottom = 0, left = 28, right = 0;
};

/// The smallest box around everything that is not paper.
Extent extent(const data::GrayImage& image) {
    Extent box;
    for (std::size_t row = 0; row < image.rows; ++row) {
        for (std::size_t col = 0; col < image.cols; ++col) {
            if (image.at(row, col) == 0) continue;
            box.top = std::min(box.top, row);
            box.bottom = std::max(box.bottom, row + 1);
            box.left = std::min(box.left, col);
            box.right = std::max(box.right, col + 1);
        }
    }
    return box;
}

std::pair<double, double> centre_of_mass(const data::GrayImage& image) {
    double mass = 0, row_moment = 0, col_moment = 0;
    for (std::size_t row = 0; row < image.rows; ++row) {
        for (std::size_t col = 0; col < image.cols; ++col) {
            const double ink = image.at(row, col);
            mass += ink;
            row_moment += ink * (static_cast<double>(row) + 0.5);
            col_moment += ink * (static_cast<double>(col) + 0.5);
        }
    }
    return {row_moment / mass, col_moment / mass};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prepare)

BOOST_AUTO_TEST_CASE(a_bar_is_fitted_to_twenty_rows_in_the_middle) {
    const data::Prepared bar = prepared(Drawing().image());  // 40 x 10
    BOOST_TEST(bar.image.rows == 28u);
    BOOST_TEST(bar.image.cols == 28u);
    const Extent box = extent(bar.image);
    BOOST_TEST(box.bottom - box.top == 20u);
    BOOST_TEST(box.right - box.left == 5u);
    BOOST_TEST(bar.image.at(14, 14) == 255);
    BOOST_TEST(bar.notes.empty());
}

BOOST_AUTO_TEST_CASE(a_wide_drawing_is_fitted_to_twenty_columns) {
    const data::Prepared dash =
        prepared(Drawing{.top = 20, .bottom = 30, .left = 10, .right = 70}.image());
    const Extent box = extent(dash.image);
    BOOST_TEST(box.right - box.left == 20u);
    BOOST_TEST(box.bottom - box.top == 3u);
}

BOOST_AUTO_TEST_CASE(the_picture_is_kept_as_it_was_given) {
    const data::GrayImage drawn = Drawing{.paper = 200, .ink = 10}.image();
    BOOST_TEST((prepared(drawn).before == drawn));
}

BOOST_AUTO_TEST_CASE(dark_ink_on_bright_paper_is_inverted_and_says_so) {
    const data::Prepared light = prepared(Drawing().image());
    const data::Prepared dark = prepared(Drawing{.paper = 255, .ink = 0}.image());
    BOOST_TEST((dark.image == light.image));
    BOOST_TEST(dark.notes ==
                   std::vector<std::string>{"inverted, because the border is bright"},
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(grey_ink_on_grey_paper_comes_to_full_contrast) {
    BOOST_TEST((prepared(Drawing{.paper = 190, .ink = 90}.image()).image ==
                prepared(Drawing().image()).image));
}

BOOST_AUTO_TEST_CASE(the_grain_of_the_paper_disappears) {
    data::GrayImage drawn = Drawing{.paper = 40, .ink = 240}.image();
    const data::GrayImage clean = prepared(drawn).image;
    Random random(1);
    for (auto& pixel : drawn.pixels) {
        if (pixel == 40) pixel = static_cast<std::uint8_t>(30 + random.below(20));
    }
    BOOST_TEST((prepared(drawn).image == clean));
}

BOOST_AUTO_TEST_CASE(the_centre_of_mass_comes_within_half_a_pixel_of_the_middle) {
    const data::DataSet digits = data::draw_digits(200, 5);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto [row, col] = centre_of_mass(prepared(digits.image(i)).image);
        BOOST_TEST(std::abs(row - 14.0) <= 0.5 + 1e-9);
        BOOST_TEST(std::abs(col - 14.0) <= 0.5 + 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(size_and_place_of_the_drawing_do_not_matter) {
    const data::GrayImage small =
        prepared(
            Drawing{
                .rows = 28, .cols = 28, .top = 2, .bottom = 22, .left = 3, .right = 8}
                .image())
            .image;
    const data::GrayImage large = prepared(Drawing{.rows = 900,
                                                   .cols = 700,
                                                   .top = 300,
                                                   .bottom = 700,
                                                   .left = 500,
                                                   .right = 600}
                                               .image())
                                      .image;
    BOOST_TEST((small == large));
}

BOOST_AUTO_TEST_CASE(a_hairline_in_a_large_picture_is_not_lost) {
    data::GrayImage drawn(1000, 1000);
    for (std::size_t i = 100; i < 900; ++i) drawn.at(i, i) = 255;
    const data::GrayImage line = prepared(drawn).image;
    const Extent box = extent(line);
    BOOST_TEST(box.bottom - box.top == 20u);
    BOOST_TEST(*std::max_element(line.pixels.begin(), line.pixels.end()) == 255);
}

RC_BOOST_PROP(any_picture_with_contrast_gives_28_by_28_with_full_contrast, ()) {
    const auto side = [] { return *rc::gen::inRange<std::size_t>(3, 70); };
    data::GrayImage noise(side(), side());
    Random random(*rc::gen::arbitrary<std::uint64_t>());
    for (auto& pixel : noise.pixels) pixel = static_cast<std::uint8_t>(random.bits());
    try {
        const data::GrayImage image = prepared(noise).image;
        RC_ASSERT(image.rows == 28u && image.cols == 28u);
        RC_ASSERT(*std::max_element(image.pixels.begin(), image.pixels.end()) == 255);
    } catch (const InputError&) {  // the ink is on the border and nowhere else
    }
}

BOOST_AUTO_TEST_CASE(a_blank_picture_is_refused) {
    BOOST_CHECK_EXCEPTION(
        prepared(Drawing{.paper = 250, .ink = 230}.image()),
        InputError,
        says("seven.png: expected a digit that differs from its paper, "
             "found 20 of 255 shades between them; write darker, or on "
             "clean paper"));
}

BOOST_AUTO_TEST_CASE(a_picture_without_room_for_a_border_is_refused) {
    BOOST_CHECK_EXCEPTION(
        prepared(data::GrayImage(2, 90)),
        InputError,
        says("seven.png: expected a picture of at least 3x3 pixels, found "
             "2x90; the border must show the paper"));
}

BOOST_AUTO_TEST_CASE(strokes_much_broader_than_the_training_set_are_noted) {
    const data::InkRange usual = data::ink_range(data::draw_digits(500, 1));
    const data::GrayImage blob = Drawing{.left = 10, .right = 60}.image();
    const data::Prepared read = data::prepare_digit(blob, "blob.png", usual);
    BOOST_TEST(read.notes.size() == 2u);
    BOOST_TEST(read.notes.at(0).starts_with("the strokes are "));
    BOOST_TEST(read.notes.at(0).ends_with(": a finer pen may be read better"));
    BOOST_TEST(read.notes.at(1).find(" % of the image is ink") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
