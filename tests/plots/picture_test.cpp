/// Tests of plots/picture.hpp: the numbers and the marks of each picture, and what is
/// drawn of runs that lack its data.
#include "plots/picture.hpp"

#include "plots/colours.hpp"
#include "plots/layout.hpp"
#include "tests/plots/synthetic_run.hpp"

#include "tests/support/findings.hpp"

#include <cmath>
#include <cstddef>

using namespace chainrule::plots;
using chainrule::tests::synthetic_epochs;
using chainrule::tests::synthetic_run;
using chainrule::train::RunRecord;
namespace tt = boost::test_tools;
using chainrule::tests::contains;

namespace {

std::ptrdiff_t lines_in(const std::string& csv) {
    return std::count(csv.begin(), csv.end(), '\n');
}

/// The panel's layer of that name and kind, or nothing.
template <class Kind>
const Kind* find(const Panel& panel, const std::string& name) {
    for (const Layer& layer : panel.layers) {
        const Kind* found = std::get_if<Kind>(&layer);
        if (found != nullptr && found->name == name) return found;
    }
    return nullptr;
}

template <class Kind>
std::size_t count(const Panel& panel) {
    return static_cast<std::size_t>(
        std::count_if(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) {
            return std::holds_alternative<Kind>(layer);
        }));
}

/// The one sentence of a figure that has no data, empty for any other.
std::string sentence(const Figure& figure) {
    if (figure.panels.size() != 1 || figure.panels[0].layers.size() != 1) return {};
    const auto* text = std::get_if<Text>(&figure.panels[0].layers[0]);
    return text == nullptr ? "" : text->text;
}

std::vector<std::string> texts(const Panel& panel) {
    std::vector<std::string> result;
    for (const Layer& layer : panel.layers) {
        if (const auto* text = std::get_if<Text>(&layer)) result.push_back(text->text);
    }
    return result;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture)

BOOST_AUTO_TEST_CASE(every_picture_has_a_name_of_its_own_and_says_what_healthy_is) {
    std::vector<std::string> names;
    for (const Picture& picture : all_pictures(synthetic_run())) {
        BOOST_TEST_CONTEXT(picture.name) {
            BOOST_TEST(!has(names, picture.name));
            BOOST_TEST(contains(picture.caption, "Healthy:"));
            BOOST_TEST(!picture.figure.title.empty());
            BOOST_TEST(picture.figure.subtitle == synthetic_run().title);
            BOOST_TEST(lines_in(picture.csv) > 1);
            BOOST_TEST(sentence(picture.figure).empty());
        }
        names.push_back(picture.name);
    }
    BOOST_TEST(names.size() == 11u);
}

