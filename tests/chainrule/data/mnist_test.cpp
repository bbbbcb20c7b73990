/// The readers on the real MNIST, which lies beside the checkout where there is one.
#include "chainrule/data/csv.hpp"
#include "chainrule/data/describe.hpp"
#include "chainrule/data/ink.hpp"
#include "chainrule/data/load.hpp"
#include "chainrule/data/strokes.hpp"
#include "tests/chainrule/data/make_files.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>

namespace data = chainrule::data;
namespace fs = std::filesystem;
namespace tt = boost::test_tools;
using chainrule::tests::same;

namespace {

const fs::path folder = fs::path(CHAINRULE_SOURCE_DIR) / "../shared/data/mnist";

/// Read once for all cases.
const data::Split& real_mnist() {
    static const data::Split split = data::load(folder.string());
    return split;
}

/// Says so where it is absent: CTest then counts the suite as skipped.
bool absent() {
    if (fs::exists(folder)) return false;
    std::cout << "skipped: the real MNIST is not beside the checkout\n";
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mnist)

BOOST_AUTO_TEST_CASE(the_counts_and_moments_are_the_published_ones) {
    if (absent()) return;
    const data::Description train = data::describe(real_mnist().train);
    BOOST_TEST(train.examples == 60'000u);
    BOOST_TEST(train.image_rows == 28u);
    BOOST_TEST(train.image_cols == 28u);
    BOOST_TEST(train.mean == 0.1307, tt::tolerance(1e-3));
    BOOST_TEST(train.standard_deviation == 0.3081, tt::tolerance(1e-3));
    const std::array<std::size_t, 10> published{
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
    BOOST_TEST(train.examples_of == published, tt::per_element());
    BOOST_TEST(data::describe(real_mnist().test).examples == 10'000u);
}

BOOST_AUTO_TEST_CASE(sixty_seven_pixels_are_blank_in_every_training_image) {
    if (absent()) return;
    BOOST_TEST(data::describe(real_mnist().train).constant_pixels == 67u);
}

BOOST_AUTO_TEST_CASE(the_first_labels_are_the_known_ones) {
    if (absent()) return;
    const std::vector<std::uint8_t>& labels = real_mnist().train.labels;
    const std::vector<std::uint8_t> first(labels.begin(), labels.begin() + 5);
    BOOST_TEST(first == (std::vector<std::uint8_t>{5, 0, 4, 1, 9}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(written_as_csv_it_is_read_back_the_same) {
    if (absent()) return;
    BOOST_TEST(
        same(data::read_csv({"t10k.csv", chainrule::tests::csv(real_mnist().test)}),
             real_mnist().test));
}

BOOST_AUTO_TEST_CASE(the_built_in_digits_are_about_as_heavy) {
    if (absent()) return;
    const data::InkRange real = data::ink_range(real_mnist().train);
    const data::InkRange drawn = data::ink_range(data::draw_digits(2000, 1));
    BOOST_TEST(drawn.low.mean == real.low.mean, tt::tolerance(0.3));
    BOOST_TEST(drawn.high.mean == real.high.mean, tt::tolerance(0.3));
    BOOST_TEST(drawn.low.thickness == real.low.thickness, tt::tolerance(0.3));
    BOOST_TEST(drawn.high.thickness == real.high.thickness, tt::tolerance(0.3));
}

BOOST_AUTO_TEST_SUITE_END()
