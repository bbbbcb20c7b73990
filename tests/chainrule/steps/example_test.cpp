/// Tests of chainrule/steps/step.hpp and registry.hpp: how examples are drawn and steps
/// are found.
#include "chainrule/input_error.hpp"
#include "chainrule/steps/registry.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace chainrule;
using namespace chainrule::steps;

BOOST_AUTO_TEST_SUITE(example)

BOOST_AUTO_TEST_CASE(sizes_are_distinct_and_above_one) {
    for (const Step& step : all_steps()) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Example drawn = draw_example(step, seed);
            std::set<arma::uword> values;
            std::size_t letters = 0;
            for (const auto& [letter, value] : drawn.sizes) {
                // The rest of a window is drawn to fit the image
                if (std::string_view("kspIJ").find(letter) != std::string_view::npos) {
                    continue;
                }
                BOOST_TEST(value >= 2u);
                values.insert(value);
                ++letters;
            }
            BOOST_TEST(values.size() == letters);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_draws_the_same_example) {
    for (const Step& step : all_steps()) {
        const Example a = draw_example(step, 5), b = draw_example(step, 5);
        const Example other = draw_example(step, 6);
        bool differs = false;
        for (std::size_t i = 0; i < a.inputs.size(); ++i) {
            BOOST_TEST(tests::equal(a.inputs[i], b.inputs[i]));
            differs = differs || !tests::equal(a.inputs[i], other.inputs[i]);
        }
        BOOST_TEST(differs, step.name);
    }
}

BOOST_AUTO_TEST_CASE(fixed_sizes_are_taken_as_they_are) {
    const Example drawn = draw_example(find_step("linear"), 1, {{"N", 1}, {"H", 9}});
    BOOST_TEST(drawn.inputs[0].n_rows == 9u);
    BOOST_TEST(drawn.inputs[1].n_cols == 1u);
    BOOST_TEST(drawn.output_bars[0].n_rows == 9u);
}

BOOST_AUTO_TEST_CASE(letters_side_by_side_are_the_product_of_what_a_window_gives) {
    const Example drawn =
        draw_example(find_step("convolution"), 1, {{"H", 5}, {"W", 6}, {"k", 2}});
    // H, W, C, k, s, p
    BOOST_TEST(tests::equal(drawn.inputs[3], {{5, 6, 2, 2, 2, 1}}));
    BOOST_TEST(drawn.inputs[0].n_cols == 2u * 2 * 2);
    BOOST_TEST(drawn.inputs[1].n_rows == 5u * 6 * 2);
    const std::map<std::string_view, arma::uword> sizes(drawn.sizes.begin(),
                                                        drawn.sizes.end());
    BOOST_TEST(sizes.at("I") == 3u);
    BOOST_TEST(sizes.at("J") == 4u);
    BOOST_TEST(drawn.output_bars[0].n_rows == 3 * 4 * sizes.at("O"));
}

BOOST_AUTO_TEST_CASE(a_window_of_broken_numbers_is_refused) {
    BOOST_TEST(
        (window_from({{5, 6, 2, 3, 1, 0}}, "im2col") == Window{5, 6, 2, 3, 1, 0}));
    for (const double number : {-1.0, 2.5, arma::datum::nan, 1e9}) {
        const arma::mat numbers = {{5, 6, 2, number, 1, 0}};
        BOOST_CHECK_THROW((void)window_from(numbers, "im2col"), ValueError);
    }
}

BOOST_AUTO_TEST_CASE(names_are_unique) {
    std::set<std::string_view> names;
    for (const Step& step : all_steps()) names.insert(step.name);
    BOOST_TEST(names.size() == all_steps().size());
}

BOOST_AUTO_TEST_CASE(a_chapter_is_found_with_and_without_its_number) {
    const auto with = find_steps("04_losses"), without = find_steps("losses");
    BOOST_TEST(with.size() > 5u);
    BOOST_TEST(with == without);
    BOOST_TEST(find_steps("relu").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_step_that_is_called_like_its_chapter_is_found_before_it) {
    BOOST_TEST(find_steps("convolution").size() == 1u);
    BOOST_TEST(find_steps("08_convolution").size() > 1u);
}

BOOST_AUTO_TEST_CASE(an_unknown_step_is_refused_with_the_nearest_name) {
    BOOST_CHECK_EXCEPTION(
        (void)find_step("sofmax_cross_entropy"), InputError, [](const auto& error) {
            return std::string_view(error.what())
                       .find("did you mean 'softmax_cross_entropy'?") !=
                   std::string::npos;
        });
}

BOOST_AUTO_TEST_SUITE_END()
