/// Tests of chainrule/train/test_report.hpp.
#include "chainrule/train/test_report.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

/// Four images of one pixel; the second and the third are read wrongly.
struct Example {
    Example() {
        test.pixels = arma::Mat<std::uint8_t>{{10, 20, 30, 40}};
        test.labels = {0, 1, 2, 2};
        test.image_rows = test.image_cols = 1;
    }
    chainrule::data::DataSet test;
    arma::fmat logits = {{4, 1, 9, 0}, {0, 0, 0, 0}, {0, 0, 0, 5}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(test_report, Example)

BOOST_AUTO_TEST_CASE(rows_are_true_classes_and_columns_predicted_ones) {
    BOOST_TEST(equal(confusion_matrix(test, logits),
                     arma::umat{{1, 0, 0}, {1, 0, 0}, {1, 0, 1}}));
}

BOOST_AUTO_TEST_CASE(the_largest_loss_comes_first) {
    const auto wrong = worst_misread(test, logits, "cross-entropy", 25);
    BOOST_TEST_REQUIRE(wrong.size() == 2u);
    BOOST_TEST(wrong[0].index == 2u);
    BOOST_TEST(wrong[0].label == 2u);
    BOOST_TEST(wrong[0].predicted == 0u);
    BOOST_TEST(wrong[0].pixels == std::vector<std::uint8_t>{30}, tt::per_element());
    BOOST_TEST(wrong[1].loss == std::log(std::exp(1.0) + 2.0), tt::tolerance(1e-6));
    BOOST_TEST(wrong[1].probability == std::exp(1.0) / (std::exp(1.0) + 2.0),
               tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(no_more_are_given_than_asked_for) {
    BOOST_TEST(worst_misread(test, logits, "mse", 1).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
