/// What a report says of the check itself: which mistakes this input would have hidden,
/// and whether a better input shows one.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace chainrule;
using chainrule::tests::mentions;

namespace {

double penalised(const arma::mat& w) {
    return arma::accu(arma::sin(w)) + 0.5 * arma::accu(arma::square(w));
}

arma::mat without_penalty(const arma::mat& w) {
    return arma::cos(w);
}

arma::mat with_penalty(const arma::mat& w) {
    return arma::cos(w) + w;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit)

BOOST_AUTO_TEST_CASE(a_penalty_hidden_by_zero_weights_is_found_at_a_better_input) {
    CheckOptions options;
    options.blocks = {{"W", 3, 2}};
    const arma::mat zero(3, 2, arma::fill::zeros);
    const Report hidden = check_gradient(penalised, without_penalty, zero, options);
    BOOST_TEST(hidden.verdict == Verdict::holds, hidden);
    BOOST_TEST(mentions(hidden.audit, "W is zero"), hidden);
    BOOST_TEST(mentions(hidden.audit, "with respect to W is wrong there"), hidden);

    const Report right = check_gradient(penalised, with_penalty, zero, options);
    BOOST_TEST(mentions(right.audit, "W is zero"), right);
    BOOST_TEST(
        mentions(right.audit, "better input, W drawn at random, the same claim holds"),
        right);
}

BOOST_AUTO_TEST_CASE(a_better_input_outside_the_domain_is_not_tried) {
    const auto f = [](const arma::vec& x) { return arma::accu(arma::exp(x)); };
    const auto gradient = [](const arma::vec& x) { return arma::vec(arma::exp(x)); };
    const arma::vec zero(3, arma::fill::zeros);
    CheckOptions options;
    BOOST_TEST(mentions(check_gradient(f, gradient, zero, options).audit,
                        "at a better input"));
    options.inside = [](const arma::vec& x) { return arma::norm(x, "inf") < 0.25; };
    const Report hidden = check_gradient(f, gradient, zero, options);
    BOOST_TEST(hidden.verdict == Verdict::holds, hidden);
    BOOST_TEST(mentions(hidden.audit, "x is zero"), hidden);
    BOOST_TEST(!mentions(hidden.audit, "better input"), hidden);
}

BOOST_AUTO_TEST_CASE(what_is_special_about_an_input_is_named) {
    const auto about = [](const arma::mat& w) {
        return check_gradient(penalised, with_penalty, w).audit;
    };
    BOOST_TEST(mentions(about(arma::mat(2, 3, arma::fill::ones)), "x is all ones"));
    BOOST_TEST(mentions(about(arma::mat(2, 3, arma::fill::value(0.3))),
                        "the same number everywhere"));
    BOOST_TEST(mentions(about(arma::mat{{0.5, 0.0}, {0.0, 0.2}}), "x is diagonal"));
    BOOST_TEST(mentions(about(arma::mat{{0.5, 0.3}, {0.3, 0.2}}), "x is symmetric"));
    BOOST_TEST(mentions(about(arma::mat{{0.5, 0.5, 0.5}, {0.3, 0.3, 0.3}}),
                        "identical columns"));
    BOOST_TEST(
        mentions(about(arma::mat{{0.5, 0.3, 0.1}, {0.5, 0.3, 0.1}}), "identical rows"));
    BOOST_TEST(about(arma::mat{{0.5, 0.3, 0.1}, {0.2, 0.8, 0.7}}).empty());
}

BOOST_AUTO_TEST_CASE(entries_too_small_for_f_to_show_are_named) {
    // Brown's badly scaled function: the last bit of f is 1e-4.
    const auto f = [](const arma::vec& x) {
        return std::pow(x(0) - 1e6, 2) + std::pow(x(1) - 2e-6, 2) +
               std::pow(x(0) * x(1) - 2.0, 2);
    };
    const auto gradient = [](const arma::vec& x) {
        const double product = 2.0 * (x(0) * x(1) - 2.0);
        return arma::vec{2.0 * (x(0) - 1e6) + product * x(1),
                         2.0 * (x(1) - 2e-6) + product * x(0)};
    };
    const Report report = check_gradient(f, gradient, arma::vec{1.0, 1.0});
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(mentions(report.audit, "x(1, 0), claimed -4e-06, is too small"), report);
    BOOST_TEST(!mentions(report.audit, "x(0, 0)"), report);
}

BOOST_AUTO_TEST_CASE(of_many_entries_too_small_for_f_to_show_the_largest_is_named) {
    const arma::vec weights{1.0, 1e-20, 2e-20, 0.0};
    const auto f = [&](const arma::vec& x) { return arma::dot(weights, arma::sin(x)); };
    const auto gradient = [&](const arma::vec& x) {
        return arma::vec(weights % arma::cos(x));
    };
    const Report report = check_gradient(f, gradient, arma::vec{0.3, 0.1, 0.2, 0.4});
    BOOST_TEST(mentions(report.audit, "2 of 4 entries of x are not zero but too small"),
               report);
    BOOST_TEST(mentions(report.audit, "the largest is x(2, 0), claimed 2e-20"), report);
}

BOOST_AUTO_TEST_CASE(sizes_that_hide_each_other_are_named) {
    CheckOptions options;
    options.sizes = {{"N", 1.0}, {"C", 4.0}, {"D", 4.0}};
    const arma::mat w{{0.5, 0.3, 0.1}, {0.2, 0.8, 0.7}};
    const Report report = check_gradient(penalised, with_penalty, w, options);
    BOOST_TEST(mentions(report.audit, "N = 1"));
    BOOST_TEST(mentions(report.audit, "C and D are both 4"));
    BOOST_TEST(mentions(report.visibility.front().hidden, "a factor N"));
}

BOOST_AUTO_TEST_CASE(a_zero_layer_that_blocks_another_is_blamed) {
    CheckOptions options;
    options.blocks = {{"u", 2, 1}, {"v", 2, 1}};
    const auto f = [](const arma::vec& x) {
        return x(0) * x(2) + std::sin(x(1)) * x(3) + x(2) + x(3);
    };
    const auto gradient = [](const arma::vec& x) {
        return arma::vec{x(2), std::cos(x(1)) * x(3), x(0) + 1.0, std::sin(x(1)) + 1.0};
    };
    const Report report =
        check_gradient(f, gradient, arma::vec{0.3, 0.7, 0.0, 0.0}, options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(mentions(report.audit, "u is zero, perhaps because v is zero"), report);
    BOOST_TEST(mentions(report.visibility[0].hidden, "zero"));
    BOOST_TEST(report.visibility[1].hidden.empty(), report);
}

BOOST_AUTO_TEST_CASE(a_visible_block_has_a_small_smallest_error_and_hides_nothing) {
    const arma::mat w{{0.5, 0.3, 0.1}, {0.2, 0.8, 0.7}};
    const Report report = check_gradient(penalised, with_penalty, w);
    BOOST_TEST(report.visibility.size() == 1u);
    BOOST_TEST(report.visibility.front().hidden.empty(), report);
    BOOST_TEST(report.visibility.front().smallest_error < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_derivative_like_its_transpose_or_like_anothers_is_named) {
    CheckOptions options;
    options.blocks = {{"A", 2, 2}, {"B", 2, 2}};
    const auto f = [](const arma::vec& x) { return arma::accu(arma::square(x)); };
    const auto gradient = [](const arma::vec& x) { return arma::vec(2.0 * x); };
    const Report report = check_gradient(
        f, gradient, arma::vec{1.0, 0.5, 0.5, 2.0, 1.0, 0.5, 0.5, 2.0}, options);
    BOOST_TEST(mentions(report.audit, "A is symmetric: its transpose would pass"));
    BOOST_TEST(mentions(report.audit, "B equals that with respect to A"), report);
    BOOST_TEST(mentions(report.visibility[1].hidden, "its transpose"));
}

BOOST_AUTO_TEST_SUITE_END()
