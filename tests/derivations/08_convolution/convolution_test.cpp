/// Tests of derivations/08_convolution/convolution.hpp beyond the contract that every
/// step passes: values worked by hand, the chain of its parts, the hot form.
#include "derivations/08_convolution/convolution.hpp"

#include "derivations/02_affine/linear.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using Step = chainrule::Convolution;
using chainrule::Im2col;
using chainrule::Linear;
using chainrule::Window;
using chainrule::tests::eps;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using chainrule::tests::scaled_error;

namespace {

struct Example {
    Window window{5, 4, 2, 3, 2, 1};  // 3 x 2 positions
    arma::mat kernels = random_matrix(4, 18, 1);
    arma::mat inputs = random_matrix(40, 3, 2);
    arma::vec bias = random_matrix(4, 1, 3);
    arma::mat outputs_bar = random_matrix(24, 3, 4);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(convolution)

BOOST_AUTO_TEST_CASE(one_kernel_over_three_by_three_pixels_by_hand) {
    //   1 2 3
    //   4 5 6   under   1 0    gives   1 - 10   2 - 12
    //   7 8 9           0 -2           4 - 16   5 - 18
    const arma::mat image = arma::regspace(1, 9), kernel = {{1, 0, 0, -2}};
    const auto [outputs, saved] =
        Step::forward(kernel, image, arma::vec{100}, {3, 3, 1, 2, 1, 0});
    BOOST_TEST(equal(outputs, arma::vec{91, 90, 88, 87}));

    const auto bars = Step::vjp(saved, arma::vec{1, 2, 3, 4});
    // Entry (u, v): the cotangents laid over the pixels from (u, v) on
    BOOST_TEST(equal(
        bars.kernels_bar,
        {{1 + 4 + 12 + 20, 2 + 6 + 15 + 24, 4 + 10 + 21 + 32, 5 + 12 + 24 + 36}}));
    BOOST_TEST(equal(bars.bias_bar, arma::vec{10}));
    //   1  2  0
    //   3  4  0, and -2 times the same one pixel further down and right
    //   0  0  0
    BOOST_TEST(equal(bars.inputs_bar, arma::vec{1, 2, 0, 3, 4 - 2, -4, 0, -6, -8}));
}

BOOST_AUTO_TEST_CASE(a_kernel_of_one_pixel_is_an_affine_layer_for_each_pixel) {
    const arma::mat kernels = random_matrix(3, 2, 1), pixels = random_matrix(2, 6, 2);
    const arma::vec bias = random_matrix(3, 1, 3);
    const arma::mat image = arma::vectorise(pixels);  // 2 x 3 pixels of two channels
    const arma::mat got =
        Step::forward(kernels, image, bias, {2, 3, 2, 1, 1, 0}).outputs;
    const arma::mat want = Linear::forward(kernels, pixels, bias).outputs;
    BOOST_TEST(equal<double>(got, arma::vectorise(want)));
}

BOOST_AUTO_TEST_CASE(a_kernel_as_large_as_the_image_is_an_affine_layer) {
    const arma::mat weights = random_matrix(4, 18, 1), inputs = random_matrix(18, 5, 2);
    const arma::vec bias = random_matrix(4, 1, 3);
    const arma::mat outputs_bar = random_matrix(4, 5, 4);
    const auto linear = Linear::forward(weights, inputs, bias);
    const auto [outputs, saved] =
        Step::forward(weights, inputs, bias, {3, 3, 2, 3, 1, 0});
    BOOST_TEST(equal(outputs, linear.outputs));
    const auto got = Step::vjp(saved, outputs_bar);
    const auto want = Linear::vjp(linear.saved, outputs_bar);
    BOOST_TEST(equal(got.kernels_bar, want.weights_bar));
    BOOST_TEST(equal(got.inputs_bar, want.inputs_bar));
    BOOST_TEST(equal(got.bias_bar, want.bias_bar));
}

BOOST_FIXTURE_TEST_CASE(it_is_the_chain_of_im2col_and_the_affine_layer, Example) {
    const auto [outputs, saved] = Step::forward(kernels, inputs, bias, window);
    const auto patches = Im2col::forward(inputs, window);
    const auto linear = Linear::forward(kernels, patches.patches, bias);
    BOOST_TEST(equal<double>(outputs, arma::reshape(linear.outputs, 24, 3)));

    const arma::mat by_position = arma::reshape(outputs_bar, 4, 18);
    const auto chained = Linear::vjp(linear.saved, by_position);
    const auto bars = Step::vjp(saved, outputs_bar);
    BOOST_TEST(equal(bars.kernels_bar, chained.weights_bar));
    BOOST_TEST(equal(bars.bias_bar, chained.bias_bar));
    BOOST_TEST(equal(bars.inputs_bar,
                     Im2col::vjp(patches.saved, chained.inputs_bar).inputs_bar));
}

BOOST_FIXTURE_TEST_CASE(the_image_cotangent_is_the_sum_of_the_rule, Example) {
    const auto [outputs, saved] = Step::forward(kernels, inputs, bias, window);
    const arma::mat got = Step::vjp(saved, outputs_bar).inputs_bar;
    const Window& w = window;
    arma::mat want(arma::size(inputs), arma::fill::zeros);
    for (arma::uword a = 0; a < w.height; ++a)
        for (arma::uword b = 0; b < w.width; ++b)
            for (arma::uword i = 0; i < w.rows(); ++i)
                for (arma::uword j = 0; j < w.cols(); ++j) {
                    // Below 0 is far above k
                    const arma::uword u = a + w.padding - w.stride * i;
                    const arma::uword v = b + w.padding - w.stride * j;
                    if (u >= w.side || v >= w.side) continue;
                    const arma::uword pixel = (a * w.width + b) * 2;
                    const arma::uword place = (u * w.side + v) * 2;
                    const arma::uword position = (i * w.cols() + j) * 4;
                    want.rows(pixel, pixel + 1) +=
                        kernels.cols(place, place + 1).t() *
                        outputs_bar.rows(position, position + 3);
                }
    BOOST_TEST(scaled_error(got, want) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(hot_form_equals_plain_form_to_rounding, Example) {
    const auto [outputs, saved] = Step::forward(kernels, inputs, bias, window);
    const auto bars = Step::vjp(saved, outputs_bar);

    arma::mat hot_outputs, patches, inputs_bar, patches_bar;
    Step::forward_into(hot_outputs, patches, kernels, inputs, bias, window);
    Step::inputs_vjp_into(inputs_bar, patches_bar, kernels, window, outputs_bar);
    arma::mat left(4, 11, arma::fill::zeros), right(4, 7, arma::fill::zeros);
    Step::add_kernels_vjp(left, patches, 0, outputs_bar);
    Step::add_kernels_vjp(right, patches, 11, outputs_bar);
    arma::vec bias_bar(4, arma::fill::zeros);
    Step::add_bias_vjp(bias_bar, outputs_bar);
    BOOST_TEST(scaled_error(hot_outputs, outputs) < 4 * eps);
    BOOST_TEST(scaled_error(inputs_bar, bars.inputs_bar) < 4 * eps);
    BOOST_TEST(scaled_error(arma::join_rows(left, right), bars.kernels_bar) < 8 * eps);
    BOOST_TEST(scaled_error(bias_bar, bars.bias_bar) < 8 * eps);

    // Both are added to what is there
    Step::add_kernels_vjp(left, patches, 0, outputs_bar);
    Step::add_bias_vjp(bias_bar, outputs_bar);
    BOOST_TEST(scaled_error(left, 2 * bars.kernels_bar.head_cols(11)) < 8 * eps);
    BOOST_TEST(scaled_error(bias_bar, 2 * bars.bias_bar) < 8 * eps);
}

BOOST_FIXTURE_TEST_CASE(hot_form_keeps_the_storage_it_is_given, Example) {
    arma::mat outputs(24, 3), patches(18, 18), inputs_bar(40, 3), patches_bar(18, 18);
    const auto places = [&] {
        return std::array{outputs.memptr(),
                          patches.memptr(),
                          inputs_bar.memptr(),
                          patches_bar.memptr()};
    };
    const auto before = places();
    Step::forward_into(outputs, patches, kernels, inputs, bias, window);
    Step::inputs_vjp_into(inputs_bar, patches_bar, kernels, window, outputs_bar);
    BOOST_TEST((places() == before));
}

BOOST_FIXTURE_TEST_CASE(kernels_for_another_window_are_refused_by_name, Example) {
    window.side = 2;
    BOOST_CHECK_EXCEPTION(
        Step::forward(kernels, inputs, bias, window),
        chainrule::ShapeError,
        says("convolution: need kernels of 4x8, kkC as in window, got 4x18"));
}

BOOST_AUTO_TEST_SUITE_END()
