/// boost_test.hpp and print.hpp: what a person reads when a check fails.
#include "chainrule/boost_test.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

using chainrule::gradient_holds;
using chainrule::tests::contains;

namespace {

const auto f = [](const arma::vec& x) { return arma::dot(x, x); };
const auto right = [](const arma::vec& x) { return arma::vec(2.0 * x); };
const auto wrong = [](const arma::vec& x) { return x; };
const arma::vec point{1.5, -0.5};

std::string message(const boost::test_tools::assertion_result& result) {
    const auto text = result.message();
    return {text.begin(), text.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(predicate)

BOOST_AUTO_TEST_CASE(a_right_gradient_makes_the_predicate_true) {
    BOOST_TEST(gradient_holds(f, right, point));
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_makes_it_false_with_the_report_as_message) {
    const auto result = gradient_holds(f, wrong, point);
    BOOST_TEST(!result);
    BOOST_TEST(
        contains(message(result), "x: the claimed value is 1/2 of the numerical one"));
    BOOST_TEST(contains(message(result), "x(0, 0)"), message(result));
}

BOOST_AUTO_TEST_CASE(an_undecided_check_makes_it_false) {
    const auto nowhere = [](const arma::vec&) { return arma::datum::nan; };
    BOOST_TEST(!gradient_holds(nowhere, right, point));
}

BOOST_AUTO_TEST_CASE(every_check_has_a_predicate) {
    const auto jacobian = [](const arma::vec& x) { return arma::mat(2.0 * x.t()); };
    const auto vjp = [](const arma::vec& x, double y_bar) {
        return arma::vec(2.0 * y_bar * x);
    };
    const auto hessian = [](const arma::vec& x) {
        return arma::mat(2.0 * arma::eye(x.n_elem, x.n_elem));
    };
    BOOST_TEST(chainrule::jacobian_holds(f, jacobian, point));
    BOOST_TEST(chainrule::vjp_holds(f, vjp, point));
    BOOST_TEST(chainrule::hessian_holds(f, right, hessian, point));
    BOOST_TEST(!chainrule::hessian_holds(f, wrong, hessian, point));
}

BOOST_AUTO_TEST_CASE(a_printed_report_has_aligned_columns) {
    std::ostringstream out;
    out << chainrule::check_gradient(f, wrong, point);
    std::istringstream lines(out.str());
    std::string line, header;
    while (std::getline(lines, line) && !contains(line, "claimed")) {
    }
    header = line;
    BOOST_REQUIRE(contains(header, "verdict"));
    for (int row = 0; row < 2; ++row) {
        BOOST_REQUIRE(std::getline(lines, line));
        if (line.starts_with("      ")) std::getline(lines, line);  // a long remark
        BOOST_TEST(line.find("fails") == header.find("verdict"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
