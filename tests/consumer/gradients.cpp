// A right and a wrong gradient of the same function: the exit status tells whether both
// were judged as they deserve.
#include <chainrule/check.hpp>
#ifdef WITH_JSON
#include <chainrule/check_json.hpp>
#endif

#include <iostream>

int main() {
    const arma::mat X{{0.3, -1.2, 0.7}, {1.9, 0.4, -0.6}};
    const auto f = [](const arma::mat& x) { return arma::accu(arma::exp(x)); };
    const auto right = [](const arma::mat& x) { return arma::mat(arma::exp(x)); };
    const auto wrong = [](const arma::mat& x) { return arma::mat(2.0 * arma::exp(x)); };

    const auto holds = chainrule::check_gradient(f, right, X);
    const auto fails = chainrule::check_gradient(f, wrong, X);
    std::cout << holds << '\n' << fails;
#ifdef WITH_JSON
    const auto json = chainrule::to_json(fails);
    std::cout << '\n' << json.dump(2) << '\n';
    if (json.at("verdict") != "fails") return 1;
#endif
    return holds.verdict == chainrule::Verdict::holds &&
                   fails.verdict == chainrule::Verdict::fails
               ? 0
               : 1;
}
