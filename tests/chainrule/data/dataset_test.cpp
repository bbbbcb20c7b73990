/// Tests of chainrule/data/dataset.hpp.
#include "chainrule/data/dataset.hpp"

#include "tests/chainrule/data/make_files.hpp"

#include <boost/test/unit_test.hpp>

namespace data = chainrule::data;
using chainrule::tests::random_images;
using chainrule::tests::same;

namespace {

using Indices = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(dataset)

BOOST_AUTO_TEST_CASE(an_image_is_a_column_read_row_by_row) {
    data::DataSet images = random_images(2, 2, 3, 1);
    images.pixels.col(1) = arma::Col<std::uint8_t>{1, 2, 3, 4, 5, 6};
    const data::GrayImage image = images.image(1);
    BOOST_TEST(image.rows == 2u);
    BOOST_TEST(image.cols == 3u);
    BOOST_TEST(image.at(0, 2) == 3);
    BOOST_TEST(image.at(1, 0) == 4);
}

BOOST_AUTO_TEST_CASE(a_selection_has_the_examples_in_the_order_asked_for) {
    const data::DataSet images = random_images(5, 4, 3, 2);
    const data::DataSet chosen = data::select(images, Indices{4, 0, 4});
    BOOST_TEST(chosen.size() == 3u);
    BOOST_TEST((chosen.image(0) == images.image(4)));
    BOOST_TEST((chosen.image(1) == images.image(0)));
    BOOST_TEST((chosen.image(2) == images.image(4)));
    BOOST_TEST(chosen.labels[1] == images.labels[0]);
}

BOOST_AUTO_TEST_CASE(selecting_everything_changes_nothing) {
    const data::DataSet images = random_images(3, 4, 3, 3);
    BOOST_TEST(same(data::select(images, Indices{0, 1, 2}), images));
}

BOOST_AUTO_TEST_SUITE_END()
