/// Every step passes the contract; and the contract is not passed by a step that is
/// spoilt in any one of the ways it is there to find.
#include "chainrule/steps/contract.hpp"

#include "chainrule/steps/registry.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace chainrule;
using namespace chainrule::steps;

namespace {

std::string failing_lines(const ContractReport& report) {
    std::ostringstream text;
    for (const ContractLine& line : report.lines) {
        if (line.verdict == Verdict::holds) continue;
        text << "\n  " << line.check << ": " << to_string(line.verdict) << ", error "
             << line.largest_error << ", bar " << line.error_bar << "; " << line.note;
    }
    return text.str() + "\n  " + report.vjp.diagnosis;
}

/// The verdict of the line whose check begins with `name`.
Verdict verdict_on(const ContractReport& report, std::string_view name) {
    for (const ContractLine& line : report.lines) {
        if (line.check.starts_with(name)) return line.verdict;
    }
    BOOST_FAIL("the contract has no line " << name);
    return Verdict::undecided;
}

const Step linear_step = find_step("linear");

/// `linear` with its vjp in double changed.
Step with_vjp(std::function<void(Blocks<double>&)> spoil) {
    Step step = linear_step;
    const auto right = step.in<double>().vjp;
    std::get<Calls<double>>(step.calls).vjp = [right, spoil](const auto& inputs,
                                                             const auto& bars) {
        auto cotangents = right(inputs, bars);
        spoil(cotangents);
        return cotangents;
    };
    return step;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_DATA_TEST_CASE(every_step_keeps_the_contract,
                     boost::unit_test::data::make({1, 2, 3, 4, 5}),
                     seed) {
    for (const Step& step : all_steps()) {
        const ContractReport report =
            check_contract(step, static_cast<std::uint64_t>(seed));
        BOOST_TEST((report.verdict == Verdict::holds),
                   step.name << " (" << report.shapes << ")" << failing_lines(report));
    }
}

BOOST_AUTO_TEST_CASE(every_step_has_a_mistake_that_it_rejects) {
    for (const Step& step : all_steps()) {
        BOOST_TEST(!step.mistakes.empty(), step.name << " stores no mistake");
        for (const WrongRule& mistake : step.mistakes) {
            BOOST_TEST(!mistake.name.empty());
            BOOST_TEST(mistake.sentence.ends_with('.'),
                       step.name << "." << mistake.name << " is not a sentence");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_report) {
    for (const std::string_view name : {"linear", "softmax_cross_entropy"}) {
        const auto a = check_contract(find_step(name), 3);
        const auto b = check_contract(find_step(name), 3);
        BOOST_TEST(a.shapes == b.shapes);
        BOOST_TEST(a.vjp.max_relative_error == b.vjp.max_relative_error);
        BOOST_TEST(a.lines.size() == b.lines.size());
    }
}

BOOST_AUTO_TEST_CASE(a_single_wrong_entry_fails) {
    const Step step = with_vjp([](auto& bars) { bars[0](1, 0) *= 1.0 + 1e-6; });
    const ContractReport report = check_contract(step, 1);
    BOOST_TEST((report.verdict == Verdict::fails));
    BOOST_REQUIRE(!report.vjp.worst.empty());
    BOOST_TEST(report.vjp.worst.front().block == "weights");
    BOOST_TEST(report.vjp.worst.front().row == 1u);
    BOOST_TEST(report.vjp.worst.front().col == 0u);
}

BOOST_AUTO_TEST_CASE(a_factor_in_one_block_fails) {
    const Step step = with_vjp([](auto& bars) { bars[2] *= 2.0; });
    BOOST_TEST((check_contract(step, 1).verdict == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(nan_in_the_rule_fails) {
    const Step step = with_vjp([](auto& bars) { bars[1](0) = arma::datum::nan; });
    BOOST_TEST((check_contract(step, 1).verdict == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_right_in_double_and_wrong_in_float_fails) {
    Step step = linear_step;
    const auto right = step.in<float>().vjp;
    std::get<Calls<float>>(step.calls).vjp = [right](const auto& inputs,
                                                     const auto& bars) {
        auto cotangents = right(inputs, bars);
        cotangents[0](0) += 0.01f;
        return cotangents;
    };
    const ContractReport report = check_contract(step, 1);
    BOOST_TEST((report.verdict == Verdict::fails));
    BOOST_TEST((verdict_on(report, "float") == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(a_stored_mistake_that_is_no_mistake_fails) {
    Step step = linear_step;
    step.mistakes.front().vjp = step.in<double>().vjp;
    step.mistakes.front().hidden.reset();
    const ContractReport report = check_contract(step, 1);
    BOOST_TEST((verdict_on(report, "mistake") == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(an_input_that_does_not_hide_the_mistake_fails) {
    Step step = linear_step;
    step.mistakes.front().hidden = Hiding{"never", {}, nullptr};
    const ContractReport report = check_contract(step, 1);
    BOOST_TEST((verdict_on(report, "mistake one_bias_for_the_layer hidden") ==
                Verdict::fails));
}

BOOST_AUTO_TEST_CASE(infinity_at_a_hard_input_fails) {
    Step step = linear_step;
    step.hard_inputs.push_back(
        {"huge weights", [](Examples& inputs) { inputs[0].fill(1e200); }});
    // 1e200 is infinite in float
    BOOST_TEST((verdict_on(check_contract(step, 1), "finite: huge weights") ==
                Verdict::fails));
}

BOOST_AUTO_TEST_CASE(a_step_that_swallows_a_wrong_shape_fails) {
    Step step = linear_step;
    std::get<Calls<double>>(step.calls).forward = [](const Blocks<double>& inputs) {
        return Blocks<double>{arma::mat(inputs[0].n_rows, inputs[1].n_cols)};
    };
    BOOST_TEST((verdict_on(check_contract(step, 1), "refusals") == Verdict::fails));
}

BOOST_AUTO_TEST_SUITE_END()
