/// A report as JSON: every field is there, and what JSON cannot say is null.
#include "chainrule/check.hpp"
#include "chainrule/check_json.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using chainrule::check_gradient;
using chainrule::Report;
using chainrule::to_json;

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(a_failing_report_reads_back_with_its_values) {
    const Report report =
        check_gradient([](const arma::vec& x) { return arma::dot(x, x); },
                       [](const arma::vec& x) { return arma::vec(4.0 * x); },
                       arma::vec{1.0, -3.0, 0.25});
    const auto json = nlohmann::json::parse(to_json(report).dump());
    BOOST_TEST(json.at("subject") == "gradient");
    BOOST_TEST(json.at("verdict") == "fails");
    BOOST_TEST(json.at("entries") == 3);
    BOOST_TEST(json.at("entries_failing") == 3);
    BOOST_TEST(json.at("evaluations") == report.evaluations);
    BOOST_TEST(json.at("diagnosis") == report.diagnosis);
    BOOST_TEST(json.at("worst").size() == 3u);
    const auto& worst = json.at("worst").front();
    BOOST_TEST(worst.at("claimed") == report.worst.front().claimed);
    BOOST_TEST(worst.at("evidence") == report.worst.front().evidence);
    BOOST_TEST(worst.at("verdict") == "fails");
    BOOST_TEST(json.at("oracles").size() == report.oracles.size());
    for (const char* list : {"diagnoses", "audit", "visibility", "notes"}) {
        BOOST_TEST(json.at(list).is_array());
    }
}

BOOST_AUTO_TEST_CASE(every_field_is_there_with_its_value) {
    Report report;
    report.subject = "vjp";
    report.verdict = chainrule::Verdict::undecided;
    report.max_relative_error = 0.5;
    report.error_bar = 0.25;
    report.entries = 9;
    report.entries_checked = 8;
    report.entries_failing = 3;
    report.entries_undecided = 2;
    report.evaluations = 71;
    report.gradient_evaluations = 17;
    report.miss_probability = 0.125;
    report.error_size = 0.0625;
    report.diagnosis = "why";
    report.audit = {"an audit"};
    report.notes = {"a note", "another"};
    report.visibility = {{"W", 1e-9, {"a factor 2"}}};
    report.oracles = {
        {"Ridders", 0.75, 0.5, chainrule::Verdict::fails, "beyond doubt"}};
    report.diagnoses = {{chainrule::Mistake::factor, "W", 2.0, "N", "a factor"}};
    report.worst = {{"W",
                     4,
                     5,
                     6.0,
                     7.0,
                     1.0,
                     0.5,
                     8.0,
                     chainrule::Verdict::holds,
                     "seen",
                     chainrule::Doubt::kink,
                     0.375}};
    const auto expected = nlohmann::json::parse(R"({
        "subject": "vjp", "verdict": "undecided",
        "largest_error": 0.5, "error_bar": 0.25,
        "entries": 9, "entries_checked": 8, "entries_failing": 3,
        "entries_undecided": 2, "evaluations": 71, "gradient_evaluations": 17,
        "miss_probability": 0.125, "error_size": 0.0625, "diagnosis": "why",
        "audit": ["an audit"], "notes": ["a note", "another"],
        "visibility": [
            {"block": "W", "smallest_error": 1e-9, "hidden": ["a factor 2"]}],
        "oracles": [{"oracle": "Ridders", "verdict": "fails", "largest_error": 0.75,
                     "error_bar": 0.5, "note": "beyond doubt"}],
        "diagnoses": [{"kind": "factor", "block": "W", "value": 2.0, "name": "N",
                       "text": "a factor"}],
        "worst": [{"block": "W", "row": 4, "col": 5, "claimed": 6.0, "numerical": 7.0,
                   "error": 1.0, "error_bar": 0.5, "leeway": 0.375, "scale": 8.0,
                   "verdict": "holds", "doubt": "kink", "evidence": "seen"}]
    })");
    BOOST_TEST(nlohmann::json::parse(to_json(report).dump()) == expected);
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_are_null) {
    Report report;
    report.worst.emplace_back();
    report.worst.front().claimed = arma::datum::nan;
    report.worst.front().error_bar = arma::datum::inf;
    report.diagnoses.push_back(
        {chainrule::Mistake::not_finite, "W", {}, "", "W: \"\n"});
    report.diagnoses.front().value = arma::datum::nan;
    report.visibility.emplace_back();  // its smallest error is infinite
    const auto json = nlohmann::json::parse(to_json(report).dump());
    BOOST_TEST(json.at("largest_error").is_null());
    BOOST_TEST(json.at("worst")[0].at("claimed").is_null());
    BOOST_TEST(json.at("worst")[0].at("error_bar").is_null());
    BOOST_TEST(json.at("worst")[0].at("error") == 0.0);
    BOOST_TEST(json.at("diagnoses")[0].at("value").is_null());
    BOOST_TEST(json.at("diagnoses")[0].at("kind") == "not-finite");
    BOOST_TEST(json.at("diagnoses")[0].at("text") == "W: \"\n");
    BOOST_TEST(json.at("visibility")[0].at("smallest_error").is_null());
}

BOOST_AUTO_TEST_SUITE_END()
