/// The text of every registered step against the step's own description: names,
/// symbols and shapes cannot drift apart.
#include "chainrule/book/step_text.hpp"
#include "chainrule/steps/registry.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using chainrule::book::StepText;
using chainrule::book::Symbol;
using chainrule::steps::all_steps;
using chainrule::steps::Step;

namespace {

StepText text_of(const Step& step) {
    return chainrule::book::parse_step_text(step.header, step.text);
}

const Symbol* find(const StepText& text, const std::string& code) {
    for (const Symbol& symbol : text.symbols) {
        if (symbol.code == code) return &symbol;
    }
    return nullptr;
}

/// The table's row for an input or output, or for its cotangent, with the same shape.
template <class Described>
void check_row(const Symbol& row, const Described& described) {
    BOOST_TEST(row.rows == described.rows);
    BOOST_TEST(row.cols == described.cols);
}

template <class Described>
void check_named(const StepText& text, const Described& described) {
    BOOST_TEST_CONTEXT("symbol " << described.name) {
        const Symbol* row = find(text, std::string(described.name));
        BOOST_TEST_REQUIRE(row != nullptr);
        BOOST_TEST(row->maths == described.symbol);
        check_row(*row, described);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_texts)

BOOST_AUTO_TEST_CASE(every_text_is_that_of_its_step) {
    for (const Step& step : all_steps()) BOOST_TEST(text_of(step).step == step.name);
}

BOOST_AUTO_TEST_CASE(a_step_builds_on_no_step_that_comes_later) {
    std::set<std::string_view> later;
    for (const Step& step : all_steps()) later.insert(step.name);
    for (const Step& step : all_steps()) {
        for (const std::string& name : text_of(step).builds_on) {
            BOOST_TEST(!later.contains(name), step.name << " builds on " << name);
        }
        later.erase(step.name);
    }
}

BOOST_AUTO_TEST_CASE(the_table_of_symbols_names_every_input_and_output) {
    for (const Step& step : all_steps()) {
        BOOST_TEST_CONTEXT("step " << step.name) {
            const StepText text = text_of(step);
            for (const auto& input : step.inputs) check_named(text, input);
            for (const auto& output : step.outputs) check_named(text, output);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_table_names_the_cotangent_of_every_output) {
    for (const Step& step : all_steps()) {
        const StepText text = text_of(step);
        for (const auto& output : step.outputs) {
            BOOST_TEST_CONTEXT("step " << step.name << ", output " << output.name) {
                const Symbol* row = find(text, std::string(output.name) + "_bar");
                BOOST_TEST_REQUIRE(row != nullptr);
                check_row(*row, output);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_table_names_the_cotangents_of_just_the_differentiable_inputs) {
    for (const Step& step : all_steps()) {
        const StepText text = text_of(step);
        for (const auto& input : step.inputs) {
            BOOST_TEST_CONTEXT("step " << step.name << ", input " << input.name) {
                const Symbol* row = find(text, std::string(input.name) + "_bar");
                BOOST_TEST_REQUIRE((row != nullptr) == input.differentiable);
                if (row) check_row(*row, input);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
