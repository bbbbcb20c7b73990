/// Claims that are a function of the right value, entry by entry.
#include "chainrule/check/diagnosis/distortions.hpp"
#include "chainrule/check.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace chainrule;
using arma::mat;

namespace {

/// The gradient of sum(cos(X .* X)/2) after `change`.
Report report_of(const std::function<void(mat&)>& change) {
    mat X(4, 5);
    for (arma::uword i = 0; i < X.n_elem; ++i) {
        X(i) = 0.3 + 0.07 * double((7 * i) % 20) * (i % 3 == 0 ? -1.0 : 1.0);
    }
    return check_gradient(
        [](const mat& x) { return 0.5 * arma::accu(arma::cos(x % x)); },
        [&](const mat& x) {
            mat g = -x % arma::sin(x % x);
            change(g);
            return g;
        },
        X);
}

Mistake kind_of(const Report& report) {
    return report.diagnoses.empty() ? Mistake::unknown : report.diagnoses.front().kind;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(distortions)

BOOST_AUTO_TEST_CASE(the_sign_in_the_place_of_the_gradient_is_named) {
    const Report report = report_of([](mat& g) { g = arma::sign(g); });
    BOOST_TEST(
        report.diagnosis ==
        "x: the claimed value is the sign of the numerical one, which is divided by "
        "its own size");
    BOOST_TEST((kind_of(report) == Mistake::extra_factor));
}

BOOST_AUTO_TEST_CASE(signs_that_are_not_those_of_the_gradient_are_not_taken_for_them) {
    const Report report = report_of([](mat& g) {
        g = arma::sign(g);
        g(3) = -g(3);
        g(9) = -g(9);
    });
    BOOST_TEST((kind_of(report) == Mistake::unknown), report.diagnosis);
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_cut_off_or_squared_is_named) {
    const Report cut = report_of([](mat& g) { g = arma::clamp(g, -0.4, 0.4); });
    BOOST_TEST(
        cut.diagnosis ==
        "x: entries larger than 0.4 are wrong: the claimed value is cut off there");
    BOOST_TEST((kind_of(cut) == Mistake::wrong_entries));
    const Report squared = report_of([](mat& g) { g %= arma::mat(g); });
    BOOST_TEST(squared.diagnosis ==
               "x: the claimed value is the square of the numerical one");
}

BOOST_AUTO_TEST_CASE(a_bound_that_another_factor_goes_with_is_not_one) {
    const Report report =
        report_of([](mat& g) { g = 1.1 * arma::clamp(g, -0.4, 0.4); });
    BOOST_TEST(report.diagnosis.find("cut off") == std::string::npos, report.diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
