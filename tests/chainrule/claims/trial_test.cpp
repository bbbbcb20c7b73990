/// Tests of claims/trial.hpp.
#include "chainrule/claims/trial.hpp"

#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/reader.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace chainrule;
using namespace chainrule::claims;

namespace {

Derivation derivation_of(const std::string& text) {
    const Source source("test", text);
    Reading reading = read_derivation(source);
    BOOST_REQUIRE(reading.complaints.empty());
    return std::move(reading.derivation);
}

arma::mat draw_of(Distribution::Kind kind,
                  Shape shape,
                  double first = 0.0,
                  double second = 1.0) {
    return drawn({kind, first, second}, shape, 1, 7);
}

Trial trial_of(const Derivation& derivation, Draw draw) {
    Meter meter(limits::work);
    return make_trial(derivation, draw, meter);
}

const arma::mat& value(const Derivation& derivation,
                       const Trial& trial,
                       std::string_view name) {
    return trial.values[derivation.find(name).value()];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trial)

BOOST_AUTO_TEST_CASE(a_draw_is_what_its_distribution_says) {
    using Kind = Distribution::Kind;
    const Shape large{60, 50};
    const arma::mat normal = draw_of(Kind::normal, large, 3.0, 0.5);
    BOOST_TEST(std::abs(arma::mean(arma::vectorise(normal)) - 3.0) < 0.05);
    BOOST_TEST(std::abs(arma::stddev(arma::vectorise(normal)) - 0.5) < 0.03);
    const arma::mat uniform = draw_of(Kind::uniform, large, -1.0, 4.0);
    BOOST_TEST(uniform.min() >= -1.0);
    BOOST_TEST(uniform.max() < 4.0);
    BOOST_TEST(uniform.max() - uniform.min() > 4.9);
    BOOST_TEST(draw_of(Kind::positive, large).min() > 0.0);
    const arma::mat labels = draw_of(Kind::labels, large, 5.0);
    BOOST_TEST(labels.min() == 1.0);
    BOOST_TEST(labels.max() == 5.0);
    BOOST_TEST(arma::all(arma::vectorise(labels == arma::floor(labels))));
    const arma::mat mask = draw_of(Kind::mask, large, 0.3);
    BOOST_TEST(std::abs(arma::accu(mask) / 3000.0 - 0.3) < 0.03);
    BOOST_TEST(arma::all(arma::vectorise(mask % (mask - 1.0)) == 0.0));
}

BOOST_AUTO_TEST_CASE(orthogonal_and_positive_definite_matrices_are_so) {
    using Kind = Distribution::Kind;
    const arma::mat tall = draw_of(Kind::orthogonal, {6, 3});
    BOOST_TEST(arma::norm(tall.t() * tall - arma::eye(3, 3)) < 1e-14);
    const arma::mat wide = draw_of(Kind::orthogonal, {3, 6});
    BOOST_TEST(arma::norm(wide * wide.t() - arma::eye(3, 3)) < 1e-14);
    const arma::mat spd = draw_of(Kind::spd, {8, 8});
    BOOST_TEST(arma::norm(spd - spd.t()) == 0.0);
    const arma::vec eigenvalues = arma::eig_sym(spd);
    BOOST_TEST(eigenvalues.min() >= 1.0 - 1e-12);
    BOOST_TEST(eigenvalues.max() / eigenvalues.min() < 20.0);
}

BOOST_AUTO_TEST_CASE(the_same_words_draw_the_same_bits_and_others_do_not) {
    const Derivation derivation =
        derivation_of("given X[3,4]\nL = sum(sum(X))\nclaim dL/dX = ones(3,4)\n");
    const arma::mat x = value(derivation, trial_of(derivation, {3, 1, 0}), "X");
    const arma::mat same = value(derivation, trial_of(derivation, {3, 1, 0}), "X");
    BOOST_TEST(arma::all(arma::vectorise(x == same)));
    for (const Draw other : {Draw{4, 1, 0}, Draw{3, 2, 0}}) {
        const arma::mat y = value(derivation, trial_of(derivation, other), "X");
        BOOST_TEST(!arma::any(arma::vectorise(x == y)));
    }
}

BOOST_AUTO_TEST_CASE(a_nudge_moves_numbers_a_little_and_leaves_whole_ones) {
    const Derivation derivation = derivation_of(
        "given X[3,4], y[1,4] ~ labels(3), m[1,4] ~ mask(0.5)\n"
        "given K = [1 2; 3 4], f = [0.1 0.2]\n"
        "L = sum(sum(X)) + sum(y) + sum(m) + K(1,2) + f(1)\n"
        "claim dL/dX = ones(3,4)\n");
    const Trial plain = trial_of(derivation, {1, 0, 0});
    const Trial nudged = trial_of(derivation, {1, 0, 1});
    const auto of = [&](const Trial& trial, std::string_view name) -> const arma::mat& {
        return value(derivation, trial, name);
    };
    for (const std::string_view name : {"X", "f"}) {
        const arma::mat& a = of(plain, name);
        const arma::mat change = arma::abs(of(nudged, name) - a) / arma::abs(a);
        BOOST_TEST(change.max() > 0.0, name);
        BOOST_TEST(change.max() < 1e-6, name);
    }
    for (const std::string_view name : {"y", "m", "K"}) {
        BOOST_TEST(arma::all(arma::vectorise(of(plain, name) == of(nudged, name))));
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_is_drawn_anew_and_named_if_it_stays_so) {
    const Derivation narrow =
        derivation_of("given x[3,1]\nL = sum(log(x))\nclaim dL/dx = 1 ./ x\n");
    const Trial found = trial_of(narrow, {1, 0, 0});
    BOOST_TEST(found.not_finite.empty());
    BOOST_TEST(value(narrow, found, "x").min() > 0.0);
    const Derivation none = derivation_of(
        "given x[3,1]\nu = sqrt(-1 - x.^2)\nL = sum(u)\nclaim dL/dx = x\n");
    BOOST_TEST(trial_of(none, {1, 0, 0}).not_finite == "u");
}

BOOST_AUTO_TEST_SUITE_END()
