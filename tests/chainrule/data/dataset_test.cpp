/// Tests of chainrule/data/dataset.hpp.
#include "chainrule/data/dataset.hpp"

#include "tests/chainrule/data/make_files.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

namespace data = chainrule::data;
using chainrule::tests::random_images;
using chainrule::tests::same;

namespace {

using Indices = std::vector<std::size_t>;

/// One image of one pixel for each value of a byte.
data::DataSet all_bytes() {
    data::DataSet bytes = random_images(256, 1, 1, 1);
    std::iota(bytes.pixels.begin(), bytes.pixels.end(), 0);
    return bytes;
}

template <class eT>
arma::Mat<eT> all_inputs() {
    Indices which(256);
    std::iota(which.begin(), which.end(), std::size_t{0});
    arma::Mat<eT> inputs;
    arma::urowvec labels;
    data::copy_batch(all_bytes(), which, inputs, labels);
    return inputs;
}

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

BOOST_AUTO_TEST_CASE(a_batch_has_a_column_and_a_label_for_each_index) {
    data::DataSet images = random_images(3, 1, 2, 4);
    images.pixels.col(2) = arma::Col<std::uint8_t>{0, 51};
    images.labels = {7, 8, 9};
    arma::mat inputs;
    arma::urowvec labels;
    data::copy_batch(images, Indices{2, 0}, inputs, labels);
    BOOST_TEST(inputs.n_rows == 2u);
    BOOST_TEST(inputs.n_cols == 2u);
    BOOST_TEST(inputs(0, 0) == 0.0);
    BOOST_TEST(inputs(1, 0) == 0.2, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(labels(0) == 9u);
    BOOST_TEST(labels(1) == 7u);
}

BOOST_AUTO_TEST_CASE(white_is_exactly_one_in_either_precision) {
    BOOST_TEST(all_inputs<float>().max() == 1.0f);
    BOOST_TEST(all_inputs<double>().max() == 1.0);
}

BOOST_AUTO_TEST_CASE(every_byte_is_its_share_of_255_to_rounding) {
    const arma::mat inputs = all_inputs<double>();
    for (std::size_t i = 0; i < 256; ++i) {
        BOOST_TEST(std::abs(inputs(i) - static_cast<double>(i) / 255.0) <= 1.2e-16);
    }
}

BOOST_AUTO_TEST_CASE(a_batch_of_the_same_size_reuses_its_storage) {
    const data::DataSet images = random_images(6, 4, 4, 5);
    arma::fmat inputs;
    arma::urowvec labels;
    data::copy_batch(images, Indices{0, 1, 2}, inputs, labels);
    const float* const before = inputs.memptr();
    data::copy_batch(images, Indices{3, 4, 5}, inputs, labels);
    BOOST_TEST(inputs.memptr() == before);
}

BOOST_AUTO_TEST_SUITE_END()
