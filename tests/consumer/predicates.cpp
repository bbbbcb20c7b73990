#define BOOST_TEST_MODULE consumer
#include <boost/test/unit_test.hpp>

#include <chainrule/boost_test.hpp>

BOOST_AUTO_TEST_CASE(a_right_gradient_passes_and_a_wrong_one_says_why) {
    const arma::vec x{0.3, -1.2, 0.7};
    const auto f = [](const arma::vec& v) { return arma::dot(v, v); };
    const auto right = [](const arma::vec& v) { return arma::vec(2.0 * v); };
    const auto wrong = [](const arma::vec& v) { return arma::vec(-2.0 * v); };
    BOOST_TEST(chainrule::gradient_holds(f, right, x));

    const auto result = chainrule::gradient_holds(f, wrong, x);
    BOOST_TEST(!result);
    const auto seen = result.message();
    const std::string message(seen.begin(), seen.end());
    BOOST_TEST(message.find("gradient fails") != std::string::npos);
}
