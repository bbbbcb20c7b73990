/// Tests of derivations/08_convolution/im2col.hpp beyond the contract that every step
/// passes, and of the window that the chapter's steps share.
#include "derivations/08_convolution/im2col.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Im2col;
using chainrule::ShapeError;
using chainrule::ValueError;
using chainrule::Window;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(im2col)

BOOST_AUTO_TEST_CASE(two_rows_and_three_columns_by_hand) {
    //   1 2 3
    //   4 5 6
    const arma::mat image = arma::vec{1, 2, 3, 4, 5, 6};
    const auto [patches, saved] = Step::forward(image, {2, 3, 1, 2, 1, 0});
    BOOST_TEST(equal(patches, {{1, 2}, {2, 3}, {4, 5}, {5, 6}}));

    // The pixels 2 and 5 lie under both positions
    const arma::mat bars = {{1, 10}, {2, 20}, {3, 30}, {4, 40}};
    BOOST_TEST(equal(Step::vjp(saved, bars).inputs_bar,
                     arma::vec{1, 2 + 10, 20, 3, 4 + 30, 40}));
}

BOOST_AUTO_TEST_CASE(padding_is_zero_and_a_row_that_fills_no_stride_is_not_read) {
    // One channel, 2 x 2, a border of zeros, stride 2: of 4 rows the last is not read
    const arma::mat image = arma::vec{1, 2, 3, 4};
    const auto [patches, saved] = Step::forward(image, {2, 2, 1, 3, 2, 1});
    BOOST_TEST(equal(patches, arma::vec{0, 0, 0, 0, 1, 2, 0, 3, 4}));

    const auto [unpadded, kept] = Step::forward(image, {2, 2, 1, 1, 2, 0});
    BOOST_TEST(equal(unpadded, arma::vec{1}));
    BOOST_TEST(equal(Step::vjp(kept, arma::mat{7}).inputs_bar, arma::vec{7, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(channels_of_a_pixel_stay_together_and_examples_apart) {
    // Pixels a and b of two channels, two images
    const arma::mat images = {{1, 5}, {2, 6}, {3, 7}, {4, 8}};
    const auto [patches, saved] = Step::forward(images, {1, 2, 2, 1, 1, 0});
    BOOST_TEST(equal(patches, {{1, 3, 5, 7}, {2, 4, 6, 8}}));
}

BOOST_AUTO_TEST_CASE(every_entry_is_where_the_statement_says) {
    const Window w{6, 5, 3, 3, 2, 1};
    const arma::mat images = random_matrix(w.image_size(), 2, 1);
    const arma::mat patches = Step::forward(images, w).patches;
    BOOST_TEST(w.rows() == 3u);
    BOOST_TEST(w.cols() == 3u);
    for (arma::uword n = 0; n < 2; ++n)
        for (arma::uword i = 0; i < w.rows(); ++i)
            for (arma::uword j = 0; j < w.cols(); ++j)
                for (arma::uword u = 0; u < w.side; ++u)
                    for (arma::uword v = 0; v < w.side; ++v)
                        for (arma::uword c = 0; c < w.channels; ++c) {
                            // Below 0 is far above the last
                            const arma::uword a = w.stride * i + u - w.padding;
                            const arma::uword b = w.stride * j + v - w.padding;
                            const bool inside = a < w.height && b < w.width;
                            const double want =
                                inside ? images((a * w.width + b) * w.channels + c, n)
                                       : 0.0;
                            BOOST_TEST(patches((u * w.side + v) * w.channels + c,
                                               (n * w.rows() + i) * w.cols() + j) ==
                                       want);
                        }
}

BOOST_AUTO_TEST_CASE(hot_form_forgets_what_its_storage_held) {
    const Window window{4, 5, 2, 3, 2, 1};
    const arma::mat images = random_matrix(window.image_size(), 3, 1);
    const auto [patches, saved] = Step::forward(images, window);
    const arma::mat bars = random_matrix(patches.n_rows, patches.n_cols, 2);

    arma::mat hot(arma::size(patches), arma::fill::ones);
    arma::mat inputs_bar(arma::size(images), arma::fill::ones);
    const double *place = hot.memptr(), *bar_place = inputs_bar.memptr();
    Step::forward_into(hot, images, window);
    Step::vjp_into(inputs_bar, bars, window);
    BOOST_TEST(equal(hot, patches));
    BOOST_TEST(equal(inputs_bar, Step::vjp(saved, bars).inputs_bar));
    BOOST_TEST(hot.memptr() == place);
    BOOST_TEST(inputs_bar.memptr() == bar_place);
}

BOOST_AUTO_TEST_CASE(a_window_that_does_not_fit_is_refused_by_name) {
    const arma::mat image = random_matrix(6, 1, 1);
    const auto refused = [&](const Window& window, std::string_view text) {
        BOOST_CHECK_EXCEPTION(Step::forward(image, window), ValueError, says(text));
    };
    refused({2, 3, 1, 3, 1, 0},
            "im2col: need a window within the padded image, 2x3, got 3x3");
    refused({2, 3, 1, 2, 1, 2},
            "im2col: need a padding below the window's side, 2, got 2");
    refused({2, 3, 1, 2, 0, 0},
            "im2col: need a window with H, W, C, k and s of at least 1, got 0");
    BOOST_CHECK_EXCEPTION(
        Step::forward(image, {2, 2, 1, 2, 1, 0}),
        ShapeError,
        says("im2col: need inputs of 4x1, HWC as in window, got 6x1"));
}

BOOST_AUTO_TEST_SUITE_END()
