/// Tests of chainrule/data/strokes.hpp.
#include "chainrule/data/strokes.hpp"

#include "tests/chainrule/data/make_files.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

namespace data = chainrule::data;
using chainrule::tests::same;

namespace {

std::size_t ink(const data::DataSet& digits, std::size_t i) {
    const auto image = digits.pixels.col(i);
    return std::accumulate(image.begin(), image.end(), std::size_t{0});
}

/// The share of `tested` that a linear classifier fitted to `trained` reads correctly:
/// least squares on the one-hot labels, by the normal equations.
double linear_accuracy(const data::DataSet& trained, const data::DataSet& tested) {
    const auto with_bias = [](const data::DataSet& digits) {
        arma::mat inputs = arma::conv_to<arma::mat>::from(digits.pixels) / 255.0;
        inputs.insert_rows(0, arma::rowvec(digits.size(), arma::fill::ones));
        return inputs;
    };
    const arma::mat inputs = with_bias(trained);
    arma::mat targets(10, trained.size(), arma::fill::zeros);
    for (std::size_t n = 0; n < trained.size(); ++n)
        targets(trained.labels[n], n) = 1.0;
    arma::mat gram = inputs * inputs.t();
    gram.diag() += 1.0;
    const arma::mat weights =
        arma::solve(gram, inputs * targets.t(), arma::solve_opts::likely_sympd);

    const arma::urowvec predicted = arma::index_max(weights.t() * with_bias(tested), 0);
    std::size_t right = 0;
    for (std::size_t n = 0; n < tested.size(); ++n)
        right += predicted(n) == tested.labels[n];
    return static_cast<double>(right) / static_cast<double>(tested.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strokes)

BOOST_AUTO_TEST_CASE(digits_are_28_by_28_with_one_label_each) {
    const data::DataSet digits = data::draw_digits(7, 1);
    BOOST_TEST(digits.image_rows == 28u);
    BOOST_TEST(digits.image_cols == 28u);
    BOOST_TEST(digits.pixels.n_rows == 784u);
    BOOST_TEST(digits.pixels.n_cols == 7u);
    BOOST_TEST(digits.size() == 7u);
}

BOOST_AUTO_TEST_CASE(a_longer_set_begins_with_the_shorter_one) {
    const data::DataSet longer = data::draw_digits(50, 9);
    std::vector<std::size_t> first(20);
    std::iota(first.begin(), first.end(), std::size_t{0});
    BOOST_TEST(same(data::draw_digits(20, 9), data::select(longer, first)));
}

BOOST_AUTO_TEST_CASE(another_seed_draws_other_digits) {
    BOOST_TEST(!same(data::draw_digits(20, 1), data::draw_digits(20, 2)));
}

BOOST_AUTO_TEST_CASE(every_digit_is_about_equally_frequent) {
    const data::DataSet digits = data::draw_digits(5000, 1);
    std::array<int, 10> counts{};
    for (const auto label : digits.labels) ++counts.at(label);
    for (const int count : counts) BOOST_TEST(std::abs(count - 500) < 110);  // 5 sigma
}

BOOST_AUTO_TEST_CASE(every_image_has_ink_and_paper) {
    const data::DataSet digits = data::draw_digits(2000, 3);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const double mean = static_cast<double>(ink(digits, i)) / (784 * 255);
        BOOST_TEST((0.02 < mean && mean < 0.4));
    }
}

BOOST_AUTO_TEST_CASE(no_two_of_a_thousand_are_equal) {
    const data::DataSet digits = data::draw_digits(1000, 4);
    std::vector<std::vector<std::uint8_t>> images;
    for (std::size_t i = 0; i < digits.size(); ++i)
        images.push_back(digits.image(i).pixels);
    std::sort(images.begin(), images.end());
    BOOST_TEST((std::adjacent_find(images.begin(), images.end()) == images.end()));
}

BOOST_AUTO_TEST_CASE(a_linear_classifier_reads_some_but_fails_visibly) {
    const double accuracy =
        linear_accuracy(data::draw_digits(4000, 1), data::draw_digits(1000, 2));
    BOOST_TEST(accuracy > 0.5);
    BOOST_TEST(accuracy < 0.9);
}

BOOST_AUTO_TEST_SUITE_END()
