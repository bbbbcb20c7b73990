/// Tests of plots/report.hpp.
#include "plots/report.hpp"

#include "plots/base64.hpp"
#include "tests/plots/synthetic_run.hpp"

#include "tests/support/findings.hpp"

using namespace chainrule::plots;
using chainrule::tests::contains;
using chainrule::tests::synthetic_run;
using chainrule::train::RunRecord;

namespace {

/// A drawn picture whose rendering is not looked at.
std::vector<DrawnPicture> one_picture(const RunRecord& run) {
    return {{loss(run), {"<svg>drawn</svg>", "png"}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(the_headlines_are_those_of_the_kept_epoch) {
    RunRecord run = synthetic_run();
    run.epochs[9].test.accuracy = 0.97654;
    run.epochs[12].train_seconds = 3.456;
    const std::string html = report_html(run, {});
    BOOST_TEST(contains(html, "<dt>test accuracy</dt><dd>97.65 %</dd>"));
    BOOST_TEST(contains(html, "<dt>seconds of training</dt><dd>3.46</dd>"));
    BOOST_TEST(contains(html, "<dt>epochs</dt><dd>12</dd>"));
    BOOST_TEST(contains(html, "<dt>weights kept</dt><dd>epoch 9</dd>"));
    BOOST_TEST(contains(html, "<tr class=\"kept\"><td>9</td>"));
}

BOOST_AUTO_TEST_CASE(a_picture_stands_in_the_page_with_its_caption_and_its_numbers) {
    const RunRecord run = synthetic_run();
    const std::string html = report_html(run, one_picture(run), "pictures");
    BOOST_TEST(contains(
        html, "src=\"data:image/svg+xml;base64," + base64("<svg>drawn</svg>")));
    BOOST_TEST(contains(html, "Healthy: it starts near guessing"));
    BOOST_TEST(contains(html, "href=\"pictures/loss.csv\""));
}

BOOST_AUTO_TEST_CASE(the_page_needs_nothing_but_itself_and_runs_no_script) {
    const RunRecord run = synthetic_run();
    const std::string html = report_html(run, one_picture(run));
    BOOST_TEST(contains(html,
                        "content=\"default-src 'none'; style-src 'unsafe-inline'; "
                        "img-src data:\""));
    BOOST_TEST(!contains(html, "<script"));
    BOOST_TEST(!contains(html, "http:"));
    BOOST_TEST(!contains(html, "https:"));
    BOOST_TEST(!contains(html, "url("));
}

BOOST_AUTO_TEST_CASE(texts_of_the_run_never_become_markup) {
    RunRecord run = synthetic_run();
    const std::string hostile = "</title><script>alert('`1`')</script>\"&\x01";
    const std::string escaped =
        "&lt;/title&gt;&lt;script&gt;alert(&#39;`1`&#39;)&lt;/script&gt;&quot;&amp; ";
    run.title = hostile + "title";
    run.config_toml = hostile + "config";
    run.notes = {hostile + "note"};
    run.class_names.assign(10, hostile + "class");
    const std::string html = report_html(run, one_picture(run), hostile + "folder");
    BOOST_TEST(!contains(html, "<script"));
    for (const char* place : {"title", "config", "note", "class", "folder"}) {
        BOOST_TEST(contains(html, escaped + place), place);
    }
}

BOOST_AUTO_TEST_CASE(recall_and_precision_have_the_right_names) {
    RunRecord run = synthetic_run();
    run.class_names = {"cat", "dog"};
    run.confusion = {{8, 2}, {0, 5}};
    const std::string html = report_html(run, {});
    BOOST_TEST(contains(html, "<th>recall</th><th>precision</th>"));
    BOOST_TEST(
        contains(html, "<td>cat</td><td>10</td><td>80.00 %</td><td>100.00 %</td>"));
    BOOST_TEST(
        contains(html, "<td>dog</td><td>5</td><td>100.00 %</td><td>71.43 %</td>"));
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_a_dash_and_never_nan) {
    RunRecord run = synthetic_run();
    for (auto& row : run.epochs) row.validation = row.test = {};
    run.confusion.col(3).zeros();
    const std::string html = report_html(run, {});
    BOOST_TEST(contains(html, "not tested"));
    BOOST_TEST(contains(html, "<td>–</td>"));
    BOOST_TEST(!contains(html, "nan"));
}

BOOST_AUTO_TEST_CASE(a_run_without_data_is_a_page_all_the_same) {
    const std::string html = report_html(RunRecord{}, {});
    BOOST_TEST(contains(html, "not tested"));
    BOOST_TEST(!contains(html, "<table"));
    BOOST_TEST(html.ends_with("</html>\n"));
}

BOOST_AUTO_TEST_SUITE_END()
