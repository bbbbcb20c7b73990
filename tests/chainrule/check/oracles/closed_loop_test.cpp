/// A claim that is the gradient of no function is found without asking f.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::OracleResult;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::oracle_of;

namespace {

double rosenbrock(const arma::vec& x) {
    return 100.0 * std::pow(x(1) - x(0) * x(0), 2) + std::pow(1.0 - x(0), 2);
}

/// With factors on the two entries.
auto gradient(double first, double second) {
    return [=](const arma::vec& x) {
        const double gap = x(1) - x(0) * x(0);
        return arma::vec{first * (-400.0 * x(0) * gap - 2.0 * (1.0 - x(0))),
                         second * 200.0 * gap};
    };
}

template <class F, class G>
OracleResult loop(F&& f, G&& g, const arma::vec& x) {
    CheckOptions options;
    options.oracles.closed_loop = true;
    const Report report = check_gradient(f, g, x, options);
    return oracle_of(report, "closed loop");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(closed_loop)

BOOST_AUTO_TEST_CASE(a_gradient_has_no_circulation) {
    const OracleResult result = loop(rosenbrock, gradient(1.0, 1.0), {-1.2, 1.0});
    BOOST_TEST(result.verdict == Verdict::holds);
    BOOST_TEST(result.error_bar < 1e-12);
}

BOOST_AUTO_TEST_CASE(one_wrong_entry_has) {
    BOOST_TEST(loop(rosenbrock, gradient(1.0, 1.001), {-1.2, 1.0}).verdict ==
               Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_factor_on_all_of_it_passes_for_it_is_a_gradient) {
    BOOST_TEST(loop(rosenbrock, gradient(2.0, 2.0), {-1.2, 1.0}).verdict ==
               Verdict::holds);
}

BOOST_AUTO_TEST_CASE(kinks_on_the_way_are_no_failure) {
    const arma::vec x{0.1, -0.2, 0.3};
    BOOST_TEST(loop([](const arma::vec& v) { return arma::accu(arma::abs(v)) * v(0); },
                    [](const arma::vec& v) {
                        arma::vec g = v(0) * arma::sign(v);
                        g(0) += arma::accu(arma::abs(v));
                        return g;
                    },
                    x)
                   .verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(one_variable_has_no_loop) {
    const OracleResult result = loop([](const arma::vec& v) { return v(0); },
                                     [](const arma::vec&) { return arma::vec{1.0}; },
                                     {0.3});
    BOOST_TEST(result.verdict == Verdict::undecided);
    BOOST_TEST(result.note == "x has one entry: there is no loop");
}

BOOST_AUTO_TEST_SUITE_END()
