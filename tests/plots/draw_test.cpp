/// Tests of plots/draw.hpp: the files in the folder.
#include "plots/draw.hpp"

#include "tests/plots/environment.hpp"
#include "tests/plots/synthetic_run.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

namespace fs = std::filesystem;
using namespace chainrule::plots;
using chainrule::InputError;
using chainrule::read_file;
using chainrule::tests::CurrentFolder;
using chainrule::tests::EnvironmentVariable;
using chainrule::tests::synthetic_run;

namespace {

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draw)

BOOST_AUTO_TEST_CASE(every_picture_is_written_as_svg_png_and_csv) {
    const CurrentFolder folder;
    const auto drawn = draw_all(synthetic_run(), "plots");
    BOOST_TEST(drawn.size() == 11u);
    for (const DrawnPicture& one : drawn) {
        const fs::path file = fs::path("plots") / one.picture.name;
        BOOST_TEST(read_file(file.string() + ".svg") == one.rendering.svg);
        BOOST_TEST(read_file(file.string() + ".png") == one.rendering.png);
        BOOST_TEST(read_file(file.string() + ".csv") == one.picture.csv);
    }
    BOOST_TEST(files_in("plots") == 33u);
}

BOOST_AUTO_TEST_CASE(progress_counts_every_picture_once) {
    const CurrentFolder folder;
    std::vector<std::size_t> counts;
    draw_all(chainrule::train::RunRecord{},
             "plots",
             [&](std::size_t done, std::size_t all, const std::string& name) {
                 BOOST_TEST(all == 11u);
                 BOOST_TEST(!name.empty());
                 counts.push_back(done);
             });
    const std::vector<std::size_t> in_turn{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    BOOST_TEST(counts == in_turn);
}

BOOST_AUTO_TEST_CASE(hostile_names_reach_no_shell_and_no_other_folder) {
    const CurrentFolder folder;
    auto run = synthetic_run();
    const std::string hostile = "'\"`touch ran`$(touch ran)\n!touch ran\n|<../x>";
    run.title = hostile;
    run.class_names.assign(10, hostile);
    for (auto& row : run.layers) row.layer = hostile;
    for (auto& row : run.parameters) row.parameter = "W1" + hostile;
    for (auto& row : run.histograms) row.layer = hostile;
    for (auto& series : run.v_curve.series) series.method = hostile;
    draw_all(run, "'`touch ran`|plots");
    BOOST_TEST(files_in("'`touch ran`|plots") == 33u);
    BOOST_TEST(files_in(".") == 1u);
}

BOOST_AUTO_TEST_CASE(without_gnuplot_nothing_is_written) {
    const CurrentFolder folder;
    const EnvironmentVariable path("PATH", "/nowhere");
    BOOST_CHECK_THROW(draw_all(synthetic_run(), "plots"), InputError);
    BOOST_TEST(!fs::exists("plots"));
}

BOOST_AUTO_TEST_CASE(a_file_where_the_folder_should_be_is_refused) {
    const CurrentFolder folder;
    chainrule::write_file("plots", "in the way");
    BOOST_CHECK_THROW(draw_all(synthetic_run(), "plots"), InputError);
    BOOST_TEST(read_file("plots") == "in the way");
}

BOOST_AUTO_TEST_SUITE_END()
