/// Tests of chainrule/data/ink.hpp.
#include "chainrule/data/ink.hpp"

#include "chainrule/data/gray_image.hpp"

#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
namespace tt = boost::test_tools;

namespace {

/// A bar of `width` x 20 pixels of the given darkness in the middle of 28x28.
data::GrayImage bar(std::size_t width, std::uint8_t darkness) {
    data::GrayImage image(28, 28);
    for (std::size_t row = 4; row < 24; ++row) {
        for (std::size_t col = 10; col < 10 + width; ++col)
            image.at(row, col) = darkness;
    }
    return image;
}

data::Ink measure(const data::GrayImage& image) {
    return data::measure_ink(image.pixels, image.rows, image.cols);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ink)

BOOST_AUTO_TEST_CASE(the_mean_is_the_share_of_ink) {
    BOOST_TEST(measure(bar(2, 255)).mean == 40.0 / 784.0, tt::tolerance(1e-12));
    BOOST_TEST(measure(bar(2, 51)).mean == 8.0 / 784.0, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_thickness_of_a_long_bar_is_its_width_less_its_ends) {
    // 2 w l / (2 l + 2 w), less a corner where both differences fall on one pixel
    for (const std::size_t width : {1, 2, 3}) {
        const double w = static_cast<double>(width);
        BOOST_TEST(measure(bar(width, 255)).thickness == 20.0 * w / (20.0 + w),
                   tt::tolerance(0.03));
    }
}

BOOST_AUTO_TEST_CASE(the_thickness_does_not_depend_on_the_darkness) {
    BOOST_TEST(measure(bar(3, 60)).thickness == measure(bar(3, 240)).thickness,
               tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_blank_image_has_no_ink_and_no_thickness) {
    const data::Ink blank = measure(data::GrayImage(5, 5));
    BOOST_TEST(blank.mean == 0.0);
    BOOST_TEST(blank.thickness == 0.0);
}

BOOST_AUTO_TEST_CASE(the_range_leaves_out_the_lowest_and_the_highest_hundredth) {
    // 201 images with 1, 2, ... 201 of 784 pixels black
    data::DataSet images;
    images.image_rows = images.image_cols = 28;
    images.pixels.zeros(784, 201);
    images.labels.resize(201);
    for (std::size_t i = 0; i < 201; ++i) images.pixels.col(i).head(i + 1).fill(255);
    const data::InkRange range = data::ink_range(images);
    BOOST_TEST(range.low.mean == 3.0 / 784.0, tt::tolerance(1e-12));
    BOOST_TEST(range.high.mean == 199.0 / 784.0, tt::tolerance(1e-12));
    BOOST_TEST(range.low.thickness < range.high.thickness);
}

BOOST_AUTO_TEST_SUITE_END()
