/// What is wrong around a normalisation, told from weights twice as large, equal scales
/// and weights that stay, without any named value.
#include "chainrule/check/diagnosis/normalised_points.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace chainrule;
using arma::mat;
using arma::vec;
using chainrule::tests::drawn;

namespace {

/// What a backward pass has at hand: dL/du, and of z = W*X what is normalised.
struct Normalised {
    mat z, normalised, deviation, gamma, du, u;
    bool of_batch;

    [[nodiscard]] mat mean(const mat& of) const {
        return of_batch ? arma::repmat(arma::mean(of, 1), 1, of.n_cols)
                        : arma::repmat(arma::mean(of, 0), of.n_rows, 1);
    }
    /// dL/dz from dL/d(normalised).
    [[nodiscard]] mat back(const mat& scaled) const {
        return (scaled - mean(scaled) - normalised % mean(scaled % normalised)) /
               deviation;
    }
};

using Rule = std::function<mat(const Normalised&)>;

mat right_dz(const Normalised& p) {
    return p.back(p.du % p.gamma);
}
mat right_gamma(const Normalised& p) {
    return arma::sum(p.du % p.normalised, 1);
}

/// Half the mean square of tanh(gamma.*(W*X - mean)./deviation + beta) - Y.
struct Layer {
    bool of_batch;
    Rule dz = right_dz, dgamma = right_gamma;
    Random random{62};
    mat X = drawn(random, 4, 9), Y = drawn(random, 5, 9);
    vec x = arma::join_cols(arma::vectorise(drawn(random, 5, 4)),
                            vec(1.0 + 0.2 * arma::vectorise(drawn(random, 10, 1))));

    [[nodiscard]] Normalised pass(const vec& at) const {
        Normalised p;
        p.of_batch = of_batch;
        p.z = arma::reshape(mat(at.head(20)), 5, 4) * X;
        const mat centred = p.z - p.mean(p.z);
        p.deviation = arma::sqrt(p.mean(centred % centred) + 1e-5);
        p.normalised = centred / p.deviation;
        p.gamma = arma::repmat(at.subvec(20, 24), 1, 9);
        p.u = p.gamma % p.normalised + arma::repmat(at.subvec(25, 29), 1, 9);
        const mat a = arma::tanh(p.u);
        p.du = (a - Y) % (1.0 - a % a) / 9.0;
        return p;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = {{"W", 5, 4}, {"gamma", 5, 1}, {"beta", 5, 1}};
        options.sizes = {{"N", 9.0}};
        return check_gradient(
            [this](const vec& at) {
                return arma::accu(arma::square(arma::tanh(pass(at).u) - Y)) / 18.0;
            },
            [this](const vec& at) {
                const Normalised p = pass(at);
                vec g = arma::vectorise(mat(dz(p) * X.t()));
                g = arma::join_cols(g, vec(dgamma(p)));
                return vec(arma::join_cols(g, vec(arma::sum(p.du, 1))));
            },
            x,
            options);
    }
};

void expect(const Layer& layer, Mistake kind, const std::string& text) {
    const Report report = layer.report();
    BOOST_REQUIRE(report.diagnoses.size() == 1u);
    BOOST_TEST(to_string(report.diagnoses.front().kind) == to_string(kind),
               report.diagnosis);
    BOOST_TEST(report.diagnosis == text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(normalised_points)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    for (const bool of_batch : {true, false}) {
        BOOST_TEST(Layer{of_batch}.report().verdict == Verdict::holds);
    }
}

BOOST_AUTO_TEST_CASE(a_deviation_that_nothing_is_divided_by_is_named) {
    for (const bool of_batch : {true, false}) {
        expect({of_batch,
                [](const Normalised& p) -> mat { return right_dz(p) % p.deviation; }},
               Mistake::missing_factor,
               "W: the claimed value is not divided by the deviation of what gamma "
               "scales");
        expect({of_batch,
                [](const Normalised& p) -> mat { return right_dz(p) / p.deviation; }},
               Mistake::extra_factor,
               "W: the claimed value is divided twice by the deviation of what gamma "
               "scales");
    }
}

BOOST_AUTO_TEST_CASE(another_power_of_the_deviation_is_not_guessed) {
    const Layer layer{true, [](const Normalised& p) -> mat {
                          return right_dz(p) % arma::sqrt(p.deviation);
                      }};
    BOOST_TEST(layer.report().diagnosis.find("deviation") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_scale_that_is_left_out_is_named) {
    for (const bool of_batch : {true, false}) {
        const Report report =
            Layer{of_batch, [](const Normalised& p) { return p.back(p.du); }}.report();
        BOOST_REQUIRE(report.diagnoses.size() == 1u);
        BOOST_TEST((report.diagnoses.front().kind == Mistake::missing_factor),
                   report.diagnosis);
        BOOST_TEST(report.diagnosis.find("gamma") != std::string::npos,
                   report.diagnosis);
    }
}

BOOST_AUTO_TEST_CASE(statistics_taken_for_constants_are_named) {
    expect(
        {true, [](const Normalised& p) -> mat { return p.du % p.gamma / p.deviation; }},
        Mistake::missing_term,
        "W: the claimed value lacks the way back to it through the variance, and that "
        "through the mean is not right, of what gamma scales");
}

BOOST_AUTO_TEST_CASE(an_odd_share_of_the_way_through_the_statistics_is_not_named) {
    const Layer layer{true, [](const Normalised& p) -> mat {
                          const mat scaled = p.du % p.gamma;
                          return 0.37 * p.back(scaled) +
                                 0.63 * scaled / p.deviation % arma::cos(p.u);
                      }};
    BOOST_TEST(layer.report().diagnosis.empty(), layer.report().diagnosis);
}

BOOST_AUTO_TEST_CASE(what_is_not_normalised_in_the_claim_of_a_scale_is_named) {
    const std::string words =
        "gamma: the claimed value has another value, such as what is not normalised, "
        "in "
        "the place of the one that gamma scales";
    expect({true,
            right_dz,
            [](const Normalised& p) -> mat { return arma::sum(p.du % p.z, 1); }},
           Mistake::missing_factor,
           words);
    expect({true,
            right_dz,
            [](const Normalised& p) -> mat { return arma::sum(p.du % p.u, 1); }},
           Mistake::missing_factor,
           words);
    const Layer odd{true, right_dz, [](const Normalised& p) -> mat {
                        return arma::sum(p.du % p.z % p.z, 1);
                    }};
    BOOST_TEST(odd.report().diagnosis.empty(), odd.report().diagnosis);
    const vec numbers{1.1, 0.7, 1.3, 0.9, 1.7};
    const Layer scaled{true, right_dz, [=](const Normalised& p) -> mat {
                           return numbers % right_gamma(p);
                       }};
    BOOST_TEST(scaled.report().diagnosis.empty(), scaled.report().diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
