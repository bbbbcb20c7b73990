/// The pictures of a check, on right and wrong gradients.
#include "plots/check_pictures.hpp"
#include "chainrule/html.hpp"

#include "plots/check_page.hpp"

#include "tests/plots/environment.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/matrices.hpp"

#include "chainrule/check.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/self_check.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace fs = std::filesystem;
using namespace chainrule;
using namespace chainrule::plots;
using chainrule::tests::contains;
using chainrule::tests::CurrentFolder;
using chainrule::tests::random_matrix;

namespace {

const std::vector<Block> blocks{{"W", 4, 3}, {"b", 4, 1}, {"V", 90, 70}};

/// The sum of exp(x) with the gradient that `spoil` makes of the right one.
template <class Spoil>
CheckRecord record_of(Spoil&& spoil) {
    const auto f = [](const auto& x) { return arma::accu(arma::exp(x)); };
    const auto gradient = [&](const arma::vec& x) {
        arma::vec g = arma::exp(x);
        spoil(g);
        return g;
    };
    arma::uword size = 0;
    for (const Block& block : blocks) size += block.size();
    const arma::vec x = random_matrix(size, 1, 5);
    const arma::vec direction = arma::normalise(random_matrix(size, 1, 6).as_col());
    CheckOptions options;
    options.blocks = blocks;
    options.max_entries = 200;
    options.worst = std::numeric_limits<std::size_t>::max();
    return {"exp",
            check_gradient(f, gradient, x, options),
            blocks,
            train::series_of(v_curve(f, gradient, x, direction)),
            taylor_curve(f, gradient, x, direction)};
}

CheckRecord right() {
    return record_of([](arma::vec&) {});
}

const Panel& only_panel(const Picture& picture) {
    BOOST_REQUIRE(picture.figure.panels.size() == 1u);
    return picture.figure.panels.front();
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

template <class Kind>
std::vector<Kind> layers_of(const Panel& panel) {
    std::vector<Kind> found;
    for (const Layer& layer : panel.layers) {
        if (const auto* one = std::get_if<Kind>(&layer)) found.push_back(*one);
    }
    return found;
}

bool says(const Panel& panel, const std::string& text) {
    const auto texts = layers_of<Text>(panel);
    return std::any_of(
        texts.begin(), texts.end(), [&](const Text& one) { return one.text == text; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_pictures)

BOOST_AUTO_TEST_CASE(the_four_pictures_have_their_names_and_the_checks_title) {
    const auto pictures = plots::check_pictures(right());
    BOOST_REQUIRE(pictures.size() == 4u);
    const std::vector<std::string> names{
        "v-curve", "taylor-slope", "agreement", "error-map"};
    for (std::size_t i = 0; i < 4; ++i) {
        BOOST_TEST(pictures[i].name == names[i]);
        BOOST_TEST(pictures[i].figure.subtitle == "exp");
        BOOST_TEST(!pictures[i].caption.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_v_curve_shows_the_slopes_of_truncation_and_of_rounding) {
    const auto f = [](const auto& x) { return arma::accu(arma::exp(x)); };
    const auto gradient = [](const arma::vec& x) { return arma::vec(arma::exp(x)); };
    const arma::vec x{0.2, -0.4, 1.0}, direction{0.6, 0.0, 0.8};
    const Picture picture =
        plots::v_curve(train::series_of(v_curve(f, gradient, x, direction)), "v-curve");
    for (const char* slope : {"slope 1", "slope 2", "slope -1"}) {
        BOOST_TEST(says(only_panel(picture), slope), slope);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_leaves_a_remainder_of_slope_one) {
    const auto slope_at = [](const TaylorCurve& curve) {
        const arma::uword a = arma::index_min(arma::abs(curve.steps - 1e-5));
        const arma::uword b = arma::index_min(arma::abs(curve.steps - 1e-3));
        return std::log10(curve.order_1(b) / curve.order_1(a)) / 2.0;
    };
    const CheckRecord wrong = record_of([](arma::vec& g) { g *= 1.5; });
    BOOST_TEST(slope_at(right().taylor_curve) == 2.0,
               boost::test_tools::tolerance(0.1));
    BOOST_TEST(slope_at(wrong.taylor_curve) == 1.0, boost::test_tools::tolerance(0.1));
    const Picture picture = taylor_slope(right().taylor_curve);
    BOOST_TEST(says(only_panel(picture), "slope 1"));
    BOOST_TEST(says(only_panel(picture), "slope 2"));
    // No guide where nothing follows it
    BOOST_TEST(!says(only_panel(taylor_slope(wrong.taylor_curve)), "slope 2"));
    BOOST_TEST(lines_in(picture.csv) == right().taylor_curve.steps.n_elem + 1);
}

BOOST_AUTO_TEST_CASE(rounding_has_no_slope_to_compare_with) {
    TaylorCurve curve = right().taylor_curve;
    // By chance as steep as a guide, but below what f is rounded to
    curve.rounding = 1.0;
    curve.order_1 = 1e-3 * curve.steps;
    curve.order_0.fill(2.0);
    const Panel panel = only_panel(taylor_slope(curve));
    BOOST_TEST(!says(panel, "slope 1"));
    curve.rounding = 1e-16;
    BOOST_TEST(says(only_panel(taylor_slope(curve)), "slope 1"));
}

BOOST_AUTO_TEST_CASE(each_block_has_a_panel_a_scale_and_a_colour) {
    const CheckRecord record = right();
    const Picture picture = agreement(record);
    const std::vector<Panel>& panels = picture.figure.panels;
    BOOST_REQUIRE(panels.size() == record.blocks.size());
    for (std::size_t i = 0; i < panels.size(); ++i) {
        BOOST_TEST(panels[i].title == record.blocks[i].name);
        const auto points = layers_of<Points>(panels[i]);
        BOOST_REQUIRE(points.size() == 1u);
        BOOST_TEST(arma::approx_equal(points[0].x, points[0].y, "both", 1e-6, 1e-6));
        // However small beside another block, its own points fill its panel
        BOOST_TEST(arma::abs(points[0].x).max() > 0.8 * panels[i].x.range.high);
    }
    BOOST_TEST(layers_of<Points>(panels[0]).front().x.n_elem == 12u);
    BOOST_TEST(layers_of<Points>(panels[0]).front().colour !=
               layers_of<Points>(panels[1]).front().colour);
    BOOST_TEST(lines_in(picture.csv) == record.report.worst.size() + 1);
}

BOOST_AUTO_TEST_CASE(a_factor_lies_on_another_line_and_a_nan_is_left_out_and_counted) {
    const CheckRecord halved = record_of([](arma::vec& g) { g.head(12) *= 0.5; });
    const Picture factor = agreement(halved);
    const auto points = layers_of<Points>(factor.figure.panels.front()).front();
    BOOST_TEST(
        arma::approx_equal(arma::vec(2.0 * points.x), points.y, "reldiff", 1e-6));

    const CheckRecord spoilt = record_of([](arma::vec& g) { g(3) = arma::datum::nan; });
    const Picture picture = agreement(spoilt);
    BOOST_TEST(picture.figure.subtitle.ends_with("have no finite value"));
}

BOOST_AUTO_TEST_CASE(scales_far_apart_are_drawn_on_signed_logarithmic_axes) {
    CheckRecord record;
    for (int k = -9; k <= 3; ++k) {
        Entry entry;
        entry.block = "x";
        entry.claimed = entry.numerical = (k % 2 == 0 ? 1 : -1) * std::pow(10.0, k);
        record.report.worst.push_back(entry);
    }
    const Picture picture = agreement(record);
    const auto points = layers_of<Points>(only_panel(picture)).front();
    // On a linear axis all but a few would lie within a hundredth of the width
    const double width = arma::range(points.x);
    BOOST_TEST(arma::accu(arma::abs(points.x) > 0.04 * width) >= 8u);
}

BOOST_AUTO_TEST_CASE(a_wrong_row_is_dark_where_it_stands) {
    const CheckRecord record = record_of([](arma::vec& g) {
        for (const arma::uword column : {0u, 1u, 2u}) g(4 * column + 2) *= 2.0;
    });
    const Picture picture = error_map(record);
    BOOST_REQUIRE(picture.figure.panels.size() == 3u);
    const arma::mat W = layers_of<Raster>(picture.figure.panels[0]).front().values;
    BOOST_TEST(W.n_rows == 4u);
    BOOST_TEST(W.row(2).min() > -2.0);
    BOOST_TEST(W.row(1).max() < -8.0);
}

BOOST_AUTO_TEST_CASE(
    a_large_matrix_is_drawn_in_tiles_blank_where_nothing_was_examined) {
    const Picture picture = error_map(right());
    const Panel& panel = picture.figure.panels[2];
    const arma::mat V = layers_of<Raster>(panel).front().values;
    BOOST_TEST(V.n_rows == 45u);
    BOOST_TEST(V.n_cols == 35u);
    BOOST_TEST(V.has_nan());
    // What was examined holds: pale, and there is some of it
    const arma::vec drawn = V.elem(arma::find_finite(V));
    BOOST_REQUIRE(!drawn.is_empty());
    BOOST_TEST(drawn.max() < -8.0);
    // One bar for all, at the end of the first row of panels
    BOOST_TEST(picture.figure.panels[1].colour_bar);
    BOOST_TEST(!panel.colour_bar);
    BOOST_TEST(picture.figure.panels[1].width < 0.5);
    BOOST_TEST(panel.width == 1.0);
    BOOST_TEST(panel.title == "V, 90 × 70, tiles of 2 × 2");
}

BOOST_AUTO_TEST_CASE(every_picture_is_written_in_three_formats) {
    const CurrentFolder folder;
    draw_checks({{record_of([](arma::vec& g) { g(0) = arma::datum::inf; }), "a/b"}});
    for (const char* name : {"v-curve", "taylor-slope", "agreement", "error-map"}) {
        for (const char* extension : {".svg", ".png", ".csv"}) {
            const fs::path file = fs::path("a/b") / (std::string(name) + extension);
            BOOST_TEST(fs::file_size(file) > 100u, file);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_check_without_numbers_is_drawn_as_words) {
    const CurrentFolder folder;
    draw_checks({{{}, "empty"}});
    BOOST_TEST(fs::exists("empty/error-map.svg"));
    write_file("in-the-way", "a file");
    BOOST_CHECK_THROW(draw_checks({{{}, "in-the-way"}}), InputError);
}

BOOST_AUTO_TEST_CASE(a_page_beside_the_pictures_says_what_they_mean) {
    const CurrentFolder folder;
    CheckRecord record = record_of([](arma::vec& g) { g *= 2.0; });
    record.title = "<exp>";
    const std::vector<DrawnCheck> checks{{record, "all/wrong"}, {right(), "all/right"}};
    std::vector<std::string> names;
    draw_checks(checks, [&](std::size_t, std::size_t all, const std::string& name) {
        BOOST_TEST(all == 8u);
        names.push_back(name);
    });
    BOOST_TEST(names.size() == 8u);
    BOOST_TEST(std::count(names.begin(), names.end(), "wrong/error-map") == 1);

    const std::string page = read_file("all/wrong/index.html");
    BOOST_TEST(contains(page, "<h1>&lt;exp&gt;</h1>"));
    BOOST_TEST(contains(page, "gradient fails"));
    BOOST_TEST(contains(page, "diagnosis: "));
    for (const Picture& picture : plots::check_pictures(record)) {
        BOOST_TEST(contains(page, escape_markup(picture.caption)), picture.name);
        BOOST_TEST(contains(page, "href=\"" + picture.name + ".csv\""), picture.name);
    }
    const std::string list = check_list_html(checks, "all");
    BOOST_TEST(contains(list, "href=\"right/index.html\""));
    BOOST_TEST(list.find("wrong/index.html") < list.find("right/index.html"));
}

BOOST_AUTO_TEST_SUITE_END()
