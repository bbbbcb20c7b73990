/// Slips at an activation that no list knows, and the same slip at every layer.
#include "chainrule/check/diagnosis/activation_slopes.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

using arma::mat;
using arma::vec;
using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Mistake;
using chainrule::NamedMatrix;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::drawn;

namespace {

using Scalar = std::function<double(double)>;

mat mapped(const Scalar& function, mat values) {
    values.transform(function);
    return values;
}

double leaky(double z) {
    return z > 0.0 ? z : 0.1 * z;
}
double leaky_slope(double z) {
    return z > 0.0 ? 1.0 : 0.1;
}
double mish(double z) {
    return z * std::tanh(std::log1p(std::exp(z)));
}
double mish_slope(double z) {
    const double s = std::log1p(std::exp(z)), t = std::tanh(s);
    return t + z * (1.0 - t * t) / (1.0 + std::exp(-z));
}
double squashed_slope(double z) {
    return 1.0 - std::tanh(z) * std::tanh(z);
}
double one(double) {
    return 1.0;
}

/// Half the mean square of W3 a(W2 a(W1 X)) - Y over 6 examples.
struct Network {
    Scalar activation;
    mat X, Y;
    CheckOptions options;
    vec x;

    explicit Network(Scalar function) : activation(std::move(function)) {
        Random random(71);
        X = drawn(random, 3, 6);
        Y = drawn(random, 2, 6);
        x = 0.7 * arma::vectorise(drawn(random, 42, 1));
        options.blocks = {{"W1", 4, 3}, {"W2", 5, 4}, {"W3", 2, 5}};
        options.sizes = {{"N", 6}};
        options.values = [this](const vec& at) { return forward(at); };
    }
    static mat part(const vec& at, arma::uword first, arma::uword rows, arma::uword n) {
        return arma::reshape(mat(at.subvec(first, first + rows * n - 1)), rows, n);
    }
    [[nodiscard]] std::vector<NamedMatrix> forward(const vec& at) const {
        const mat z1 = part(at, 0, 4, 3) * X, a1 = mapped(activation, z1);
        const mat z2 = part(at, 12, 5, 4) * a1, a2 = mapped(activation, z2);
        return {{"X", X},
                {"Y", Y},
                {"Z1", z1},
                {"A1", a1},
                {"Z2", z2},
                {"A2", a2},
                {"Z3", part(at, 32, 2, 5) * a2}};
    }
    [[nodiscard]] double loss(const vec& at) const {
        return 0.5 * arma::accu(arma::square(forward(at).back().value - Y)) / 6.0;
    }
    /// With the slopes of the two activations as they are taken for.
    [[nodiscard]] Report report(const Scalar& slope1, const Scalar& slope2) const {
        const auto gradient = [&](const vec& at) {
            const std::vector<NamedMatrix> now = forward(at);
            const mat d3 = (now[6].value - Y) / 6.0;
            const mat d2 = (part(at, 32, 2, 5).t() * d3) % mapped(slope2, now[4].value);
            const mat d1 = (part(at, 12, 5, 4).t() * d2) % mapped(slope1, now[2].value);
            vec all = arma::vectorise(d1 * X.t());
            all = arma::join_cols(all, arma::vectorise(d2 * now[3].value.t()));
            return vec(arma::join_cols(all, arma::vectorise(d3 * now[5].value.t())));
        };
        return check_gradient(
            [&](const vec& at) { return loss(at); }, gradient, x, options);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(activation_slopes)

BOOST_AUTO_TEST_CASE(the_slope_of_any_activation_is_measured_from_the_values) {
    const Network network(mish);
    const auto values = network.forward(network.x);
    const auto slopes =
        chainrule::check::activation_slopes(network.options, network.x, values);
    BOOST_TEST_REQUIRE(slopes.size() == 2);
    BOOST_TEST(slopes[0].name == "(dA1/dZ1)");
    BOOST_TEST(slopes[1].name == "(dA2/dZ2)");
    const mat right = mapped(mish_slope, values[2].value);
    BOOST_TEST(arma::abs(slopes[0].value - right).max() < 1e-10);
}

BOOST_AUTO_TEST_CASE(usual_activations_keep_their_own_words) {
    const Network network([](double z) { return std::tanh(z); });
    const auto values = network.forward(network.x);
    BOOST_TEST(chainrule::check::activation_slopes(network.options, network.x, values)
                   .empty());
}

BOOST_AUTO_TEST_CASE(a_forgotten_derivative_of_an_unlisted_activation_is_named) {
    const Report smooth = Network(mish).report(one, mish_slope);
    BOOST_TEST(smooth.diagnosis ==
               "W1: the claimed value lacks the factor (dA1/dZ1), inside its product "
               "with X");
    const Report kinked = Network(leaky).report(leaky_slope, one);
    BOOST_TEST_REQUIRE(kinked.diagnoses.size() == 2);
    BOOST_TEST(kinked.diagnoses[1].text ==
               "the claimed value lacks the factor (dA2/dZ2), inside its product with "
               "A1");
    BOOST_TEST(kinked.diagnoses[0].text ==
               "the claimed value lacks the factor (dA2/dZ2), on the way back to it");
}

BOOST_AUTO_TEST_CASE(a_right_gradient_with_an_unlisted_activation_holds) {
    BOOST_TEST(
        (Network(mish).report(mish_slope, mish_slope).verdict == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(the_same_slip_at_every_layer_is_one_explanation) {
    const Network network([](double z) { return std::tanh(z); });
    const Report report = network.report(one, one);
    BOOST_TEST_REQUIRE(report.diagnoses.size() == 2);
    BOOST_TEST((report.diagnoses[0].kind == Mistake::missing_factor));
    BOOST_TEST(report.diagnoses[0].text.find("every layer behind") != std::string::npos,
               report.diagnosis);
    BOOST_TEST((report.diagnoses[1].kind == Mistake::missing_factor));
    const Scalar squared = [](double z) { return std::pow(squashed_slope(z), 2); };
    const Report twice = network.report(squared, squared);
    BOOST_TEST_REQUIRE(twice.diagnoses.size() == 2);
    BOOST_TEST((twice.diagnoses[0].kind == Mistake::extra_factor), twice.diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
