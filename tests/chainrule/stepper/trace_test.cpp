/// Tests of src/chainrule/stepper/trace.hpp.
#include "chainrule/stepper/trace.hpp"

#include "chainrule/steps/registry.hpp"
#include "derivations/02_affine/linear.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::stepper::MistakeShown;
using chainrule::stepper::NamedMatrix;
using chainrule::stepper::Trace;
using chainrule::steps::find_step;
using chainrule::tests::equal;

namespace {

const Trace& linear_walk() {
    static const Trace walk = chainrule::stepper::trace(find_step("linear"), 3);
    return walk;
}

const MistakeShown& mistake(const Trace& walk, std::string_view name) {
    const auto found = std::ranges::find(walk.mistakes, name, &MistakeShown::name);
    BOOST_REQUIRE(found != walk.mistakes.end());
    return *found;
}

std::vector<std::string> names(const std::vector<NamedMatrix>& matrices) {
    std::vector<std::string> all;
    for (const NamedMatrix& matrix : matrices) all.push_back(matrix.name);
    return all;
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(trace)

BOOST_AUTO_TEST_CASE(matrices_stand_in_the_order_of_the_description) {
    const Trace& walk = linear_walk();
    const auto per_element = boost::test_tools::per_element();
    BOOST_TEST(names(walk.inputs) == (Names{"weights", "inputs", "bias"}), per_element);
    BOOST_TEST(names(walk.outputs) == Names{"outputs"}, per_element);
    BOOST_TEST(names(walk.cotangents) == Names{"outputs_bar"}, per_element);
    BOOST_TEST(names(walk.vjp) == (Names{"weights_bar", "inputs_bar", "bias_bar"}),
               per_element);
    BOOST_TEST(walk.vjp[0].maths == "\\bar W");
}

BOOST_AUTO_TEST_CASE(numbers_are_those_of_the_step_itself) {
    const Trace& walk = linear_walk();
    const auto [outputs, saved] = chainrule::Linear::forward<double>(
        walk.inputs[0].values, walk.inputs[1].values, walk.inputs[2].values);
    const auto bars = chainrule::Linear::vjp(saved, walk.cotangents[0].values);
    BOOST_TEST(equal(walk.outputs[0].values, outputs));
    BOOST_TEST(equal(walk.vjp[0].values, bars.weights_bar));
    BOOST_TEST(equal(walk.vjp[1].values, bars.inputs_bar));
    BOOST_TEST(equal<double>(walk.vjp[2].values, bars.bias_bar));
}

BOOST_AUTO_TEST_CASE(the_same_seed_walks_through_the_same_example) {
    const auto& step = find_step("softmax_cross_entropy");
    const Trace one = chainrule::stepper::trace(step, 1);
    const Trace again = chainrule::stepper::trace(step, 1);
    const Trace other = chainrule::stepper::trace(step, 2);
    BOOST_TEST(equal(one.inputs[0].values, again.inputs[0].values));
    BOOST_TEST(!equal(one.inputs[0].values, other.inputs[0].values));
}

BOOST_AUTO_TEST_CASE(only_class_labels_are_whole_numbers) {
    const Trace walk = chainrule::stepper::trace(find_step("softmax_cross_entropy"), 1);
    BOOST_TEST(!walk.inputs[0].whole);
    BOOST_TEST(walk.inputs[1].whole);
}

BOOST_AUTO_TEST_CASE(a_forgotten_mean_is_wrong_by_the_factor_of_the_batch) {
    const Trace walk = chainrule::stepper::trace(find_step("softmax_cross_entropy"), 1);
    const MistakeShown& forgets = mistake(walk, "forgets_the_mean");
    const auto examples = static_cast<double>(walk.inputs[0].values.n_cols);
    BOOST_TEST(forgets.largest_error == examples - 1.0,
               boost::test_tools::tolerance(1e-14));
    BOOST_TEST(forgets.hidden_when == "the batch holds one example (N = 1)");
    BOOST_TEST(forgets.largest_error_where_hidden < 1e-14);
}

BOOST_AUTO_TEST_CASE(a_mistake_whose_shapes_do_not_fit_says_why_and_gives_nothing) {
    const MistakeShown& wrong = mistake(linear_walk(), "weights_not_transposed");
    BOOST_TEST(wrong.vjp.empty());
    BOOST_TEST(wrong.refusal.find("incompatible") != wrong.refusal.npos);
    BOOST_TEST(std::isinf(wrong.largest_error));
    BOOST_TEST(wrong.largest_error_where_hidden < 1e-14);
}

BOOST_AUTO_TEST_CASE(every_mistake_of_every_step_shows_at_the_example) {
    for (const auto& step : chainrule::steps::all_steps()) {
        const Trace walk = chainrule::stepper::trace(step, 1);
        for (const MistakeShown& wrong : walk.mistakes) {
            BOOST_TEST_CONTEXT(step.name << ": " << wrong.name) {
                BOOST_TEST(wrong.largest_error > 1e-3);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_error_is_counted_against_the_largest_right_entry) {
    using chainrule::stepper::largest_error;
    const arma::mat right = {{4.0, -8.0}}, got = {{4.0, -6.0}};
    BOOST_TEST(largest_error({got}, {right}) == 0.25);
    BOOST_TEST(largest_error({right, got}, {right, right}) == 0.25);
    BOOST_TEST(largest_error({right}, {right}) == 0.0);
}

BOOST_AUTO_TEST_CASE(an_error_that_no_number_expresses_is_infinite) {
    using chainrule::stepper::largest_error;
    const arma::mat zero(1, 2, arma::fill::zeros), one(1, 2, arma::fill::ones);
    const arma::mat nan = {{arma::datum::nan, 1.0}}, tall(2, 1, arma::fill::ones);
    BOOST_TEST(largest_error({zero}, {zero}) == 0.0);
    BOOST_TEST(std::isinf(largest_error({one}, {zero})));
    BOOST_TEST(std::isinf(largest_error({nan}, {one})));
    BOOST_TEST(std::isinf(largest_error({tall}, {one})));
}

BOOST_AUTO_TEST_SUITE_END()
