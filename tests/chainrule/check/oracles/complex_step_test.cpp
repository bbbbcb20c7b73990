/// The complex-step oracle: asked when f takes complex arguments, believed only when
/// differences do not contradict it.
#include "chainrule/check.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <complex>
#include <string>

using chainrule::check_gradient;
using chainrule::OracleResult;
using chainrule::Report;
using chainrule::Verdict;

namespace {

/// The row of an oracle in a report; nullptr if it was not asked.
const OracleResult* find(const Report& report, const std::string& name) {
    const auto at = std::find_if(report.oracles.begin(),
                                 report.oracles.end(),
                                 [&](const auto& one) { return one.name == name; });
    return at == report.oracles.end() ? nullptr : &*at;
}

const arma::vec point{0.4, -1.3, 2.0};

const auto cube = [](const auto& x) { return arma::accu(x % x % x); };
const auto cube_gradient = [](const arma::vec& x) { return arma::vec(3.0 * x % x); };

}  // namespace

BOOST_AUTO_TEST_SUITE(complex_step)

BOOST_AUTO_TEST_CASE(an_analytic_function_is_judged_to_fourteen_digits) {
    const Report report = check_gradient(cube, cube_gradient, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_REQUIRE(find(report, "complex step"));
    BOOST_TEST(find(report, "complex step")->verdict == Verdict::holds);
    BOOST_TEST(report.error_bar < 1e-14);
    BOOST_TEST(report.worst.front().evidence == "complex step");
}

BOOST_AUTO_TEST_CASE(an_error_in_the_thirteenth_digit_fails) {
    const auto wrong = [](const arma::vec& x) {
        return arma::vec((1.0 + 1e-12) * cube_gradient(x));
    };
    BOOST_TEST(check_gradient(cube, wrong, point).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_real_function_is_not_asked_for_complex_values) {
    const auto real = [](const arma::vec& x) { return cube(x); };
    BOOST_TEST(!find(check_gradient(real, cube_gradient, point), "complex step"));
}

BOOST_AUTO_TEST_CASE(a_real_answer_to_a_complex_argument_is_no_oracle) {
    const auto norm = [](const auto& x) {
        return std::pow(arma::norm(x), 2);  // real for any x
    };
    const auto gradient = [](const arma::vec& x) { return arma::vec(2.0 * x); };
    const Report report = check_gradient(norm, gradient, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(!find(report, "complex step"));
}

BOOST_AUTO_TEST_CASE(a_function_that_conjugates_drops_the_oracle_not_the_rule) {
    const auto conjugating = [](const auto& x) {
        return arma::as_scalar(x.t() * x);  // .t() conjugates
    };
    const auto gradient = [](const arma::vec& x) { return arma::vec(2.0 * x); };
    const auto wrong = [](const arma::vec& x) { return arma::vec(-2.0 * x); };

    const Report report = check_gradient(conjugating, gradient, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_REQUIRE(find(report, "complex step"));
    BOOST_TEST(find(report, "complex step")->verdict == Verdict::undecided);
    BOOST_TEST(find(report, "complex step")->note.find("contradict") !=
               std::string::npos);
    BOOST_TEST(check_gradient(conjugating, wrong, point).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_modulus_in_the_function_drops_the_oracle_not_the_rule) {
    const auto modulus = [](const auto& x) {
        using eT = typename std::decay_t<decltype(x)>::elem_type;
        return eT(arma::accu(arma::abs(x)));
    };
    const auto gradient = [](const arma::vec& x) { return arma::vec(arma::sign(x)); };
    const Report report = check_gradient(modulus, gradient, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(find(report, "complex step")->verdict == Verdict::undecided);
}

BOOST_AUTO_TEST_CASE(a_kink_is_judged_by_differences_whatever_the_complex_branch_says) {
    // The branch on the real part makes complex step see one side only.
    const auto relu = [](const auto& x) {
        using eT = typename std::decay_t<decltype(x)>::elem_type;
        eT sum(0);
        for (const eT& value : x) {
            if (std::real(value) > 0.0) sum += value;
        }
        return sum;
    };
    const auto half = [](const arma::vec& x) {
        return arma::vec{x(0) == 0.0 ? 0.5 : double(x(0) > 0.0), double(x(1) > 0.0)};
    };
    const Report report = check_gradient(relu, half, arma::vec{0.0, 1.0});
    BOOST_TEST(report.verdict == Verdict::holds, report);
}

BOOST_AUTO_TEST_SUITE_END()
