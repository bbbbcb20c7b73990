/// Tests of plots/figure.hpp: what gnuplot is given, and what happens without it.
#include "plots/figure.hpp"

#include "plots/text.hpp"
#include "tests/plots/environment.hpp"

#include "chainrule/html.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"

#include "tests/support/findings.hpp"

#include <filesystem>

namespace fs = std::filesystem;
using namespace chainrule::plots;
using chainrule::InputError;
using chainrule::one_line;
using chainrule::tests::contains;
using chainrule::tests::CurrentFolder;
using chainrule::tests::EnvironmentVariable;

namespace {

bool is_complete(const Rendering& rendering) {
    return contains(rendering.svg, "</svg>") && rendering.png.starts_with("\x89PNG") &&
           contains(rendering.png, "IEND");
}

/// One line, with `text` wherever a figure can hold one.
Figure figure_with(const std::string& text) {
    Panel panel;
    panel.title = text;
    panel.x.label = text;
    panel.y.label = text;
    panel.x.ticks = {{0.5, text}};
    panel.top = panel.x;
    panel.colour.label = text;
    panel.colour.ticks = {{0.5, text}};
    panel.colour_bar = true;
    panel.layers = {Line{text, {0.0, 1.0}, {0.2, 0.8}, "#0072b2"},
                    Raster{arma::mat(2, 2, arma::fill::ones), {0, 1}, {0, 1}},
                    Text{0.5, 0.5, text}};
    Figure figure;
    figure.title = text;
    figure.subtitle = text;
    figure.panels = {panel};
    return figure;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(figure)

BOOST_AUTO_TEST_CASE(a_figure_becomes_an_svg_and_a_png_that_hold_its_text) {
    const Rendering rendering = render(figure_with("Ordinary ∂L/∂W, 100 %"));
    BOOST_TEST(is_complete(rendering));
    BOOST_TEST(contains(rendering.svg, "<text>Ordinary ∂L/∂W, 100 %</text>"));
    BOOST_TEST(contains(rendering.svg, "<title>Ordinary ∂L/∂W, 100 %</title>"));
}

BOOST_AUTO_TEST_CASE(no_text_of_a_figure_runs_a_command) {
    const CurrentFolder folder;
    for (const std::string text : {"`touch ran`",
                                   "$(touch ran)",
                                   "'; system('touch ran'); print '",
                                   "' . system('touch ran') . '",
                                   "\"; system(\"touch ran\"); print \"",
                                   "a\n!touch ran\nb",
                                   "a\nsystem('touch ran')\n",
                                   "| touch ran",
                                   "< touch ran",
                                   "e\nsystem 'touch ran'",
                                   "@x {/Bold x} \\ %s %n \x01 \xff"}) {
        BOOST_TEST_CONTEXT(text) {
            const Rendering rendering = render(figure_with(text));
            BOOST_TEST(is_complete(rendering));
            const std::string shown = one_line(text);
            if (!contains(shown, "<")) {
                BOOST_TEST(contains(rendering.svg, ">" + shown + "</text>"));
            }
        }
    }
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(random_mixtures_of_special_characters_are_shown_as_they_stand) {
    const CurrentFolder folder;
    const std::string alphabet = "''\"`\\;!$()#@{}%|^_~e\n ";
    chainrule::Random random(5);
    std::vector<std::string> texts;
    Figure figure = figure_with("x");
    for (int i = 0; i < 300; ++i) {
        std::string text = std::to_string(i) + ":";
        for (int k = 0; k < 12; ++k) text += alphabet[random.below(alphabet.size())];
        texts.push_back(text);
        auto& panel = figure.panels[0];
        if (i % 2 == 0) {
            panel.layers.push_back(Text{0.5, 0.5, text});
        } else {
            panel.x.ticks.push_back({0.003 * i, text});
        }
    }
    const Rendering rendering = render(figure);
    for (const std::string& text : texts) {
        BOOST_TEST(contains(rendering.svg, ">" + one_line(text) + "</text>"));
    }
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(another_gnuplot_command_in_the_environment_is_not_run) {
    const CurrentFolder folder;
    const EnvironmentVariable command("GNUPLOT_IOSTREAM_CMD", "touch ran");
    BOOST_TEST(is_complete(render(figure_with("x"))));
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(a_folder_for_temporary_files_may_have_any_name) {
    const CurrentFolder folder;
    const fs::path odd = folder.path() / "it's `touch ran` $(touch ran)";
    fs::create_directory(odd);
    const EnvironmentVariable place("TMPDIR", odd.string());
    BOOST_TEST(is_complete(render(figure_with("x"))));
    BOOST_TEST(fs::is_empty(odd));
    BOOST_TEST(!fs::exists("ran"));
}

BOOST_AUTO_TEST_CASE(a_relative_folder_that_begins_with_a_bar_is_no_pipe) {
    const CurrentFolder folder;
    fs::create_directory("|touch ran;");
    const EnvironmentVariable place("TMPDIR", "|touch ran;");
    BOOST_TEST(is_complete(render(figure_with("x"))));
    BOOST_TEST(fs::is_empty("|touch ran;"));
    BOOST_TEST(!fs::exists("ran"));
}

BOOST_AUTO_TEST_CASE(values_without_a_place_on_the_axes_leave_gaps) {
    Figure figure = figure_with("x");
    figure.panels[0].y.scale = Scale::logarithmic;
    figure.panels[0].y.range = {1e-3, 1.0};
    figure.panels[0].layers = {Line{"gaps",
                                    {0.0, 0.25, 0.5, 1.0},
                                    {0.1, 0.0, arma::datum::nan, arma::datum::inf},
                                    "#0072b2"}};
    BOOST_TEST(is_complete(render(figure)));
}

BOOST_AUTO_TEST_CASE(a_line_of_a_single_point_is_drawn_as_a_point) {
    Figure figure = figure_with("");
    figure.panels[0].layers = {Line{"", {0.2, 0.4}, {0.5, 0.6}, "#0072b2"}};
    BOOST_TEST(!contains(render(figure).svg, "<use xlink:href='#gpPt6'"));
    figure.panels[0].layers = {Line{"", {0.5}, {0.5}, "#0072b2"}};
    BOOST_TEST(contains(render(figure).svg, "<use xlink:href='#gpPt6'"));
}

BOOST_AUTO_TEST_CASE(rasters_of_one_row_one_column_or_one_cell_are_drawn) {
    for (const arma::mat& values : {arma::mat(1, 5, arma::fill::ones),
                                    arma::mat(5, 1, arma::fill::ones),
                                    arma::mat(1, 1, arma::fill::ones)}) {
        Figure figure = figure_with("x");
        figure.panels[0].layers = {Raster{values, {0.0, 1.0}, {0.0, 1.0}}};
        const Rendering rendering = render(figure);
        BOOST_TEST(contains(rendering.svg, "<image style='image-rendering:pixelated'"));
    }
}

BOOST_AUTO_TEST_CASE(missing_gnuplot_is_reported_with_what_to_install) {
    const EnvironmentVariable path("PATH", "/nowhere");
    BOOST_CHECK_EXCEPTION(
        render(figure_with("x")), InputError, [](const InputError& error) {
            return contains(error.what(), "gnuplot-nox") &&
                   contains(error.what(), "PATH");
        });
}

BOOST_AUTO_TEST_CASE(a_script_that_gnuplot_refuses_is_reported_in_its_own_words) {
    Figure figure = figure_with("x");
    figure.panels[0].x.scale = Scale::logarithmic;
    figure.panels[0].x.range = {-1.0, 1.0};
    BOOST_CHECK_EXCEPTION(render(figure), InputError, [](const InputError& error) {
        return contains(error.what(), "log");
    });
}

BOOST_AUTO_TEST_SUITE_END()
