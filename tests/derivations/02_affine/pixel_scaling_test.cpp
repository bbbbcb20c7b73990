/// Tests of derivations/02_affine/pixel_scaling.hpp beyond the contract that
/// every step passes.
#include "derivations/02_affine/pixel_scaling.hpp"

#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

namespace chainrule::tests {

using Step = PixelScaling;

BOOST_AUTO_TEST_SUITE(pixel_scaling)

BOOST_AUTO_TEST_CASE(black_and_white_by_hand) {
    const auto [scaled, saved] = Step::forward(arma::mat{{0, 255}}, 0.5, 0.25);
    BOOST_TEST(equal(scaled, {{-2, 2}}));

    const auto bars = Step::vjp(saved, arma::mat{{255, 510}});
    BOOST_TEST(equal(bars.pixels_bar, {{4, 8}}));
}

BOOST_AUTO_TEST_CASE(hot_form_scales_every_grey_level_as_the_plain_form_does) {
    std::array<std::uint8_t, 256> bytes;
    arma::fmat pixels(256, 1);
    for (std::size_t level = 0; level < 256; ++level) {
        bytes[level] = static_cast<std::uint8_t>(level);
        pixels(level) = static_cast<float>(level);
    }
    arma::fmat scaled(256, 1);
    Step::scale_into(scaled.memptr(), bytes.data(), 256, 0.1307f, 0.3081f);

    const arma::fmat plain = Step::forward(pixels, 0.1307f, 0.3081f).scaled;
    constexpr float float_eps = std::numeric_limits<float>::epsilon();
    BOOST_TEST(arma::abs(scaled - plain).max() < 2 * float_eps * plain.max());
}

BOOST_AUTO_TEST_CASE(a_set_of_images_without_deviation_is_refused) {
    BOOST_CHECK_EXCEPTION(Step::forward(arma::mat{{0, 255}}, 0.5, 0.0),
                          ValueError,
                          says("pixel_scaling: need a deviation above 0, got 0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chainrule::tests
