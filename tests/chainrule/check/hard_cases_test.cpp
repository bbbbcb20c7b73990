/// Functions of one variable that are known to mislead gradient checkers, each with
/// the verdict that is right.
#include "chainrule/check.hpp"
#include "tests/chainrule/check/scalar_cases.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::tests::ScalarCase;

namespace {

Report check(const ScalarCase& one) {
    return chainrule::check_gradient(
        [&](const arma::vec& x) { return one.f(x(0)); },
        [&](const arma::vec& x) { return arma::vec{one.slope(x(0))}; },
        arma::vec{one.x});
}

void expect(const ScalarCase& one) {
    const Report report = check(one);
    BOOST_TEST(chainrule::to_string(report.verdict) == to_string(one.verdict),
               one << '\n'
                   << report);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hard_cases)

BOOST_DATA_TEST_CASE(a_measured_case_gets_the_right_verdict,
                     boost::unit_test::data::make(chainrule::tests::measured_cases()),
                     one) {
    expect(one);
}

BOOST_DATA_TEST_CASE(a_further_case_gets_the_right_verdict,
                     boost::unit_test::data::make(chainrule::tests::further_cases()),
                     one) {
    expect(one);
}

BOOST_AUTO_TEST_SUITE_END()
