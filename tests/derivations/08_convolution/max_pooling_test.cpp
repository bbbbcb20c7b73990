/// Tests of derivations/08_convolution/max_pooling.hpp beyond the contract that every
/// step passes.
#include "derivations/08_convolution/max_pooling.hpp"

#include "derivations/01_rules/maximum.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::MaxPooling;
using chainrule::ValueError;
using chainrule::Window;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(max_pooling)

BOOST_AUTO_TEST_CASE(two_windows_and_a_column_left_over_by_hand) {
    //   1 5 2 0 9
    //   3 4 8 6 9   the last column fills no window
    const arma::mat image = arma::vec{1, 5, 2, 0, 9, 3, 4, 8, 6, 9};
    const auto [outputs, saved] = Step::forward(image, {2, 5, 1, 2, 2, 0});
    BOOST_TEST(equal(outputs, arma::vec{5, 8}));
    BOOST_TEST(equal(Step::vjp(saved, arma::vec{10, 20}).inputs_bar,
                     arma::vec{0, 10, 0, 0, 0, 0, 0, 20, 0, 0}));
}

BOOST_AUTO_TEST_CASE(each_channel_has_a_winner_of_its_own) {
    // Two pixels above two, with channels (1, -1), (2, -2), (3, -3), (4, -4)
    const arma::mat image = arma::vec{1, -1, 2, -2, 3, -3, 4, -4};
    const auto [outputs, saved] = Step::forward(image, {2, 2, 2, 2, 2, 0});
    BOOST_TEST(equal(outputs, arma::vec{4, -1}));
    BOOST_TEST(equal(Step::vjp(saved, arma::vec{10, 20}).inputs_bar,
                     arma::vec{0, 20, 0, 0, 0, 0, 10, 0}));
}

BOOST_AUTO_TEST_CASE(a_pixel_that_wins_twice_gets_both_cotangents) {
    // Windows of 2 x 2, one pixel apart, over one row of three above another
    const arma::mat image = arma::vec{0, 7, 0, 0, 0, 0};
    const auto [outputs, saved] = Step::forward(image, {2, 3, 1, 2, 1, 0});
    BOOST_TEST(equal(outputs, arma::vec{7, 7}));
    BOOST_TEST(equal(Step::vjp(saved, arma::vec{1, 10}).inputs_bar,
                     arma::vec{0, 11, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(of_pixels_that_tie_the_first_gets_all) {
    const auto [outputs, saved] =
        Step::forward(arma::mat(arma::vec{0, 3, 3, 3}), {2, 2, 1, 2, 2, 0});
    BOOST_TEST(equal(Step::vjp(saved, arma::vec{8}).inputs_bar, arma::vec{0, 8, 0, 0}));
}

BOOST_AUTO_TEST_CASE(one_window_over_the_whole_image_is_the_maximum) {
    const arma::mat images = random_matrix(9, 4, 1), bars = random_matrix(1, 4, 2);
    const auto [outputs, saved] = Step::forward(images, {3, 3, 1, 3, 1, 0});
    const auto maximum = chainrule::Maximum::forward(images);
    BOOST_TEST(equal<double>(outputs, maximum.maxima));
    BOOST_TEST(equal(Step::vjp(saved, bars).inputs_bar,
                     chainrule::Maximum::vjp<double>(maximum.saved, bars).inputs_bar));
}

BOOST_AUTO_TEST_CASE(a_complex_argument_is_compared_by_its_real_part) {
    const arma::cx_mat image =
        arma::cx_vec{{1.0, 100.0}, {2.0, 0.5}, {-5.0, 7.0}, {0.0, 0.0}};
    const auto output = Step::forward(image, {2, 2, 1, 2, 2, 0}).outputs(0);
    BOOST_TEST(output.real() == 2.0);
    BOOST_TEST(output.imag() == 0.5);
}

BOOST_AUTO_TEST_CASE(hot_form_keeps_its_storage_and_forgets_what_it_held) {
    const Window window{5, 4, 3, 2, 2, 0};
    const arma::mat images = random_matrix(60, 3, 1), bars = random_matrix(12, 3, 2);
    const auto [outputs, saved] = Step::forward(images, window);

    arma::mat hot(12, 3, arma::fill::value(1e9)), inputs_bar(60, 3, arma::fill::ones);
    arma::umat winners(12, 3, arma::fill::zeros);
    const double *place = hot.memptr(), *bar_place = inputs_bar.memptr();
    Step::forward_into(hot, winners, images, window);
    Step::vjp_into(inputs_bar, winners, window, bars);
    BOOST_TEST(equal(hot, outputs));
    BOOST_TEST(equal(inputs_bar, Step::vjp(saved, bars).inputs_bar));
    BOOST_TEST(hot.memptr() == place);
    BOOST_TEST(inputs_bar.memptr() == bar_place);
}

BOOST_AUTO_TEST_CASE(padding_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(random_matrix(4, 1, 1), {2, 2, 1, 2, 2, 1}),
                          ValueError,
                          says("max_pooling: need a window without padding, got 1"));
}

BOOST_AUTO_TEST_SUITE_END()
