/// Tests of src/chainrule/stepper/text.hpp.
#include "chainrule/stepper/text.hpp"

#include "chainrule/book/utf8.hpp"
#include "chainrule/steps/registry.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using chainrule::stepper::as_text;
using chainrule::stepper::Trace;
using chainrule::steps::find_step;

namespace {

bool contains(const std::string& text, std::string_view piece) {
    return text.find(piece) != text.npos;
}

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, chainrule::book::display_width(line));
    }
    return widest;
}

Trace walk(std::string_view step) {
    return chainrule::stepper::trace(find_step(step), 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(sections_stand_in_the_order_in_which_a_learner_needs_them) {
    const std::string text = as_text(walk("softmax_cross_entropy"), 80);
    std::size_t last = 0;
    for (const auto title : {"── Statement ",
                             "── Rule ",
                             "── Derivation ",
                             "── Shapes ",
                             "── Numbers ",
                             "── Check: holds ",
                             "── Usual mistakes ",
                             "── Numerics ",
                             "── Errors ",
                             "── Source ",
                             "── Next "}) {
        const std::size_t place = text.find(title);
        BOOST_TEST_REQUIRE(place != text.npos, title << " is missing");
        BOOST_TEST(place >= last, title << " stands too early");
        last = place;
    }
}

BOOST_AUTO_TEST_CASE(rule_and_derivation_are_set_in_plain_maths) {
    const std::string text = as_text(walk("linear"), 80);
    BOOST_TEST(contains(text, "W\u0304 = Z\u0304 Xᵀ"));
    BOOST_TEST(contains(text, "∂Z_hn / ∂W_hd = X_dn"));
}

BOOST_AUTO_TEST_CASE(shapes_are_given_in_letters_and_in_the_numbers_of_the_example) {
    const Trace trace = walk("linear");
    const auto& weights = trace.inputs[0].values;
    const std::string row =
        fmt::format("W      weights      H×D    {}×{}   one row per unit",
                    weights.n_rows,
                    weights.n_cols);
    BOOST_TEST(contains(as_text(trace, 80), row));
}

BOOST_AUTO_TEST_CASE(numbers_of_the_example_are_shown_to_three_decimals) {
    const Trace trace = walk("linear");
    const std::string text = as_text(trace, 100);
    for (const auto* matrices : {&trace.inputs, &trace.outputs, &trace.cotangents}) {
        for (const auto& matrix : *matrices) {
            for (const double value : matrix.values) {
                BOOST_TEST(contains(text, fmt::format("{:.3f}", value)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_check_of_the_contract_has_a_line_with_its_error) {
    const Trace trace = walk("relu");
    const std::string text = as_text(trace, 100);
    BOOST_TEST(
        contains(text, fmt::format("{:.1e}", trace.contract.lines[0].error_bar)));
    BOOST_TEST(trace.contract.lines.size() > 5u);
    for (const auto& line : trace.contract.lines) {
        BOOST_TEST(contains(text, "  " + line.check), "no line for " << line.check);
    }
}

BOOST_AUTO_TEST_CASE(a_failing_contract_is_told_in_the_heading) {
    Trace trace = walk("relu");
    trace.contract.verdict = chainrule::Verdict::fails;
    BOOST_TEST(contains(as_text(trace, 80), "── Check: fails "));
}

BOOST_AUTO_TEST_CASE(every_mistake_has_its_sentence_and_where_it_cannot_be_seen) {
    const Trace trace = walk("relu");
    const std::string text = as_text(trace, 100);
    BOOST_TEST(trace.mistakes.size() > 1u);
    for (const auto& mistake : trace.mistakes) {
        BOOST_TEST(contains(text, fmt::format("{}:\n", mistake.name)));
        BOOST_TEST(contains(text, mistake.sentence.substr(0, 40)));
        BOOST_TEST(contains(text, fmt::format("when {}", mistake.hidden_when)));
    }
}

BOOST_AUTO_TEST_CASE(a_mistake_of_another_shape_is_given_away_by_its_shape) {
    const std::string text = as_text(walk("broadcast"), 80);
    BOOST_TEST(contains(text, "keeps_the_copies:\n"));
    BOOST_TEST(contains(text, "Its shape gives it away here."));
    BOOST_TEST(!contains(text, "Error here: inf"));
}

BOOST_AUTO_TEST_CASE(no_line_of_any_step_is_wider_than_asked) {
    for (const auto& step : chainrule::steps::all_steps()) {
        const Trace trace = chainrule::stepper::trace(step, 1);
        for (const std::size_t width : {40u, 60u, 80u, 120u}) {
            BOOST_TEST_CONTEXT(step.name << " at " << width) {
                BOOST_TEST(widest_line(as_text(trace, width)) <= width);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_page_is_neither_narrower_than_40_columns_nor_wider_than_100) {
    const Trace trace = walk("relu");
    BOOST_TEST(as_text(trace, 1) == as_text(trace, 40));
    BOOST_TEST(as_text(trace, 200) == as_text(trace, 100));
}

BOOST_AUTO_TEST_CASE(no_line_ends_in_a_space) {
    BOOST_TEST(!contains(as_text(walk("linear"), 80), " \n"));
}

BOOST_AUTO_TEST_SUITE_END()
