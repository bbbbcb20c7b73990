/// Tests of derivations/08_convolution/average_pooling.hpp beyond the contract that
/// every step passes.
#include "derivations/08_convolution/average_pooling.hpp"

#include "derivations/08_convolution/convolution.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::AveragePooling;
using chainrule::ValueError;
using chainrule::Window;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

BOOST_AUTO_TEST_SUITE(average_pooling)

BOOST_AUTO_TEST_CASE(two_windows_and_a_column_left_over_by_hand) {
    //   1 5 2 0 9
    //   3 7 8 6 9   the last column fills no window
    const arma::mat image = arma::vec{1, 5, 2, 0, 9, 3, 7, 8, 6, 9};
    const auto [outputs, saved] = Step::forward(image, {2, 5, 1, 2, 2, 0});
    BOOST_TEST(equal(outputs, arma::vec{4, 4}));
    BOOST_TEST(equal(Step::vjp(saved, arma::vec{4, 8}).inputs_bar,
                     arma::vec{1, 1, 2, 2, 0, 1, 1, 2, 2, 0}));
}

BOOST_AUTO_TEST_CASE(it_is_a_convolution_whose_kernel_is_one_over_the_pixels) {
    const Window window{5, 4, 2, 3, 1, 0};  // overlapping
    const arma::mat images = random_matrix(40, 3, 1), bars = random_matrix(12, 3, 2);
    const arma::mat one_channel(1, 9, arma::fill::value(1.0 / 9));
    const arma::mat kernels = arma::kron(one_channel, arma::mat(2, 2, arma::fill::eye));
    const auto convolution = chainrule::Convolution::forward(
        kernels, images, arma::vec(2, arma::fill::zeros), window);
    const auto [outputs, saved] = Step::forward(images, window);
    BOOST_TEST(scaled_error(outputs, convolution.outputs) < 8 * eps);
    BOOST_TEST(
        scaled_error(Step::vjp(saved, bars).inputs_bar,
                     chainrule::Convolution::vjp(convolution.saved, bars).inputs_bar) <
        8 * eps);
}

BOOST_AUTO_TEST_CASE(hot_form_keeps_its_storage_and_forgets_what_it_held) {
    const Window window{5, 4, 3, 2, 2, 0};
    const arma::mat images = random_matrix(60, 3, 1), bars = random_matrix(12, 3, 2);
    const auto [outputs, saved] = Step::forward(images, window);
    arma::mat hot(12, 3, arma::fill::ones), inputs_bar(60, 3, arma::fill::ones);
    const double *place = hot.memptr(), *bar_place = inputs_bar.memptr();
    Step::forward_into(hot, images, window);
    Step::vjp_into(inputs_bar, window, bars);
    BOOST_TEST(equal(hot, outputs));
    BOOST_TEST(equal(inputs_bar, Step::vjp(saved, bars).inputs_bar));
    BOOST_TEST(hot.memptr() == place);
    BOOST_TEST(inputs_bar.memptr() == bar_place);
}

BOOST_AUTO_TEST_CASE(padding_is_refused) {
    BOOST_CHECK_EXCEPTION(
        Step::forward(random_matrix(4, 1, 1), {2, 2, 1, 2, 2, 1}),
        ValueError,
        says("average_pooling: need a window without padding, got 1"));
}

BOOST_AUTO_TEST_SUITE_END()
