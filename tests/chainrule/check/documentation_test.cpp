/// The example of docs/check-your-code.md is code that compiles and does what the page
/// says.
#include "chainrule/files.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <chainrule/check.hpp>

#include <iostream>

// Ridge regression: the loss and a gradient derived by hand, with a slip
struct Ridge {
    arma::mat X;
    arma::vec y;
    double lambda = 0.1;

    double loss(const arma::vec& w) const {
        const arma::vec residual = X * w - y;
        return arma::dot(residual, residual) / 2 + lambda * arma::dot(w, w) / 2;
    }
    arma::vec gradient(const arma::vec& w) const {
        return X.t() * (X * w - y) + 2 * lambda * w;  // the 2 belongs to the other half
    }
};

chainrule::GradientReport check_ridge(const Ridge& ridge, const arma::vec& w) {
    return chainrule::check_gradient(
        [&](const arma::vec& at) { return ridge.loss(at); },
        [&](const arma::vec& at) { return ridge.gradient(at); },
        w);
}

BOOST_AUTO_TEST_SUITE(documentation)

BOOST_AUTO_TEST_CASE(the_slip_in_the_example_is_found) {
    chainrule::Random random(1);
    Ridge ridge{arma::mat(7, 3), arma::vec(7)};
    arma::vec w(3);
    for (arma::mat* values :
         {&ridge.X, static_cast<arma::mat*>(&ridge.y), static_cast<arma::mat*>(&w)}) {
        values->imbue([&] { return random.normal(); });
    }
    BOOST_TEST((check_ridge(ridge, w).verdict == chainrule::Verdict::fails));
    ridge.lambda = 0.0;
    BOOST_TEST((check_ridge(ridge, w).verdict == chainrule::Verdict::holds));
}

BOOST_AUTO_TEST_CASE(the_page_shows_the_diagnosis_that_is_printed) {
    const Ridge ridge{
        {{1.0, 2.0, 0.5}, {-1.0, 0.3, 2.0}, {0.7, -0.2, 1.0}, {2.0, 1.0, -1.0}},
        {1.0, 0.0, 2.0, -1.0}};
    const auto report = check_ridge(ridge, {0.5, -1.5, 2.0});
    const std::filesystem::path root = CHAINRULE_SOURCE_DIR;
    const std::string page = chainrule::read_file(root / "docs/check-your-code.md");
    BOOST_REQUIRE(!report.diagnosis.empty());
    BOOST_TEST(page.find("diagnosis: " + report.diagnosis + "\n") != std::string::npos,
               report.diagnosis);
}

BOOST_AUTO_TEST_CASE(the_page_shows_the_code_that_is_tested) {
    const std::filesystem::path root = CHAINRULE_SOURCE_DIR;
    const std::string page = chainrule::read_file(root / "docs/check-your-code.md");
    const std::string code = chainrule::read_file(__FILE__);
    const std::size_t start = page.find("// Ridge regression");
    const std::string shown = page.substr(start, page.find("```", start) - start);
    BOOST_TEST(code.find(shown) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
