/// Tests of claims/truth.hpp: derivatives against what is known in closed form.
#include "chainrule/claims/truth.hpp"

#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/reader.hpp"
#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;

namespace {

/// A derivation at one trial.
struct Point {
    explicit Point(const std::string& text)
        : source("test", text),
          derivation(read_derivation(source).derivation),
          trial(make_trial(derivation, {1, 0, 0}, meter)),
          truths(derivation, trial, meter) {}

    [[nodiscard]] SymbolId id(std::string_view name) const {
        return derivation.find(name).value();
    }
    [[nodiscard]] const arma::mat& operator()(std::string_view name) const {
        return trial.values[id(name)];
    }
    const TrueDerivative& of(std::string_view a, std::string_view b) {
        return truths.of(id(a), id(b));
    }

    Source source;
    Meter meter{limits::work};
    Derivation derivation;
    Trial trial;
    Truths truths;
};

double distance(const arma::mat& a, const arma::mat& b) {
    BOOST_REQUIRE(arma::size(a) == arma::size(b));
    return arma::abs(a - b).max() / (1.0 + arma::abs(b).max());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(truth)

BOOST_AUTO_TEST_CASE(
    a_gradient_has_the_shape_of_its_variable_and_a_jacobian_a_row_an_output) {
    Point at("given A[3,2], x[2,1]\ny = A*x\nL = sum(y.^2)/2\nclaim dL/dx = A'*y\n");
    BOOST_TEST(distance(at.of("L", "A").value, at("y") * at("x").t()) < 1e-15);
    BOOST_TEST(distance(at.of("y", "x").value, at("A")) < 1e-15);
    BOOST_TEST(at.of("y", "A").value.n_rows == 3);
    BOOST_TEST(at.of("y", "A").value.n_cols == 6);
}

BOOST_AUTO_TEST_CASE(a_name_in_between_is_set_free) {
    // dL/dz is what z does to L, not what x does through z and besides
    Point at("given x[3,1]\nz = x.^2\nL = sum(z .* x)\nclaim dL/dz = x\n");
    BOOST_TEST(distance(at.of("L", "z").value, at("x")) < 1e-15);
    BOOST_TEST(distance(at.of("L", "x").value, 3.0 * arma::square(at("x"))) < 1e-15);
}

BOOST_AUTO_TEST_CASE(analytic_passes_are_exact_and_others_have_a_bar) {
    Point at(
        "given x[4,1]\nL = sum(tanh(x).^3)\nM = sum(floor(x) .* x + abs(x))\n"
        "claim dL/dx = x\n");
    const TrueDerivative& exact = at.of("L", "x");
    BOOST_TEST(exact.differences.empty());
    BOOST_TEST(exact.error_bar.is_zero());
    const arma::mat t = arma::tanh(at("x"));
    BOOST_TEST(distance(exact.value, 3.0 * arma::square(t) % (1.0 - arma::square(t))) <
               1e-15);
    // Away from its jumps a step function is as smooth as any
    BOOST_TEST(distance(at.of("M", "x").value,
                        arma::floor(at("x")) + arma::sign(at("x"))) < 1e-15);
}

BOOST_AUTO_TEST_CASE(at_a_kink_both_slopes_are_found_and_beside_it_one) {
    Point at("given x = [0; 0.5]\nL = sum(3*relu(x) - relu(-x))\nclaim dL/dx = x\n");
    const TrueDerivative& kink = at.of("L", "x");
    BOOST_REQUIRE(kink.differences.size() == 2u);
    BOOST_TEST(kink.differences[0].kink);
    BOOST_TEST(kink.differences[0].low == 1.0, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(kink.differences[0].high == 3.0, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(contains(kink.differences[0].doubt, "a kink"));
    BOOST_TEST(!kink.differences[1].kink);
    BOOST_TEST(std::abs(kink.value.at(1) - 3.0) <= kink.error_bar.at(1) + 1e-12);
}

BOOST_AUTO_TEST_CASE(an_infinite_slope_is_no_slope) {
    Point at("given x = [0; 4]\nL = sum(sqrt(x))\nclaim dL/dx = x\n");
    const TrueDerivative& truth = at.of("L", "x");
    BOOST_TEST(std::isnan(truth.value.at(0)));
    BOOST_TEST(!truth.differences[0].doubt.empty());
    BOOST_TEST(truth.value.at(1) == 0.25, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(functions_are_derived_once_and_twice) {
    Point at("f(z) = z^3*exp(-z)\nclaim f'(z) = z\n");
    const arma::vec z{-1.5, 0.0, 0.3, 2.0};
    const TrueDerivative first = at.truths.of_function(at.id("f"), 1, z);
    const arma::mat slope = (3.0 * arma::square(z) - arma::pow(z, 3)) % arma::exp(-z);
    BOOST_TEST(distance(first.value, slope) < 1e-15);
    const TrueDerivative second = at.truths.of_function(at.id("f"), 2, z);
    const arma::mat curvature =
        (6.0 * z - 6.0 * arma::square(z) + arma::pow(z, 3)) % arma::exp(-z);
    for (arma::uword k = 0; k < z.n_elem; ++k) {
        BOOST_TEST(std::abs(second.value.at(k) - curvature.at(k)) <=
                   second.error_bar.at(k) + 1e-10);
    }
}

BOOST_AUTO_TEST_CASE(shaken_derivatives_stay_within_their_bars) {
    Point at("given x = [0; 2]\nL = sum(abs(x).^2 + abs(x))\nclaim dL/dx = x\n");
    const SymbolId l = at.id("L"), x = at.id("x");
    const arma::mat still = at.truths.derivative(l, x);
    BOOST_TEST(at.truths.shaky());
    at.truths.shake(1);
    const arma::mat moved = at.truths.derivative(l, x);
    BOOST_TEST(arma::any(arma::vectorise(moved != still)));
    const arma::mat bar = at.of("L", "x").error_bar;
    for (arma::uword k = 0; k < still.n_elem; ++k) {
        BOOST_TEST(std::abs(moved.at(k) - still.at(k)) <=
                   bar.at(k) * (1.0 + 1e-12) + 1e-15);
    }
    at.truths.shake(0);
    BOOST_TEST(arma::all(arma::vectorise(at.truths.derivative(l, x) == still)));
}

BOOST_AUTO_TEST_SUITE_END()
