/// Tests of src/chainrule/stepper/json.hpp: what is written is read back by a parser of
/// its own and compared with the walk.
#include "chainrule/stepper/json.hpp"

#include "chainrule/steps/registry.hpp"

#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

using chainrule::stepper::as_json;
using chainrule::stepper::NamedMatrix;
using chainrule::stepper::Trace;
using chainrule::steps::find_step;
using Json = nlohmann::ordered_json;

namespace {

Trace walk(std::string_view step) {
    return chainrule::stepper::trace(find_step(step), 1);
}

arma::mat matrix_from(const Json& json) {
    const auto values = json["values"].get<std::vector<double>>();
    return arma::mat(values.data(), json["rows"], json["cols"]);
}

void check_same(const Json& json, const std::vector<NamedMatrix>& matrices) {
    BOOST_TEST_REQUIRE(json.size() == matrices.size());
    for (std::size_t i = 0; i < matrices.size(); ++i) {
        BOOST_TEST(json[i]["name"].get<std::string>() == matrices[i].name);
        const arma::mat got = matrix_from(json[i]);
        BOOST_TEST(arma::approx_equal(got, matrices[i].values, "absdiff", 0.0));
    }
}

std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> all;
    for (const auto& item : json.items()) all.push_back(item.key());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(fields_are_the_documented_ones_in_that_order) {
    const Json json = Json::parse(as_json(walk("linear")));
    const std::vector<std::string> want{
        "step", "seed", "inputs", "outputs", "cotangents", "vjp", "checks", "mistakes"};
    BOOST_TEST(keys(json) == want, boost::test_tools::per_element());
    BOOST_TEST(json["step"].get<std::string>() == "linear");
    BOOST_TEST(json["seed"].get<int>() == 1);
}

BOOST_AUTO_TEST_CASE(every_double_comes_back_bit_for_bit) {
    const Trace trace = walk("linear");
    const Json json = Json::parse(as_json(trace));
    check_same(json["inputs"], trace.inputs);
    check_same(json["outputs"], trace.outputs);
    check_same(json["cotangents"], trace.cotangents);
    check_same(json["vjp"], trace.vjp);
    for (std::size_t i = 0; i < trace.mistakes.size(); ++i) {
        check_same(json["mistakes"][i]["vjp"], trace.mistakes[i].vjp);
    }
}

BOOST_AUTO_TEST_CASE(values_run_down_the_columns) {
    Trace trace = walk("linear");
    trace.outputs[0].values = {{1, 2, 3}, {4, 5, 6}};
    const Json output = Json::parse(as_json(trace))["outputs"][0];
    BOOST_TEST(output["rows"].get<int>() == 2);
    BOOST_TEST(output["cols"].get<int>() == 3);
    BOOST_TEST(output["values"].get<std::vector<double>>() ==
                   (std::vector<double>{1, 4, 2, 5, 3, 6}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(labels_are_integers_and_other_numbers_are_not) {
    const Json inputs = Json::parse(as_json(walk("softmax_cross_entropy")))["inputs"];
    BOOST_TEST(inputs[0]["values"][0].is_number_float());
    BOOST_TEST(inputs[1]["values"][0].is_number_integer());
}

BOOST_AUTO_TEST_CASE(what_json_has_no_number_for_is_null) {
    Trace trace = walk("linear");
    trace.vjp[0].values(0) = arma::datum::nan;
    trace.vjp[0].values(1) = arma::datum::inf;
    const Json json = Json::parse(as_json(trace));
    BOOST_TEST(json["vjp"][0]["values"][0].is_null());
    BOOST_TEST(json["vjp"][0]["values"][1].is_null());
    BOOST_TEST(json["vjp"][0]["values"][2].is_number());
}

BOOST_AUTO_TEST_CASE(checks_are_the_lines_of_the_contract) {
    const Trace trace = walk("linear");
    const Json checks = Json::parse(as_json(trace))["checks"];
    BOOST_TEST_REQUIRE(checks.size() == trace.contract.lines.size());
    BOOST_TEST(checks[0]["check"].get<std::string>() == trace.contract.lines[0].check);
    BOOST_TEST(checks[0]["verdict"].get<std::string>() == "holds");
    BOOST_TEST(checks[0]["largest_error"].get<double>() ==
               trace.contract.lines[0].largest_error);
    BOOST_TEST(checks.back()["error_bar"].is_null());  // refusals measure nothing
}

BOOST_AUTO_TEST_CASE(a_mistake_that_cannot_be_computed_has_no_numbers) {
    for (const Json& mistake : Json::parse(as_json(walk("linear")))["mistakes"]) {
        const bool refused = mistake["name"] == "weights_not_transposed";
        BOOST_TEST(mistake["vjp"].empty() == refused);
        BOOST_TEST(mistake["largest_error"].is_null() == refused);
    }
}

BOOST_AUTO_TEST_CASE(the_whole_is_one_line) {
    const std::string json = as_json(walk("relu"));
    BOOST_TEST(json.find('\n') == json.npos);
}

BOOST_AUTO_TEST_SUITE_END()
