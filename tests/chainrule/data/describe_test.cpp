/// Tests of chainrule/data/describe.hpp.
#include "chainrule/data/describe.hpp"

#include "tests/chainrule/data/make_files.hpp"

#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
namespace tt = boost::test_tools;
using chainrule::tests::random_images;

BOOST_AUTO_TEST_SUITE(describe)

BOOST_AUTO_TEST_CASE(three_images_of_two_pixels_by_hand) {
    data::DataSet images = random_images(3, 1, 2, 1);
    images.pixels = {{10, 20, 60}, {5, 5, 5}};
    images.labels = {4, 4, 0};
    const data::Description about = data::describe(images);
    BOOST_TEST(about.examples == 3u);
    BOOST_TEST(about.image_rows == 1u);
    BOOST_TEST(about.image_cols == 2u);
    BOOST_TEST(about.examples_of[4] == 2u);
    BOOST_TEST(about.examples_of[0] == 1u);
    BOOST_TEST(about.examples_of[9] == 0u);
    BOOST_TEST(about.mean == 17.5 / 255.0, tt::tolerance(1e-14));
    // the mean of 100, 400, 3600, 25, 25, 25 less 17.5 squared
    BOOST_TEST(about.standard_deviation == std::sqrt(4175.0 / 6.0 - 306.25) / 255.0,
               tt::tolerance(1e-12));
    BOOST_TEST(about.lowest == 5);
    BOOST_TEST(about.highest == 60);
    BOOST_TEST(about.constant_pixels == 1u);
}

BOOST_AUTO_TEST_CASE(one_image_varies_nowhere_along_the_set) {
    BOOST_TEST(data::describe(random_images(1, 4, 4, 1)).constant_pixels == 16u);
}

BOOST_AUTO_TEST_SUITE_END()
