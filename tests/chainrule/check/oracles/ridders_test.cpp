/// Ridders' method as a second opinion: right where the original is deceived, and heard
/// where it contradicts another oracle.
#include "chainrule/check.hpp"
#include "chainrule/check/oracles/judge_entries.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <string>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::OracleResult;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::oracle_of;

namespace {

using Scalar = std::function<double(double)>;

Report checked(const Scalar& f,
               const Scalar& slope,
               double x,
               bool differences = true) {
    CheckOptions options;
    options.oracles.ridders = true;
    options.oracles.differences = differences;
    return check_gradient([&](const arma::vec& v) { return f(v(0)); },
                          [&](const arma::vec& v) { return arma::vec{slope(v(0))}; },
                          arma::vec{x},
                          options);
}

OracleResult ridders_of(const Report& report) {
    return oracle_of(report, "Ridders");
}

double sine(double x) {
    return std::sin(x);
}
double cosine(double x) {
    return std::cos(x);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ridders)

BOOST_AUTO_TEST_CASE(its_bar_holds_where_neighbouring_steps_agree_by_accident) {
    struct Case {
        Scalar f, slope;
        double x;
    };
    const std::vector<Case> cases{
        {[](double x) { return std::exp(x); },
         [](double x) { return std::exp(x); },
         30},
        {[](double x) { return std::sin(1000 * x); },
         [](double x) { return 1000 * std::cos(1000 * x); },
         0.3},
        {[](double x) { return 1e8 + std::sin(x); }, cosine, 1.0},
        {[](double x) { return 1e-12 * std::sin(x); },
         [](double x) { return 1e-12 * std::cos(x); },
         1.0},
        {[](double x) { return std::log(x); }, [](double x) { return 1 / x; }, 1e-3},
        {[](double x) { return std::sin(x) * (1 + 1e-9 * std::sin(1e12 * x)); },
         cosine,
         1.0},
        {[](double x) { return 3 * x; }, [](double) { return 3.0; }, 1.0},
        {[](double x) { return std::pow(x - 1, 4); },
         [](double x) { return 4 * std::pow(x - 1, 3); },
         1.001},
        {[](double x) { return std::max(x, 0.0); }, [](double) { return 0.0; }, -1e-3},
    };
    for (const Case& one : cases) {
        for (const bool differences : {true, false}) {
            const Report right = checked(one.f, one.slope, one.x, differences);
            const OracleResult oracle = ridders_of(right);
            BOOST_TEST(oracle.verdict == Verdict::holds, right);
            BOOST_TEST(oracle.max_relative_error <= oracle.error_bar);
            BOOST_TEST(oracle.error_bar < 1e-4);
        }
        const Report wrong = checked(
            one.f, [&](double x) { return 1.001 * one.slope(x) + 1e-15; }, one.x);
        BOOST_TEST(ridders_of(wrong).verdict == Verdict::fails, wrong);
    }
}

BOOST_AUTO_TEST_CASE(it_does_not_fall_below_the_noise) {
    const auto noisy = [](double x) { return std::sin(x) + 1e-6 * std::sin(1e13 * x); };
    const Report report = checked(noisy, cosine, 1.0);
    BOOST_TEST(ridders_of(report).error_bar > 1e-7);
    BOOST_TEST(ridders_of(report).verdict != Verdict::fails, report);
}

BOOST_AUTO_TEST_CASE(it_gives_no_opinion_on_a_kink) {
    const auto absolute = [](double x) { return std::abs(x); };
    const Report report = checked(
        absolute, [](double) { return 0.3; }, 0.0);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(ridders_of(report).verdict == Verdict::undecided);
    // nor alone: the mean of both slopes would be 0
    const Report alone = checked(
        absolute, [](double) { return 1.0; }, 0.0, false);
    BOOST_TEST(ridders_of(alone).verdict != Verdict::fails, alone);
}

BOOST_AUTO_TEST_CASE(its_steps_are_not_those_of_the_ladder) {
    std::vector<double> asked;
    CheckOptions options;
    options.oracles.ridders = true;
    const auto f = [&](const arma::vec& v) {
        asked.push_back(v(0));
        return sine(v(0));
    };
    const auto slope = [](const arma::vec& v) { return arma::vec{cosine(v(0))}; };
    (void)check_gradient(f, slope, arma::vec{1.0}, options);
    const std::vector<double> both = asked;
    asked.clear();
    options.oracles.ridders = false;
    (void)check_gradient(f, slope, arma::vec{1.0}, options);
    std::size_t own = 0;
    for (const double x : both) own += std::count(asked.begin(), asked.end(), x) == 0;
    BOOST_TEST(own >= 16u);
}

BOOST_AUTO_TEST_CASE(oracles_that_contradict_each_other_leave_the_entry_undecided) {
    using namespace chainrule::check;
    Comparison by_complex, by_steps;
    by_complex.numerical = 2.0;
    by_complex.error_bar = 1e-12;
    by_complex.verdict = Verdict::holds;
    by_steps = by_complex;
    by_steps.numerical = 2.0 + 1e-9;
    by_steps.error_bar = 1e-10;
    std::vector<std::string> notes;
    const Comparison chosen = detail::reconcile(
        {{"complex step", by_complex, 0.0}, {"differences", by_steps, 0.0}},
        "W(2, 0)",
        notes);
    BOOST_TEST(chosen.verdict == Verdict::undecided);
    BOOST_TEST(notes.size() == 1u);
    BOOST_TEST(notes.front() ==
               "oracles disagree at W(2, 0): 2 by complex step, 2 by "
               "differences");

    by_steps.error_bar = 1e-9;
    notes.clear();
    BOOST_TEST(detail::reconcile(
                   {{"complex step", by_complex, 0.0}, {"differences", by_steps, 0.0}},
                   "W(2, 0)",
                   notes)
                   .verdict == Verdict::holds);
    BOOST_TEST(notes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
