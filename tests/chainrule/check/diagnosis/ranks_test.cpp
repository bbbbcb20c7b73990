/// Examples left out or left alone, told from the rank of weights and bias together,
/// without any named value.
#include "chainrule/check/diagnosis/ranks.hpp"
#include "tests/support/spoilt_network.hpp"

#include "chainrule/check.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace chainrule;
using namespace chainrule::tests;

namespace {

const NetworkSize relu{{6, 8, 3}, 32, Activation::relu, Loss::cross_entropy, 0.0, 41};
const NetworkSize sigmoid{
    {6, 8, 7, 4}, 32, Activation::sigmoid, Loss::cross_entropy, 0.0, 42};
const NetworkSize decay{{6, 4}, 32, Activation::relu, Loss::cross_entropy, 0.02, 43};
const NetworkSize one_output{{7, 1}, 32, Activation::relu, Loss::squared, 0.0, 44};

/// Without the number of examples, by which they would be counted elsewhere.
Report report_of(const NetworkSize& size, const Spoils& spoils) {
    const SpoiltNetwork network(size);
    CheckOptions options = network.options(false);
    std::erase_if(options.sizes, [](const Size& one) { return one.name == "N"; });
    return check_gradient(
        [&](const arma::vec& x) { return network.loss(x); },
        [&](const arma::vec& x) { return network.gradient(x, spoils); },
        network.x(),
        options);
}

Spoils without(arma::uword first, arma::uword last) {
    Spoils spoils;
    spoils.output = [=](const Pass&, arma::mat& dZ) { dZ.cols(first, last).zeros(); };
    return spoils;
}

/// That every block is said to lack a term, all in these words.
void expect(const Report& report, const std::string& words) {
    BOOST_TEST(report.verdict == Verdict::fails);
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(Mistake::missing_term),
                   one.block << ": " << report.diagnosis);
    }
    BOOST_TEST(report.diagnosis.find(words) != std::string::npos, report.diagnosis);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ranks)

BOOST_AUTO_TEST_CASE(an_example_left_out_shows_in_weights_and_biases_alike) {
    expect(
        report_of(relu, without(31, 31)),
        "W2 and b2: the claimed value and the numerical one differ by one column times "
        "one row");
    expect(report_of(sigmoid, without(0, 0)),
           "W3 and b3: the claimed value and the numerical one differ by one column");
}

BOOST_AUTO_TEST_CASE(one_example_alone_shows_in_weights_and_bias_beside_a_penalty) {
    expect(
        report_of(decay, without(1, 31)),
        "all blocks: apart from lambda*W1, the claimed value is one column times one "
        "row");
}

BOOST_AUTO_TEST_CASE(an_example_left_out_of_a_single_output_shows_in_its_direction) {
    expect(
        report_of(one_output, without(31, 31)),
        "all blocks: the claimed value and the numerical one differ by a number times "
        "the same vector at every point");
}

BOOST_AUTO_TEST_CASE(
    a_slope_missing_behind_a_single_output_is_not_taken_for_an_example) {
    // W2'*(P - Y) is a column times a row, too
    const NetworkSize size{{6, 8, 1}, 32, Activation::tanh, Loss::squared, 0.0, 45};
    Spoils spoils;
    spoils.activation =
        [](const Pass&, std::size_t, const arma::mat& dA, arma::mat& dZ) { dZ = dA; };
    for (const Diagnosis& one : report_of(size, spoils).diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(Mistake::missing_factor), one.text);
    }
}

BOOST_AUTO_TEST_CASE(a_bias_beside_weights_left_at_zero_is_no_example) {
    Spoils spoils;
    spoils.result = [](const Pass&, std::vector<arma::mat>& dW, auto& db) {
        dW[2].zeros();
        db[2] = arma::square(db[2]);
    };
    for (const Diagnosis& one : report_of(relu, spoils).diagnoses) {
        BOOST_TEST(one.text.find("one column times") == std::string::npos, one.text);
    }
}

BOOST_AUTO_TEST_CASE(wrong_rows_are_no_example) {
    Spoils spoils;
    spoils.result = [](const Pass&, std::vector<arma::mat>& dW, auto&) {
        dW[1].row(2) *= 1.5;
    };
    BOOST_TEST(report_of(relu, spoils).diagnosis.find("column times") ==
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
