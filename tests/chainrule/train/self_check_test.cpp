/// Tests of chainrule/train/self_check.hpp.
#include "chainrule/train/self_check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using chainrule::Verdict;
using namespace chainrule::train;
using chainrule::tests::contains;

namespace {

TrainConfig config_of(Bias bias, const std::string& init) {
    TrainConfig config;
    config.layers = {20, 8, 10};
    config.bias = bias;
    config.init = init;
    return config;
}

std::set<std::string> failing(const chainrule::GradientReport& report) {
    std::set<std::string> blocks;
    for (const auto& entry : report.worst) {
        if (entry.verdict == Verdict::fails) blocks.insert(entry.block);
    }
    return blocks;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(self_check)

BOOST_AUTO_TEST_CASE(the_network_of_the_readme_holds_to_rounding) {
    const auto report = check_network({});
    BOOST_TEST((report.verdict == Verdict::holds));
    BOOST_TEST(report.entries == 101770u);
    BOOST_TEST(report.max_relative_error < 1e-12);
}

BOOST_AUTO_TEST_CASE(dropout_and_penalty_are_part_of_what_is_checked) {
    TrainConfig config = config_of(Bias::per_unit, "he");
    config.dropout = 0.3;
    config.l2 = 0.1;
    BOOST_TEST((check_network(config).verdict == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(the_first_case_study_has_a_right_gradient) {
    TrainConfig config = config_of(Bias::shared, "dead-class");
    config.output_relu = true;
    BOOST_TEST((check_network(config).verdict == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_nothing_but_rounding_counts_as_right) {
    // One bias for all logits moves no probability: its gradient is 0 but for rounding
    const auto report = check_network(config_of(Bias::shared, "he"));
    BOOST_TEST((report.verdict == Verdict::holds));
    BOOST_TEST(report.max_relative_error < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_second_case_study_fails_at_its_biases_and_nowhere_else) {
    const auto report = check_network(config_of(Bias::one_number_rule, "stuck-bias"));
    BOOST_TEST((report.verdict == Verdict::fails));
    BOOST_TEST((failing(report) == std::set<std::string>{"b1", "b2"}));
}

BOOST_AUTO_TEST_CASE(a_defect_that_was_asked_for_is_named_and_trained) {
    const std::string sentence =
        checked_sentence(config_of(Bias::one_number_rule, "stuck-bias"));
    BOOST_TEST(contains(sentence, "fails at b1 and b2, as this run asks for"));
}

BOOST_AUTO_TEST_CASE(a_sound_network_is_said_to_hold) {
    const std::string sentence = checked_sentence(config_of(Bias::per_unit, "he"));
    BOOST_TEST(contains(sentence, "The gradient of all 258 parameters holds"));
}

BOOST_AUTO_TEST_CASE(the_v_curve_falls_and_rises_and_complex_step_stays_down) {
    const VCurve curve = measure_v_curve(config_of(Bias::per_unit, "he"));
    BOOST_TEST_REQUIRE(curve.series.size() == 5u);
    for (const auto& series : curve.series) {
        BOOST_TEST(series.errors.size() == curve.steps.size());
    }
    const auto& central = curve.series[1].errors;
    const double best = *std::ranges::min_element(central);
    BOOST_TEST(best < 1e-8);
    BOOST_TEST(central.front() > 100 * best);
    BOOST_TEST(central.back() > 100 * best);
    BOOST_TEST(curve.series[2].method == "complex step");
    BOOST_TEST(curve.series[2].errors.front() < 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()