BOOST_AUTO_TEST_CASE(a_run_without_any_data_gets_sentences_and_no_blank_panels) {
    for (const Picture& picture : all_pictures(RunRecord{})) {
        BOOST_TEST_CONTEXT(picture.name) {
            BOOST_TEST(!sentence(picture.figure).empty());
            BOOST_TEST(lines_in(picture.csv) == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_loss_is_drawn_over_guessing_and_the_kept_epoch) {
    const RunRecord run = synthetic_run();
    const Picture picture = loss(run);
    BOOST_TEST(picture.figure.panels.size() == 2u);
    for (const Panel& panel : picture.figure.panels) {
        const Line* training = find<Line>(panel, "training");
        const Line* guessing = find<Line>(panel, "guessing: ln 10 = 2.303");
        const Line* kept = find<Line>(panel, "weights kept: epoch 9");
        const Points* test = find<Points>(panel, "test, weights kept");
        BOOST_REQUIRE(training && guessing && kept && test);
        BOOST_TEST(training->y(3) == run.epochs[3].train.loss);
        BOOST_TEST(guessing->y(0) == std::log(10.0));
        BOOST_TEST(kept->x(0) == 9.0);
        BOOST_TEST(test->y(0) == run.epochs[9].test.loss);
        BOOST_TEST(find<Line>(panel, "validation") != nullptr);
    }
    BOOST_TEST(contains(picture.csv, "\ntraining,0,0,2.4\n"));
    BOOST_TEST(contains(picture.csv, "\nvalidation,0,0,2.4\n"));
}

BOOST_AUTO_TEST_CASE(steps_and_epochs_are_two_scales_of_one_axis) {
    const Panel panel = accuracy(synthetic_run()).figure.panels[0];
    BOOST_REQUIRE(panel.top.has_value());
    BOOST_TEST(panel.x.range.high == static_cast<double>(synthetic_epochs));
    BOOST_TEST(panel.top->range.high == static_cast<double>(synthetic_epochs * 750));
}

BOOST_AUTO_TEST_CASE(a_spike_among_many_batches_is_not_thinned_away) {
    RunRecord run = synthetic_run();
    run.batches[5000].loss = 77.0;
    const Panel panel = loss(run).figure.panels[0];
    const Line* batches = find<Line>(panel, "batch");
    BOOST_REQUIRE(batches != nullptr);
    BOOST_TEST(batches->y.max() == 77.0);
    BOOST_TEST(batches->y.n_elem < run.batches.size() / 4);
}

BOOST_AUTO_TEST_CASE(the_running_mean_is_the_mean_of_the_batches_it_names) {
    RunRecord run = synthetic_run();
    run.batches.resize(200);
    for (std::size_t i = 0; i < 200; ++i)
        run.batches[i].loss = 1.0 + static_cast<double>(i);
    const Panel panel = loss(run).figure.panels[0];
    const Line* mean = find<Line>(panel, "mean of the last 10 batches");
    BOOST_REQUIRE(mean != nullptr);
    BOOST_TEST(mean->y(0) == 5.5, tt::tolerance(1e-12));
    BOOST_TEST(mean->y(mean->y.n_elem - 1) == 195.5, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(early_values_that_would_flatten_the_rest_are_marked_at_the_edge) {
    RunRecord run = synthetic_run();
    for (auto& row : run.epochs) row.train.loss = row.validation.loss = 2.0;
    run.batches.clear();
    run.epochs[0].train.loss = 5e8;
    const Panel panel = loss(run).figure.panels[0];
    BOOST_TEST(panel.y.range.high < 10.0);
    const Points* above = find<Points>(panel, "goes on above");
    BOOST_REQUIRE(above != nullptr);
    BOOST_TEST(above->x(0) == 0.0);
    BOOST_TEST(above->y(0) == panel.y.range.high);

    run.epochs[0].train.loss = 2.4;
    const Panel calm = loss(run).figure.panels[0];
    BOOST_TEST(find<Points>(calm, "goes on above") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_error_is_a_percentage_and_its_gap_is_shaded) {
    const RunRecord run = synthetic_run();
    const Picture picture = accuracy(run);
    const Panel& panel = picture.figure.panels[0];
    const Line* training = find<Line>(panel, "training");
    const Band* gap = find<Band>(panel, "gap between them");
    BOOST_REQUIRE(training && gap);
    BOOST_TEST(training->y(0) == 90.0, tt::tolerance(1e-12));
    BOOST_TEST(gap->high(5) == 100.0 * (1.0 - run.epochs[5].validation.accuracy),
               tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(without_a_validation_split_its_line_is_absent_and_it_is_said) {
    RunRecord run = synthetic_run();
    for (auto& row : run.epochs) row.validation = {};
    const Panel panel = accuracy(run).figure.panels[0];
    BOOST_TEST(find<Line>(panel, "validation") == nullptr);
    BOOST_TEST(find<Band>(panel, "gap between them") == nullptr);
    BOOST_TEST(contains(panel.title, "validation"));
    BOOST_TEST(find<Line>(loss(run).figure.panels[0], "validation") == nullptr);
}

BOOST_AUTO_TEST_CASE(no_error_at_all_is_marked_below_the_logarithmic_axis) {
    RunRecord run = synthetic_run();
    run.epochs.back().train.accuracy = 1.0;
    const Panel panel = accuracy(run).figure.panels[0];
    const Points* below = find<Points>(panel, "goes on below");
    BOOST_REQUIRE(below != nullptr);
    BOOST_TEST(below->x(0) == static_cast<double>(synthetic_epochs));
    BOOST_TEST(panel.y.range.low > 0.0);
}

BOOST_AUTO_TEST_CASE(a_layer_has_the_same_colour_in_every_picture) {
    const RunRecord run = synthetic_run();
    const Panel statistics = activation_statistics(run).figure.panels[0];
    const Panel dead = dead_units(run).figure.panels[0];
    const Panel gradient = gradient_norm(run).figure.panels[0];
    const Panel update = update_ratio(run).figure.panels[0];
    const Colour second = layer_colour(1);
    BOOST_REQUIRE(find<Line>(statistics, "2 relu"));
    BOOST_TEST(find<Line>(statistics, "2 relu")->colour == second);
    BOOST_TEST(find<Line>(dead, "2 relu")->colour == second);
    BOOST_TEST(find<Line>(gradient, "W2")->colour == second);
    BOOST_TEST(find<Line>(gradient, "b2")->colour == second);
    BOOST_TEST(find<Line>(update, "W2")->colour == second);
}

BOOST_AUTO_TEST_CASE(exact_zeros_have_a_row_of_their_own) {
    const RunRecord run = synthetic_run();
    const Picture picture = activation_histogram(run);
    BOOST_TEST(picture.figure.panels.size() == 2u);
    const Panel& panel = picture.figure.panels[0];
    const auto& bins = std::get<Raster>(panel.layers[0]);
    const auto& zeros = std::get<Raster>(panel.layers[1]);
    BOOST_TEST(bins.values.n_rows == 40u);
    BOOST_TEST(bins.values.n_cols == synthetic_epochs + 1);
    BOOST_TEST(bins.values(0, 0) == std::log10(9001.0), tt::tolerance(1e-12));
    BOOST_TEST(zeros.values(0, 0) == std::log10(40001.0), tt::tolerance(1e-12));
    BOOST_TEST(zeros.y.high < bins.y.low);
    BOOST_TEST(contains(picture.csv, "\n0,1 relu,0,0,40000\n0,1 relu,0,0.2,9000\n"));
}

BOOST_AUTO_TEST_CASE(dead_units_are_percentages_and_name_classes_never_predicted) {
    RunRecord run = synthetic_run();
    run.class_names[9] = "nine";
    run.confusion.col(9).zeros();
    const Panel panel = dead_units(run).figure.panels[0];
    const Line* second = find<Line>(panel, "2 relu");
    BOOST_REQUIRE(second != nullptr);
    BOOST_TEST(second->y(10) == 3.0, tt::tolerance(1e-12));
    BOOST_TEST(panel.title == "Classes never predicted on the test images: nine");
    BOOST_TEST(panel.y.range.low == 0.0);
}

BOOST_AUTO_TEST_CASE(the_total_gradient_is_the_norm_of_all_of_them) {
    const RunRecord run = synthetic_run();
    double square = 0.0;
    for (const auto& row : run.parameters) {
        if (row.epoch == 1) square += row.gradient_norm * row.gradient_norm;
    }
    const Panel panel = gradient_norm(run).figure.panels[0];
    const Line* total = find<Line>(panel, "all together");
    BOOST_REQUIRE(total != nullptr);
    BOOST_TEST(total->y(0) == std::sqrt(square), tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_clipping_level_is_drawn_where_gradients_are_clipped) {
    RunRecord run = synthetic_run();
    run.clip_norm = 5.0;
    const Panel panel = gradient_norm(run).figure.panels[0];
    const Line* level = find<Line>(panel, "clipped above 5");
    BOOST_REQUIRE(level != nullptr);
    BOOST_TEST(level->y(0) == 5.0);
    BOOST_TEST(panel.y.range.high > 5.0);
}

BOOST_AUTO_TEST_CASE(update_ratios_show_weight_matrices_inside_their_usual_band) {
    const Panel panel = update_ratio(synthetic_run()).figure.panels[0];
    BOOST_TEST(find<Line>(panel, "W1") != nullptr);
    BOOST_TEST(find<Line>(panel, "b1") == nullptr);
    const auto& band = std::get<Band>(panel.layers[0]);
    BOOST_TEST(band.low(0) == 1e-4);
    BOOST_TEST(band.high(0) == 1e-2);
    BOOST_TEST(panel.y.range.low < 1e-4);
    BOOST_TEST(panel.y.range.high > 1e-2);
}

BOOST_AUTO_TEST_CASE(a_weight_lies_where_its_pixel_lies) {
    RunRecord run = synthetic_run();
    run.first_weights.zeros(3, 784);
    run.first_weights(1, 2 * 28 + 5) = 1.0f;  // second unit, third row, sixth column
    const Panel panel = first_weights(run).figure.panels[0];
    BOOST_TEST(count<Raster>(panel) == 3u);
    const auto& second = std::get<Raster>(panel.layers[1]);
    BOOST_TEST(second.values(2, 5) == 1.0);
    BOOST_TEST(arma::accu(second.values) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_wide_first_layer_shows_its_first_128_units_and_says_so) {
    RunRecord run = synthetic_run();
    run.first_weights = arma::repmat(run.first_weights, 2, 1);
    const Picture picture = first_weights(run);
    BOOST_TEST(count<Raster>(picture.figure.panels[0]) == 128u);
    BOOST_TEST(contains(picture.figure.title, "the first 128 of 256 units"));
}

BOOST_AUTO_TEST_CASE(a_first_layer_that_reads_no_pixels_is_explained) {
    RunRecord run = synthetic_run();
    run.first_weights.ones(6, 26);
    BOOST_TEST(contains(sentence(first_weights(run).figure), "each pixel"));
}

BOOST_AUTO_TEST_CASE(a_kernel_is_shown_as_the_square_it_looks_at) {
    RunRecord run = synthetic_run();
    run.first_weights.zeros(6, 25);
    run.first_weights(1, 2 * 5 + 3) = 1.0f;
    const Panel panel = first_weights(run).figure.panels[0];
    BOOST_TEST(count<Raster>(panel) == 6u);
    const auto& second = std::get<Raster>(panel.layers[1]);
    BOOST_TEST(second.values.n_rows == 5u);
    BOOST_TEST(second.values(2, 3) == 1.0);
}

BOOST_AUTO_TEST_CASE(confusion_shows_counts_and_true_recall_and_precision) {
    RunRecord run = synthetic_run();
    run.class_names = {"cat", "dog"};
    run.confusion = {{8, 2}, {0, 5}};
    const Picture picture = confusion(run);
    const std::vector<std::string> shown = texts(picture.figure.panels[0]);
    // counts; then recall 8/10 and 5/5; then precision 8/8 and 5/7
    for (const char* text : {"8", "2", "5", "80.0", "100.0", "71.4"}) {
        BOOST_TEST(has(shown, text), text);
    }
    BOOST_TEST(!has(shown, "0"));
    const auto& cells = std::get<Raster>(picture.figure.panels[0].layers[0]);
    BOOST_TEST(cells.values(0, 1) == std::log10(20.0), tt::tolerance(1e-12));
    BOOST_TEST(std::isnan(cells.values(1, 0)));
    BOOST_TEST(contains(picture.csv, "\ncat,dog,2\ndog,cat,0\n"));
}

BOOST_AUTO_TEST_CASE(a_class_never_predicted_has_no_precision) {
    RunRecord run = synthetic_run();
    run.class_names = {"cat", "dog"};
    run.confusion = {{10, 0}, {5, 0}};
    BOOST_TEST(has(texts(confusion(run).figure.panels[0]), "none"));
}

BOOST_AUTO_TEST_CASE(misread_images_lie_upright_with_their_classes_below) {
    RunRecord run = synthetic_run();
    run.misread.resize(1);
    run.misread[0].pixels.assign(784, 0);
    run.misread[0].pixels[3 * 28 + 4] = 200;
    const Panel panel = misclassified(run).figure.panels[0];
    const auto& image = std::get<Raster>(panel.layers[0]);
    BOOST_TEST(image.values(3, 4) == 200.0);
    BOOST_TEST(panel.y.range.low > panel.y.range.high);  // row 0 is at the top
    BOOST_TEST(has(texts(panel), "0 read as 7"));
}

BOOST_AUTO_TEST_CASE(a_perfect_reader_is_told_so) {
    RunRecord run = synthetic_run();
    run.misread.clear();
    BOOST_TEST(sentence(misclassified(run).figure) ==
               "Every test image was read correctly.");
}

BOOST_AUTO_TEST_CASE(the_v_curve_has_its_slopes_and_exact_values_at_the_lower_edge) {
    RunRecord run = synthetic_run();
    run.v_curve.series[2].errors[0] = 0.0;
    const Panel panel = v_curve(run).figure.panels[0];
    const Line* complex_step = find<Line>(panel, "complex step, double");
    const Line* narrow = find<Line>(panel, "central, float");
    BOOST_REQUIRE(complex_step && narrow);
    BOOST_TEST(complex_step->y(0) == 1e-17);
    BOOST_TEST(complex_step->y(4) == run.v_curve.series[2].errors[4]);
    BOOST_TEST((narrow->dash == Dash::dashed));
    for (const char* slope : {"slope 1", "slope 2", "slope -1"}) {
        BOOST_TEST(has(texts(panel), slope), slope);
    }
}

BOOST_AUTO_TEST_CASE(a_run_stopped_after_epoch_zero_is_still_drawn) {
    RunRecord run = synthetic_run();
    run.epochs.resize(1);
    run.kept_epoch = 0;
    run.batches.clear();
    run.parameters.clear();
    run.layers.resize(3);
    run.histograms.resize(1);
    for (const Picture& picture : all_pictures(run)) {
        BOOST_TEST_CONTEXT(picture.name) {
            const Rendering rendering = render(picture.figure);
            BOOST_TEST(contains(rendering.svg, "</svg>"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
