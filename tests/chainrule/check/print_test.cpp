/// The report as a person reads it.
#include "chainrule/check.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

using namespace chainrule;
using chainrule::tests::contains;
using chainrule::tests::random_matrix;

namespace {

std::string printed(const Report& report) {
    std::ostringstream out;
    out << report;
    return out.str();
}

/// Lines longer than 100 columns or with blanks at their end.
std::size_t ugly_lines(const std::string& text) {
    std::istringstream lines(text);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 100 || line.ends_with(' ')) ++count;
    }
    return count;
}

double value(const arma::vec& x) {
    return arma::accu(arma::exp(0.3 * x));
}
arma::vec slope(const arma::vec& x) {
    return 0.3 * arma::exp(0.3 * x);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(print)

BOOST_AUTO_TEST_CASE(a_pass_states_its_digits_and_what_it_would_have_seen) {
    const Report report = check_gradient(value, slope, arma::vec{0.1, -1.0, 2.0});
    const std::string text = printed(report);
    BOOST_TEST(contains(text, "gradient holds to 1"), text);
    BOOST_TEST(contains(text, "digits: 3 of 3 entries examined, "), text);
    BOOST_TEST(ugly_lines(text) == 0u, text);
}

BOOST_AUTO_TEST_CASE(derivatives_asked_more_often_than_f_are_counted_beside_it) {
    Report report;
    report.subject = "gradient";
    report.evaluations = 165;
    report.gradient_evaluations = 2;
    BOOST_TEST(printed(report).ends_with("165 evaluations of f\n"), printed(report));
    report.gradient_evaluations = 10220;
    BOOST_TEST(contains(printed(report),
                        "165 evaluations of f and 10220 of the claimed derivatives\n"),
               printed(report));
}

BOOST_AUTO_TEST_CASE(a_failure_states_both_values_and_the_evidence_within_the_page) {
    CheckOptions options;
    options.blocks = {{"a_rather_long_name", 2, 1}, {"b", 1, 1}};
    const Report report = check_gradient(
        value,
        [](const arma::vec& x) { return arma::vec(2.0 * slope(x)); },
        arma::vec{0.1, -1.0, 2.0},
        options);
    const std::string text = printed(report);
    BOOST_TEST(contains(text, "gradient fails: 3 of 3 entries examined, 3 wrong"),
               text);
    BOOST_TEST(contains(text, "a_rather_long_name(0, 0)"), text);
    BOOST_TEST(contains(text, "diagnosis: "), text);
    BOOST_TEST(ugly_lines(text) == 0u, text);
}

BOOST_AUTO_TEST_CASE(a_quick_pass_states_what_it_may_have_missed) {
    CheckOptions options;
    options.quick = true;
    const Report report =
        check_gradient(value, slope, arma::vec(random_matrix(400, 1, 3)), options);
    const std::string text = printed(report);
    BOOST_TEST(contains(text, ": 0 of 400 entries"), text);
    BOOST_TEST(!contains(text, "16 digits"), text);
    BOOST_TEST(!contains(text, "nan"), text);
    BOOST_TEST(ugly_lines(text) == 0u, text);
}

BOOST_AUTO_TEST_CASE(the_probability_of_a_miss_is_a_sentence) {
    Report report;
    report.subject = "gradient";
    report.verdict = Verdict::holds;
    report.entries = 9;
    report.error_size = 0.001;
    report.miss_probability = 0.02;
    BOOST_TEST(contains(printed(report),
                        "unseen: an error of 0.001 times the length of the gradient, "
                        "spread over its entries in any way,\n  would have been missed "
                        "with probability 0.02"),
               printed(report));
}

BOOST_AUTO_TEST_CASE(a_question_settled_before_any_comparison_says_so) {
    const Report report = check_gradient(
        value,
        [](const arma::vec& x) { return arma::rowvec(slope(x).t()); },
        arma::vec{0.1, -1.0});
    BOOST_TEST(printed(report) ==
               "gradient fails: nothing was compared, 1 evaluation of f\n"
               "diagnosis: shape: need 2x1, got 1x2, the transpose\n");
}

BOOST_AUTO_TEST_CASE(what_all_failing_rows_have_found_is_said_once) {
    const auto times_two = [](const arma::vec& x) { return arma::vec(2.0 * slope(x)); };
    const std::string text =
        printed(check_gradient(value, times_two, arma::vec{0.1, -1.0, 2.0}));
    const std::string finding = "gap constant in h: the rule is wrong";
    BOOST_TEST(contains(text, "\n  * " + finding), text);
    BOOST_TEST(text.find(finding) == text.rfind(finding), text);
    BOOST_TEST(contains(text, " *\n"), text);
    BOOST_TEST(!contains(text, "; gap"), text);
}

BOOST_AUTO_TEST_CASE(an_oracle_without_a_say_is_not_counted) {
    const auto kinked = [](const arma::vec& x) { return arma::accu(arma::abs(x)); };
    const auto signs = [](const arma::vec& x) { return arma::vec(arma::sign(x)); };
    const Report report = check_gradient(kinked, signs, arma::vec{0.0, 1.0, -2.0});
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(contains(printed(report), "not counted  f is not smooth"), report);
    BOOST_TEST(!contains(printed(report), "undecided"), report);
}

BOOST_AUTO_TEST_CASE(a_zero_has_no_sign) {
    const Report report = check_gradient(
        [](const arma::vec&) { return 1.0; },
        [](const arma::vec& x) { return arma::vec(x.n_elem, arma::fill::value(-0.0)); },
        arma::vec{1.0, 2.0});
    BOOST_TEST(contains(printed(report), "x(0, 0)  0 "), report);
    BOOST_TEST(!contains(printed(report), "-0 "), report);
}

BOOST_AUTO_TEST_CASE(long_sentences_are_broken_between_words) {
    Report report;
    report.subject = "gradient";
    for (int i = 0; i < 40; ++i) {
        report.diagnosis += (i ? " " : "") + std::string("word");
    }
    BOOST_TEST(ugly_lines(report.diagnosis) == 1u);
    report.oracles.push_back({"an oracle", 1.0, 0.5, Verdict::fails, report.diagnosis});
    BOOST_TEST(ugly_lines(printed(report)) == 0u, printed(report));
}

BOOST_AUTO_TEST_SUITE_END()
