#pragma once

/// @file
/// A layer with batch or layer normalisation whose backward pass can be given another
/// rule.

#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace chainrule::tests {

/// What a backward pass has at hand: dL/du, and of z = W*X what is normalised.
struct Normalised {
    arma::mat z, normalised, deviation, gamma, du, u;
    bool of_batch;

    [[nodiscard]] arma::mat mean(const arma::mat& of) const {
        return of_batch ? arma::repmat(arma::mean(of, 1), 1, of.n_cols)
                        : arma::repmat(arma::mean(of, 0), of.n_rows, 1);
    }
    /// dL/dz from dL/d(normalised).
    [[nodiscard]] arma::mat back(const arma::mat& scaled) const {
        return (scaled - mean(scaled) - normalised % mean(scaled % normalised)) /
               deviation;
    }
};

using Rule = std::function<arma::mat(const Normalised&)>;

inline arma::mat right_dz(const Normalised& p) {
    return p.back(p.du % p.gamma);
}
inline arma::mat right_gamma(const Normalised& p) {
    return arma::sum(p.du % p.normalised, 1);
}

/// Half the mean square of tanh(gamma.*(W*X - mean)./deviation + beta) - Y.
struct Layer {
    bool of_batch;
    Rule dz = right_dz, dgamma = right_gamma;
    Random random{62};
    arma::mat X = drawn(random, 4, 9), Y = drawn(random, 5, 9);
    arma::vec x =
        arma::join_cols(arma::vectorise(drawn(random, 5, 4)),
                        arma::vec(1.0 + 0.2 * arma::vectorise(drawn(random, 10, 1))));

    [[nodiscard]] Normalised pass(const arma::vec& at) const {
        Normalised p;
        p.of_batch = of_batch;
        p.z = arma::reshape(arma::mat(at.head(20)), 5, 4) * X;
        const arma::mat centred = p.z - p.mean(p.z);
        p.deviation = arma::sqrt(p.mean(centred % centred) + 1e-5);
        p.normalised = centred / p.deviation;
        p.gamma = arma::repmat(at.subvec(20, 24), 1, 9);
        p.u = p.gamma % p.normalised + arma::repmat(at.subvec(25, 29), 1, 9);
        const arma::mat a = arma::tanh(p.u);
        p.du = (a - Y) % (1.0 - a % a) / 9.0;
        return p;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = {{"W", 5, 4}, {"gamma", 5, 1}, {"beta", 5, 1}};
        options.sizes = {{"N", 9.0}};
        return check_gradient(
            [this](const arma::vec& at) {
                return arma::accu(arma::square(arma::tanh(pass(at).u) - Y)) / 18.0;
            },
            [this](const arma::vec& at) {
                const Normalised p = pass(at);
                arma::vec g = arma::vectorise(arma::mat(dz(p) * X.t()));
                g = arma::join_cols(g, arma::vec(dgamma(p)));
                return arma::vec(arma::join_cols(g, arma::vec(arma::sum(p.du, 1))));
            },
            x,
            options);
    }
};

/// That only one block is wrong, what kind of mistake it has, and all that is said.
inline void expect(const Layer& layer, Mistake kind, const std::string& text) {
    const Report report = layer.report();
    BOOST_REQUIRE(report.diagnoses.size() == 1u);
    BOOST_TEST(to_string(report.diagnoses.front().kind) == to_string(kind),
               report.diagnosis);
    BOOST_TEST(report.diagnosis == text);
}

}  // namespace chainrule::tests
