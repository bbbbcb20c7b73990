/// What is too small at x for f to show is judged where it is larger.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

using chainrule::check_gradient;
using chainrule::check_jacobian;
using chainrule::CheckOptions;
using chainrule::OracleResult;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::oracle_of;

namespace {

/// Brown's badly scaled function: at (1, 1) it is 1e12, and its slope along the second
/// entry 4e-6.
double brown(const arma::vec& x) {
    return std::pow(x(0) - 1e6, 2) + std::pow(x(1) - 2e-6, 2) +
           std::pow(x(0) * x(1) - 2.0, 2);
}

/// With a factor on the second entry.
auto brown_gradient(double factor) {
    return [=](const arma::vec& x) {
        const double product = x(0) * x(1) - 2.0;
        return arma::vec{2.0 * (x(0) - 1e6) + 2.0 * product * x(1),
                         factor * (2.0 * (x(1) - 2e-6) + 2.0 * product * x(0))};
    };
}

const arma::vec start{1.0, 1.0};

bool is_asked(const Report& report) {
    return std::any_of(report.oracles.begin(),
                       report.oracles.end(),
                       [](const OracleResult& one) { return one.name == "beside x"; });
}

/// 1000 x1^2 hides the slope of the rest, which is 5e-8 at x0 = 3.
double hidden(const arma::vec& x) {
    return 1000.0 * x(1) * x(1) + std::exp(3.0 * (x(0) - 9.0));
}

/// With a factor on the small entry.
auto hidden_gradient(double factor) {
    return [=](const arma::vec& x) {
        return arma::vec{factor * 3.0 * std::exp(3.0 * (x(0) - 9.0)), 2000.0 * x(1)};
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(beside)

BOOST_AUTO_TEST_CASE(a_right_rule_holds_where_its_small_entry_is_larger) {
    const Report report = check_gradient(brown, brown_gradient(1.0), start);
    BOOST_TEST(report.verdict == Verdict::holds);
    const OracleResult result = oracle_of(report, "beside x");
    BOOST_TEST(result.verdict == Verdict::holds);
    BOOST_TEST(result.error_bar < 1e-5);
    BOOST_TEST(result.note == "1 of 1 entries too small at x");
}

BOOST_AUTO_TEST_CASE(a_part_in_1e4_of_an_entry_that_f_cannot_show_is_found_there) {
    const Report report = check_gradient(brown, brown_gradient(1.0001), start);
    BOOST_TEST(report.entries_failing == 0u);  // at x itself
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(oracle_of(report, "beside x").max_relative_error > 0.9e-4);
    BOOST_TEST(report.notes.back().find("x(1, 0), claimed -4e-06, is too small at x") ==
               0u);
}

BOOST_AUTO_TEST_CASE(it_is_not_asked_where_every_entry_can_be_seen) {
    const arma::vec x{2.0, -3.0};
    const Report report =
        check_gradient([](const arma::vec& v) { return v(0) * v(0) * v(1); },
                       [](const arma::vec& v) {
                           return arma::vec{2.0 * v(0) * v(1), v(0) * v(0)};
                       },
                       x);
    BOOST_TEST(!is_asked(report));
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_zero_is_not_small_but_the_audits_to_name) {
    const arma::vec x{0.0, 3.0};  // the first weight hides the second entry
    const Report report = check_gradient([](const arma::vec& v) { return v(0) * v(1); },
                                         [](const arma::vec& v) {
                                             return arma::vec{v(1), 2.0 * v(0)};
                                         },
                                         x);
    BOOST_TEST(!is_asked(report));
    BOOST_TEST(report.verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_gradient_that_was_computed_once_says_nothing_of_other_points) {
    const arma::vec saved = brown_gradient(1.0)(start);
    const Report report = check_gradient(
        brown, [&](const arma::vec&) { return saved; }, start);
    BOOST_TEST(!is_asked(report));
    BOOST_TEST(report.verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_series_that_is_wrong_away_from_x_alone_is_not_held_against_it) {
    const auto f = [](const arma::vec& v) {
        return (1.0 - std::cos(v(0))) / (v(0) * v(0));
    };
    const auto series = [](double factor) {
        return [=](const arma::vec& v) { return arma::vec{-factor * v(0) / 12.0}; };
    };
    const arma::vec x{1e-4};  // f has lost half of its digits here
    BOOST_TEST(check_gradient(f, series(1.0), x).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(f, series(2.0), x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(it_can_be_left_out) {
    CheckOptions options;
    options.oracles.beside = false;
    const Report report = check_gradient(brown, brown_gradient(1.0001), start, options);
    BOOST_TEST(!is_asked(report));
    BOOST_TEST(report.verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(points_at_which_f_may_not_be_asked_are_not_asked) {
    CheckOptions options;
    options.inside = [](const arma::vec& at) { return at(1) < 6.0; };
    const arma::vec x{3.0, 3.0};
    bool left = false;
    const auto f = [&](const arma::vec& at) {
        left = left || !(at(1) < 6.0);
        return hidden(at);
    };
    const auto found = [&](double factor) {
        return check_gradient(f, hidden_gradient(factor), x, options).verdict;
    };
    BOOST_TEST(found(1.0) == Verdict::holds);
    BOOST_TEST(found(1.001) == Verdict::fails);
    BOOST_TEST(!left);
}

BOOST_AUTO_TEST_CASE(a_small_entry_of_a_jacobian_is_named_by_its_row_and_column) {
    const auto f = [](const arma::vec& v) { return arma::vec{v(0) * v(1), hidden(v)}; };
    const auto jacobian = [](const arma::vec& v) {
        arma::mat J(2, 2);
        J.row(0) = arma::rowvec{v(1), v(0)};
        J.row(1) = hidden_gradient(1.001)(v).st();
        return J;
    };
    const Report report = check_jacobian(f, jacobian, arma::vec{3.0, 3.0});
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.notes.back().find("Jacobian(1, 0), claimed") == 0u);
}

BOOST_AUTO_TEST_CASE(a_budget_that_is_spent_leaves_it_out) {
    CheckOptions options;
    options.budget.evaluations = 130;
    const Report report = check_gradient(brown, brown_gradient(1.0001), start, options);
    BOOST_TEST(report.evaluations <= 130u);
    BOOST_TEST(report.verdict != Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
