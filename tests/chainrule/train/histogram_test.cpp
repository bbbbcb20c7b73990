/// Tests of chainrule/train/histogram.hpp.
#include "chainrule/train/histogram.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

using namespace chainrule::train;

namespace {

std::uint64_t counted(const ActivationHistogram& histogram) {
    return std::accumulate(
        histogram.counts.begin(), histogram.counts.end(), histogram.zeros);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histogram)

BOOST_AUTO_TEST_CASE(zeros_are_counted_apart) {
    std::vector<ActivationHistogram> all;
    append_histogram(all, 0, "1 relu", arma::fmat{{0, 0, 0.5f}});
    BOOST_TEST(all[0].zeros == 2u);
    BOOST_TEST(all[0].low == 0.0);
    BOOST_TEST(all[0].high == 0.5);
    BOOST_TEST(all[0].counts.size() == 40u);
    BOOST_TEST(all[0].counts.back() == 1u);  // the top edge belongs to the last bin
}

BOOST_AUTO_TEST_CASE(values_of_both_signs_have_a_range_around_zero) {
    std::vector<ActivationHistogram> all;
    append_histogram(all, 0, "1 tanh", arma::fmat{{-0.9f, 0.3f}});
    BOOST_TEST(all[0].low == -1.0);
    BOOST_TEST(all[0].counts[2] == 1u);   // -0.9 lies in [-0.9, -0.85)
    BOOST_TEST(all[0].counts[26] == 1u);  // 0.3 lies in [0.3, 0.35)
}

BOOST_AUTO_TEST_CASE(a_wider_epoch_widens_the_earlier_ones_and_loses_nothing) {
    const arma::fmat early = {{0.1f, 0.9f, 0.0f}}, late = {{3.9f, 0.1f}};
    std::vector<ActivationHistogram> all, at_once;
    append_histogram(all, 0, "1 relu", early);
    append_histogram(all, 1, "1 relu", late);
    BOOST_TEST(all[0].high == 4.0);
    BOOST_TEST(all[1].high == 4.0);
    BOOST_TEST(counted(all[0]) == 3u);

    append_histogram(at_once, 1, "1 relu", late);
    append_histogram(at_once, 0, "1 relu", early);
    BOOST_TEST(all[0].counts == at_once[1].counts, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_first_negative_value_turns_the_range_to_both_sides) {
    const arma::fmat early = {{0.1f, 0.9f, 1.9f}}, late = arma::fvec{-0.3f};
    std::vector<ActivationHistogram> all, at_once;
    append_histogram(all, 0, "2 linear", early);
    append_histogram(all, 1, "2 linear", late);
    BOOST_TEST(all[0].low == -2.0);
    BOOST_TEST(all[0].high == 2.0);

    append_histogram(at_once, 0, "2 linear", arma::fvec{-2.0f});
    append_histogram(at_once, 1, "2 linear", early);
    BOOST_TEST(all[0].counts == at_once[1].counts, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(layers_have_ranges_of_their_own) {
    std::vector<ActivationHistogram> all;
    append_histogram(all, 0, "1 relu", arma::fvec{0.5f});
    append_histogram(all, 0, "2 relu", arma::fvec{8.0f});
    BOOST_TEST(all[0].high == 0.5);
    BOOST_TEST(all[1].high == 8.0);
}

BOOST_AUTO_TEST_CASE(a_layer_that_is_all_zero_has_a_range_too) {
    std::vector<ActivationHistogram> all;
    append_histogram(all, 0, "1 relu", arma::fmat(2, 3, arma::fill::zeros));
    BOOST_TEST(all[0].zeros == 6u);
    BOOST_TEST(all[0].high == 1.0);
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_is_left_out) {
    std::vector<ActivationHistogram> all;
    append_histogram(
        all, 0, "1 relu", arma::fmat{{arma::fdatum::inf, arma::fdatum::nan, 1.0f}});
    BOOST_TEST(all[0].high == 1.0);
    BOOST_TEST(counted(all[0]) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
